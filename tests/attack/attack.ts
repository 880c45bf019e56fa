// Attacks the server by hand: bun run attack [--tls] [--password] [--messages N] [--only NAME] [--json]
// With --host ADDRESS and --from "ip netns exec NAME" the attackers come from another network namespace.
// Ends with 0 where under each attack all stays as promised.

import { parseArgs } from "node:util";
import { EXIT } from "../../lib/protocol/exits.ts";
import { machine } from "../bench/report.ts";
import { ATTACKS } from "./attacks.ts";
import { underAttack, type Plan } from "./round.ts";
import { excesses, heading, row, wrongs } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    tls: { type: "boolean", default: false },
    password: { type: "boolean", default: false },
    messages: { type: "string", default: "10000" },
    "per-second": { type: "string", default: "500" },
    only: { type: "string", multiple: true, default: Object.keys(ATTACKS) },
    host: { type: "string" },
    from: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const [messages, perSecond] = [Number(values.messages), Number(values["per-second"])];
const unknown = values.only.find((name) => !Object.hasOwn(ATTACKS, name));
if (unknown !== undefined || !(messages >= 1) || !(perSecond >= 1)) {
  console.error("Usage: bun run attack [--tls] [--password] [--messages N] [--only NAME] [--json]");
  console.error(`NAME: ${Object.keys(ATTACKS).join(", ")}`);
  process.exit(EXIT.usage);
}

const plan: Plan = {
  messages,
  perSecond,
  isThorough: true,
  tls: values.tls,
  password: values.password ? "the tea is ready" : undefined,
  host: values.host,
  from: values.from.split(" ").filter((word) => word !== ""),
};
if (!values.json) {
  console.log(`${messages} messages each way, ${perSecond} a second; ${machine()}`);
  console.log(heading());
}
let areBroken = false;
for (const name of values.only) {
  const attack = ATTACKS[name];
  if (!attack || (attack.needs === "tls" && !values.tls && !values.password)) continue;
  if (attack.needs === "password" && !values.password) continue;
  const outcome = await underAttack(name, attack, plan);
  const broken = [...wrongs(outcome, attack), ...excesses(outcome)];
  if (broken.length > 0) areBroken = true;
  const { exchange: _measured, ...facts } = outcome;
  if (values.json) console.log(JSON.stringify({ ...facts, broken }));
  else for (const line of [row(outcome), ...broken.map((what) => `  ${what}`)]) console.log(line);
}
process.exitCode = areBroken ? 1 : 0;
