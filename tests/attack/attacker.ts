// One attacker in a process of its own: bun tests/attack/attacker.ts '{"attack":"storm","host":"10.0.0.1","port":12345}'
// It says "attacks" once it is at full strength, and goes on until it is killed, or its standard input ends.

import { setPriority } from "node:os";
import { z } from "zod";
import { draws } from "../crash/draws.ts";
import { ATTACKS } from "./attacks.ts";
import { FILE } from "./subject.ts";

/** Behind whoever is measured: what the attacker's processor costs the others is not what is asked. */
const LAST_PRIORITY = 19;

const Order = z.object({
  attack: z.string(),
  host: z.string().default("127.0.0.1"),
  port: z.number(),
  tls: z.boolean().default(false),
  password: z.string().optional(),
  seed: z.string().default("attack"),
});

const { attack: name, seed, ...target } = Order.parse(JSON.parse(process.argv[2] ?? ""));
const attack = Object.hasOwn(ATTACKS, name) ? ATTACKS[name] : undefined;
if (!attack) throw new Error(`Cannot attack as "${name}": there is no such attacker`);
setPriority(LAST_PRIORITY);
process.stdin.on("end", () => process.exit()).resume();
await attack.attacker({ target, draw: draws(seed), file: FILE });
console.log("attacks");
