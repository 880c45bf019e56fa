// Places for history files, and what a history holds.

import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { History } from "../../../lib/client/terminal/history.ts";

export const folder = mkdtempSync(join(tmpdir(), "parlor-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
/** A path that nothing is at, in a folder that is not there either. */
export function newPath(): string {
  return join(folder, String(++files), "parlor", "history");
}

/** All lines, the newest first. */
export function walked(history: History): string[] {
  const lines: string[] = [];
  for (let line = history.older(""); line !== undefined; line = history.older(line))
    lines.push(line);
  history.reset();
  return lines;
}
