// The parts of the status row: what is urgent first, who and where you are after it.
import { UNANSWERED_MS } from "../../protocol/limits.ts";
import type { Outage } from "../membership.ts";
import { durationText } from "../../protocol/durations.ts";

export interface StatusFacts {
  name: string;
  room: string;
  address: string;
  /** How many are here, in words, where that is known. */
  here: string | undefined;
  /** How long the server has owed an answer: milliseconds. */
  unansweredMs: number;
  /** The line that is lost, if it is. */
  outage: Outage | undefined;
  /** Milliseconds since the epoch. */
  now: number;
  /** How far transfers are, in words. */
  transfers: readonly string[];
}

/** The parts, the most important first. */
export function statusParts(facts: StatusFacts): string[] {
  const { name, room, address, here, transfers } = facts;
  const trouble = troubleText(facts);
  return [
    ...(trouble === undefined ? [] : [trouble]),
    ...transfers,
    `${name} in ${room}`,
    ...(here === undefined || facts.outage ? [] : [here]),
    address,
    ...(trouble === undefined ? ["connected"] : []),
  ];
}

/** What is wrong with the connection; undefined where nothing is. */
function troubleText({ outage, unansweredMs, now }: StatusFacts): string | undefined {
  if (!outage) {
    const isLate = unansweredMs >= UNANSWERED_MS;
    return isLate ? `no answer for ${durationText(unansweredMs)}` : undefined;
  }
  if (outage.nextTry === undefined) return "connecting …";
  // At its last second it does not read as none.
  const wait = durationText(Math.ceil(Math.max(1, outage.nextTry - now) / 1000) * 1000);
  return `connection lost, trying again in ${wait}`;
}
