// The parts of the status row: what is urgent first, who and where you are after it.
import { UNANSWERED_MS } from "../../protocol/limits.ts";
import { durationText } from "../view/numbers.ts";

export interface StatusFacts {
  name: string;
  room: string;
  address: string;
  /** How many are here, in words, where that is known. */
  here: string | undefined;
  /** How long the server has owed an answer: milliseconds. */
  unansweredMs: number;
  /** How far transfers are, in words. */
  transfers: readonly string[];
}

/** The parts, the most important first. */
export function statusParts(facts: StatusFacts): string[] {
  const { name, room, address, here, unansweredMs, transfers } = facts;
  const late = unansweredMs >= UNANSWERED_MS;
  return [
    ...(late ? [`no answer for ${durationText(unansweredMs)}`] : []),
    ...transfers,
    `${name} in ${room}`,
    ...(here === undefined ? [] : [here]),
    address,
    ...(late ? [] : ["connected"]),
  ];
}
