// A small chat in appended lines, in a terminal of its own: says what is typed, and leaves as the real one.

import { abilitiesOf, terminalOut } from "../../../lib/client/terminal/abilities.ts";
import { guardSignals, guardTerminal } from "../../../lib/client/endings.ts";
import { PlainPrompt } from "../../../lib/client/terminal/plain.ts";
import { TypedLines } from "../../../lib/client/terminal/typed-lines.ts";
import { plainNames } from "../../../lib/client/chat/naming.ts";

const abilities = abilitiesOf(process.env);
guardTerminal({ abilities, draft: () => prompt.draft, keep: () => {}, log: undefined });
const guarded = guardSignals();
const out = terminalOut(abilities, process.stdout);
const lines = new TypedLines(process.stdin);
const signal = new AbortController().signal;
const name = await plainNames(lines, out).ask({
  suggested: "ann-2",
  problem: () => undefined,
  signal,
});
const prompt: PlainPrompt = new PlainPrompt(
  {
    onLine(line) {
      if (line === "crash") throw new Error("on purpose");
      if (line === "ask") void ask();
      else prompt.print(() => [`${name}: ${line}`]);
      return true;
    },
    onLeave: () => prompt.quit(),
  },
  { lines, out, columns: () => Infinity },
);
guarded.onInterrupt = () => prompt.interrupt();

async function ask(): Promise<void> {
  const choices = ["red", "green"].map((label) => ({ value: label, label, hint: "…" }));
  const chosen = prompt.choose({ message: "Which?", choices });
  prompt.print(() => ["meanwhile"]);
  const value = await chosen;
  prompt.print(() => [`chosen: ${value}`]);
}

out.write(`plain ${abilities.plain}\n`);
await prompt.run();
out.write("left\n");
process.stdout.write("", () => process.exit());
