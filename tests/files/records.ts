// A record of a partial file, and reading one that has to be there.

import { readRecord, type PartialRecord, type Recorded } from "../../lib/files/record.ts";

export const record: PartialRecord = {
  file: "docs/x",
  size: 10,
  modified: 1,
  bytes: 5,
  prefix: "a".repeat(64),
  identity: "1-2",
};

export async function recorded(path: string): Promise<Recorded> {
  const there = await readRecord(path);
  if (typeof there === "string") throw new Error(there);
  return there;
}
