// Kills clients and servers in the middle of transfers, by hand: bun tests/crash/transfers.ts [--rounds N] [--size BYTES] [--seed S]
// Ends with 0 where each transfer was finished as promised.

import { parseArgs } from "node:util";
import { bytesText, readBytes } from "../../lib/protocol/sizes.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { draws } from "./draws.ts";
import {
  breakOff,
  mostLost,
  replaceBetween,
  type Command,
  type Outcome,
  type Try,
} from "./transfer.ts";

const KILLS = 10;

const COMMANDS: readonly Command[] = ["get", "put"];

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "1" },
    size: { type: "string", default: "1GiB" },
    seed: { type: "string", default: String(Date.now()) },
  },
});
const rounds = Number(values.rounds);
const size = readBytes(values.size);
if (!Number.isSafeInteger(rounds) || rounds < 1 || !size) {
  console.error("Usage: bun tests/crash/transfers.ts [--rounds N] [--size BYTES] [--seed S]");
  process.exit(EXIT.usage);
}

console.log(
  `seed ${values.seed}: ${rounds} rounds, ${bytesText(size)} each way, ${KILLS} kills each`,
);
let bad = 0;
for (let round = 1; round <= rounds; round++) {
  for (const command of COMMANDS) {
    const seed = `${values.seed} ${round} ${command}`;
    // The transfer runs as it does; the last kill is far enough from its end.
    const plan = { command, size, seed, draw: draws(seed), ahead: Infinity, onTry: row };
    console.log(`\n${command}, round ${round}`);
    const broken = await breakOff({ ...plan, kills: KILLS });
    console.log(`  at most ${bytesText(mostLost(broken.tries))} lost at a kill`);
    summary(broken);
    console.log(`\n${command}, round ${round}, another file between two tries`);
    summary(await replaceBetween({ ...plan, kills: 1 }));
  }
}
console.log(bad === 0 ? "\nall as promised" : `\n${bad} not as promised`);
process.exitCode = bad === 0 ? 0 : 1;

function row({ killed, from, there, sent, exit }: Try): void {
  const what = killed === "nobody" ? "finished" : `${killed} killed`;
  const cells = [`from ${bytesText(from)}`, `there ${bytesText(there)}`, `sent ${bytesText(sent)}`];
  console.log(`  ${what.padEnd(14)}${cells.map((cell) => cell.padEnd(16)).join("")}exit ${exit}`);
}

function summary({ tries, sent, problems }: Outcome): void {
  const ratio = `${(sent / (size ?? 1)).toFixed(3)} times the size sent`;
  console.log(
    `  ${tries.length} tries, ${ratio}: ${problems.length === 0 ? "SHA-256 equal" : "NOT as promised"}`,
  );
  for (const problem of problems) console.log(`  ${problem}`);
  bad += problems.length;
}
