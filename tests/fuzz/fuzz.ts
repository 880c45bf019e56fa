// Random traffic against a real server, by hand: bun run fuzz [--seconds N] [--guests N] [--seed S]
// Ends with 0 where the healthy pair lost nothing and the server stayed as it should.

import { parseArgs } from "node:util";
import { EXIT } from "../../lib/protocol/exits.ts";
import { fuzz } from "./fuzzing.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    guests: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now()) },
  },
});
const { seed } = values;
const [seconds, guests] = [Number(values.seconds), Number(values.guests)];
if (!(seconds > 0) || !Number.isSafeInteger(guests) || guests < 1) {
  console.error("Usage: bun run fuzz [--seconds N] [--guests N] [--seed S]");
  process.exit(EXIT.usage);
}

console.log(`seed ${seed}: ${seconds} seconds, ${guests} guests`);
const { messages, connections, requests, problems } = await fuzz({ seed, seconds, guests });
console.log(`${connections} connections, ${requests} requests; ${messages} messages each way`);
for (const problem of problems) console.log(`  ${problem}`);
console.log(problems.length === 0 ? "all as promised" : `NOT as promised; seed ${seed}`);
process.exitCode = problems.length === 0 ? 0 : 1;
