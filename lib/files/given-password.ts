// Where a program has the room's password from: a file or a variable, never a flag, which every user of the machine could read.
import { PASSWORD_FILE_BYTES } from "../protocol/limits.ts";
import { passwordProblem } from "../protocol/password.ts";
import { UsageError } from "../protocol/settings.ts";
import { readWhole } from "./whole-file.ts";

const VARIABLE = "PARLOR_PASSWORD";

/**
 * The first line of the file, where there is one, else what PARLOR_PASSWORD says, which no longer stands in `env`
 * then; undefined where there is neither.
 * @throws UsageError where it cannot be a password; Error `Cannot read "path": why`
 */
export async function givenPassword(
  file: string | undefined,
  env: Record<string, string | undefined>,
): Promise<string | undefined> {
  const inVariable = env[VARIABLE];
  delete env[VARIABLE];
  if (file !== undefined) return passwordOfFile(file);
  return inVariable ? checked(inVariable, VARIABLE) : undefined;
}

/**
 * The first line of a file.
 * @throws UsageError where it cannot be a password; Error `Cannot read "path": why`
 */
export async function passwordOfFile(path: string): Promise<string> {
  const text = await readWhole(path, PASSWORD_FILE_BYTES);
  if (text === undefined) throw new Error(`Cannot read "${path}": no such file`);
  const [line = ""] = text.split(/\r?\n/, 1);
  return checked(line, `the first line of "${path}"`);
}

/** What it is stands in no message. */
function checked(text: string, from: string): string {
  const problem = passwordProblem(text);
  if (problem) throw new UsageError(`Cannot use ${from} as a password: ${problem}`);
  return text;
}
