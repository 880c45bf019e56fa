// Kills the server under talk, by hand: bun tests/crash/journal.ts [--rounds N] [--clients N] [--seed S]
// Ends with 0 where after each kill everything was as promised.

import { parseArgs } from "node:util";
import { EXIT } from "../../lib/protocol/exits.ts";
import { FEWEST_CLIENTS, MOST_CLIENTS, killUnderTalk } from "./killing.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    clients: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now()) },
  },
});
const { seed } = values;
const [rounds, clients] = [Number(values.rounds), Number(values.clients)];
const isUsable = Number.isSafeInteger(rounds) && Number.isSafeInteger(clients);
if (!isUsable || rounds < 1 || clients < FEWEST_CLIENTS || clients > MOST_CLIENTS) {
  console.error("Usage: bun tests/crash/journal.ts [--rounds N] [--clients N] [--seed S]");
  console.error(`N clients: ${FEWEST_CLIENTS} to ${MOST_CLIENTS}`);
  process.exit(EXIT.usage);
}

console.log(`seed ${seed}: ${rounds} rounds, ${clients} clients that stay`);
const { kills, lost, messages, problems } = await killUnderTalk({
  seed,
  rounds,
  clients,
  onRound: (round, facts) => {
    const { kills: at, lost: lines, messages: count } = facts;
    console.log(
      `  ${String(round).padStart(4)}  ${count} messages, ${lines} lines lost; ${at.join("; ")}`,
    );
  },
});
console.log(`${kills} kills, ${lost} lines lost, ${messages} messages`);
for (const problem of problems) console.log(`  ${problem}`);
console.log(problems.length === 0 ? "all as promised" : `NOT as promised; seed ${seed}`);
process.exitCode = problems.length === 0 ? 0 : 1;
