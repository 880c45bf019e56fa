// What newcomers are told, where it is from a file.
import { readWhole } from "../files/whole-file.ts";
import { MOTD_CHARACTERS, MOTD_FILE_BYTES } from "../protocol/limits.ts";
import { UsageError } from "../protocol/settings.ts";
import { cleanText } from "../protocol/text.ts";

/**
 * The text of a file on one line; "" where there is none in it.
 * @throws UsageError where it is too long; Error `Cannot read "path": why`
 */
export async function motdOfFile(path: string): Promise<string> {
  const text = await readWhole(path, MOTD_FILE_BYTES);
  if (text === undefined) throw new Error(`Cannot read "${path}": no such file`);
  const motd = cleanText(text).trim();
  if (motd.length <= MOTD_CHARACTERS) return motd;
  throw new UsageError(`Cannot use "${path}": it has more than ${MOTD_CHARACTERS} characters`);
}
