// The clock of the filesystem, which a change must not share a tick with to be seen.

import { lstatSync, rmSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";

/** Resolves as soon as a change of the file has another time than its last one. */
export async function clockTicked(path: string): Promise<void> {
  const changed = (file: string) => lstatSync(file, { bigint: true }).ctimeNs;
  const probe = `${path}.probe`;
  do {
    writeFileSync(probe, "");
    await setImmediate();
  } while (changed(probe) <= changed(path));
  rmSync(probe);
}
