// Whom the host keeps out, over restarts: a small file that a person may edit.
import { join } from "node:path";
import { z } from "zod";
import { readWhole, replaceWhole } from "../files/whole-file.ts";
import { addressKey } from "../protocol/address.ts";
import { BAN_FILE_BYTES, MOST_BANS } from "../protocol/limits.ts";
import { nameProblem } from "../protocol/names.ts";
import { cleanText } from "../protocol/text.ts";
import type { Ban } from "../room/bans.ts";

export const BAN_FILE = "bans.json";

const time = z.iso
  .datetime({ offset: true, error: "it is no time, as 2026-11-22T18:00:00Z" })
  .transform((text) => Date.parse(text));

const name = z.string().superRefine((text, context) => {
  const problem = nameProblem(text);
  if (problem) context.addIssue({ code: "custom", message: `it is no name: ${problem}` });
});

const address = z.string().transform((text, context) => {
  const key = addressKey(text);
  if (key === undefined) context.addIssue({ code: "custom", message: "it is no address" });
  return key ?? z.NEVER;
});

/** Strict, since a ban with a misspelt field would be one that silently does not hold. */
const BanRecord = z
  .strictObject({
    name: name.optional(),
    address: address.optional(),
    until: time.nullable().default(null),
    at: time.default(0),
  })
  .refine((ban) => ban.name !== undefined || ban.address !== undefined, {
    error: "it has no name and no address",
  });

const BanList = z.array(BanRecord).max(MOST_BANS, `it has more than ${MOST_BANS} bans`);

/**
 * The bans that are kept in a folder, those that are over among them; none where there is no such file.
 * @throws Error `Cannot read "path": why`, where it cannot be read or any ban of it is damaged
 */
export async function readBans(folder: string): Promise<Ban[]> {
  const path = join(folder, BAN_FILE);
  const text = await readWhole(path, BAN_FILE_BYTES);
  if (text === undefined) return [];
  const result = BanList.safeParse(parsed(path, text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const [index, ...field] = issue?.path ?? [];
  const where = typeof index === "number" ? `ban ${index + 1}: ` : "";
  const what = field.length > 0 ? `"${field.join(".")}": ` : "";
  throw damaged(path, `${where}${what}${issue?.message ?? "it is wrong"}`);
}

/**
 * Keeps these bans in a folder, and no others.
 * @throws Error `Cannot write "path": why`
 */
export async function writeBans(folder: string, bans: readonly Ban[]): Promise<void> {
  const records = bans.map(({ at, until, ...who }) => ({
    ...who,
    until: until === null ? null : new Date(until).toISOString(),
    at: new Date(at).toISOString(),
  }));
  await replaceWhole(join(folder, BAN_FILE), `${JSON.stringify(records, undefined, 2)}\n`, 0o600);
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path, "it is no JSON");
  }
}

function damaged(path: string, why: string): Error {
  const advice = "correct it, or take it away so that nobody is kept out";
  return new Error(`Cannot read "${path}": ${cleanText(why)}; ${advice}`);
}
