// Another process with a journal: opens that of a folder and does as it is told, until its standard input ends or it is killed.
// bun child-program.ts FOLDER hold|store|nobody

import type { JournalCore } from "../../lib/journal/core.ts";
import { batch, core, many } from "./drafts.ts";

const [folder = "", task] = process.argv.slice(2);

// Both of its user's names: what a process may do with a file also hangs on who started it.
if (task === "nobody") process.setuid?.(65534);

/** Says the keys of what was acknowledged, once it was. */
function storeForever(journal: JournalCore): never {
  for (let turn = 0; ; turn++) {
    const drafts = many(1 + (turn % 3));
    const outcomes = journal.append(batch(drafts));
    if (outcomes.some(({ fate }) => fate !== "stored")) throw new Error(JSON.stringify(outcomes));
    console.log(drafts.map(({ key }) => key).join("\n"));
  }
}

try {
  const journal = core(folder);
  console.log("open");
  if (task === "store") storeForever(journal);
  for await (const _ of Bun.stdin.stream());
  journal.close();
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
