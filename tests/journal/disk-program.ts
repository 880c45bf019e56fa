// A process with a journal on a disk that fills, may not be written, or fails: it prints what it saw as JSON.
// bun disk-program.ts full|read-only FOLDER in a namespace of its own, or limited FOLDER with a limit to the size of files.

import type { JournalCore } from "../../lib/journal/core.ts";
import type { Outcome } from "../../lib/journal/messages.ts";
import { SmallDisk } from "../crash/small-disk.ts";
import { all, batch, core, draft, many, seqs } from "./drafts.ts";
import { join } from "node:path";

const MIB = 1024 * 1024;
const [task, folder = ""] = process.argv.slice(2);
const text = "a".repeat(1000);

/** What is said when it cannot be opened. */
function refusal(path: string): string {
  try {
    core(path).close();
    return "opened";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Stores until that fails: how many messages were acknowledged, and what was said of each of the last batch. */
function storeUntilItFails(journal: JournalCore): { acknowledged: number; outcomes: Outcome[] } {
  for (let acknowledged = 1; ; acknowledged += 7) {
    const outcomes = journal.append(batch(many(7, text)));
    if (outcomes.some(({ fate }) => fate !== "stored")) return { acknowledged, outcomes };
  }
}

/** All of it: what fails, what is there meanwhile, and what is there once it is repaired and opened anew. */
function story(path: string, spoil: () => void, repair: () => void) {
  const journal = core(path);
  const connection = () => journal.answer(({ database }) => database);
  const first = connection();
  journal.append(batch([draft("first")]));
  spoil();
  const { acknowledged, outcomes } = storeUntilItFails(journal);
  const meanwhile = seqs(all(journal));
  const isAnew = connection() !== first;
  // More than what opening it anew may have made room for.
  const again = journal.append(batch(many(3000, text)));
  repair();
  const after = journal.append(batch([draft("after"), draft("last")]));
  journal.close();
  const reopened = core(path);
  const later = seqs(all(reopened));
  reopened.close();
  const isWhole = [meanwhile, later].every((list) => list.every((seq, index) => seq === index + 1));
  return {
    outcomes,
    again: again.filter((outcome, index) => index === 0 || !Bun.deepEquals(outcome, again[0])),
    isWhole,
    isAnew,
    meanwhile: meanwhile.length - acknowledged,
    after: after.map((outcome) => ("seq" in outcome ? outcome.seq - acknowledged : outcome)),
    later: later.length - acknowledged,
  };
}

function print(value: unknown): void {
  console.log(JSON.stringify(value));
}

function run(command: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(command);
  if (exitCode !== 0) throw new Error(`Cannot run "${command.join(" ")}": ${stderr}`);
}

if (task === "full") {
  using disk = new SmallDisk(folder, MIB);
  const path = join(folder, "data");
  disk.fill();
  const started = refusal(path);
  disk.makeRoom();
  print({
    started,
    ...story(
      path,
      () => disk.fill(),
      () => disk.makeRoom(),
    ),
  });
} else if (task === "read-only") {
  using disk = new SmallDisk(folder, MIB);
  const path = join(folder, "data");
  core(path).close();
  disk.fill();
  run(["mount", "-o", "remount,ro", folder]);
  print([refusal(path), refusal(join(folder, "none"))]);
} else {
  const limit = (bytes: string) => run(["prlimit", "--pid", `${process.pid}`, `--fsize=${bytes}:`]);
  print(
    story(
      folder,
      () => limit(`${MIB}`),
      () => limit("unlimited"),
    ),
  );
}
