// What an attack has to leave as it was, and the table of all of them.

import type { Attack } from "./attacks.ts";
import { LEFT_MB, type Outcome } from "./round.ts";

/** The host is told that somebody was turned away, whom the attacks keep out. */
const TURNED_AWAY = /^warn: .* turned away\b/;

/** What no attack may exceed: the ACK's p99 in milliseconds, memory in MiB, the idle server in percent of a core. */
export const ACK_MS = 50;
export const PEAK_MB = 64;
export const IDLE_PERCENT = 1;

/** What is wrong whatever the machine has to do beside it. */
export function wrongs(outcome: Outcome, attack: Attack): string[] {
  const { exchange, descriptors, isUp, isTold, isOpen, complaints } = outcome;
  // The host is warned of some, as it should be.
  const odd = complaints.filter((line) => !attack.told?.test(line) && !TURNED_AWAY.test(line));
  const found: [boolean, string][] = [
    [!isUp, "the server has ended"],
    [exchange.ended !== undefined, `the pair's talk has ended: ${exchange.ended}`],
    [exchange.lost > 0, `${exchange.lost} lost`],
    [exchange.disordered > 0, `${exchange.disordered} out of order`],
    [exchange.unclean > 0, `${exchange.unclean} texts were not clean`],
    [!isTold, `the log has no ${attack.told}`],
    [!isOpen && !attack.fills, "nobody new could come in"],
    [
      descriptors.after > descriptors.before,
      `${descriptors.after - descriptors.before} descriptors are left`,
    ],
    [odd.length > 0, odd.slice(0, 3).join("; ")],
  ];
  return found.flatMap(([is, what]) => (is ? [what] : []));
}

/** The bounds of time and memory that are broken. */
export function excesses({ ack, memory, idle }: Outcome): string[] {
  const found: [boolean, string][] = [
    [ack.p99 > ACK_MS, `the ACK's p99 is above ${ACK_MS} ms`],
    [memory.peak - memory.before > PEAK_MB, `memory rose by more than ${PEAK_MB} MiB`],
    [memory.after - memory.before > LEFT_MB, `memory did not come back to ${LEFT_MB} MiB above`],
    [(idle ?? 0) > IDLE_PERCENT, `idle it uses more than ${IDLE_PERCENT} % of a core`],
  ];
  return found.flatMap(([is, what]) => (is ? [what] : []));
}

const HEADINGS = [
  "lost",
  "order",
  "p50",
  "p99",
  "worst",
  "heard p99",
  "before",
  "peak",
  "after",
  "fds",
  "idle",
];
const WIDTH = 10;
const NAME_WIDTH = 16;

export function heading(): string {
  return "attack".padEnd(NAME_WIDTH) + HEADINGS.map((each) => each.padStart(WIDTH)).join("");
}

export function row(outcome: Outcome): string {
  const { exchange, ack, deliveryP99, memory, descriptors, idle } = outcome;
  const cells = [
    String(exchange.lost),
    String(exchange.disordered),
    ...[ack.p50, ack.p99, ack.worst, deliveryP99].map((ms) => `${ms.toFixed(1)} ms`),
    ...[memory.before, memory.peak, memory.after].map((mb) => `${mb.toFixed(0)} MB`),
    `${descriptors.before}→${descriptors.after}`,
    idle === undefined ? "" : `${idle.toFixed(1)} %`,
  ];
  return outcome.name.padEnd(NAME_WIDTH) + cells.map((each) => each.padStart(WIDTH)).join("");
}
