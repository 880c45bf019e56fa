// Journals of servers in this process: in memory or in a folder, both without threads, so that they open at once.

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { directJournal } from "../../lib/journal/direct.ts";
import type { Journal } from "../../lib/room/journal.ts";

const KEEP_ALL = {};

/** A journal that nobody finds any more once it is closed. */
export function memoryJournal(now: () => number = Date.now): Journal {
  return directJournal({ folder: undefined, keep: KEEP_ALL, newHistory: Bun.randomUUIDv7() }, now);
}

/** A folder of a server's data; what is kept in it can be opened again and again. */
export class DataFolder implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "parlor-data-")));

  /** The journal in it. */
  journal(now: () => number = Date.now): Journal {
    return directJournal(
      { folder: this.path, keep: KEEP_ALL, newHistory: Bun.randomUUIDv7() },
      now,
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
