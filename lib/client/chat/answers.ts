// What the server is asked for, and answers with, as lines of the room.
import type { Message } from "../../protocol/messages.ts";
import { gatherHistory, gatherList, gatherStatus, gatherWho } from "../gather.ts";
import type { Membership } from "../membership.ts";
import type { HistoryAsked } from "../view/history.ts";
import type { Line } from "../view/line.ts";
import { listTable, statusTable, whoTable } from "../view/tables.ts";
import type { Typed } from "./commands.ts";
import type { Roster } from "./roster.ts";
import type { Transcript } from "./transcript.ts";

/** What is typed to be shown something that the server knows. */
export type Asked = Extract<Typed, { type: "status" | "list" | "who" | "history" | "search" }>;

export interface Shown {
  roster: Roster;
  transcript: Transcript;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Asks the server, and resolves with its answer. @throws Failure */
export async function answerOf(asked: Asked, place: Membership, shown: Shown): Promise<Line> {
  const { roster, transcript, now } = shown;
  switch (asked.type) {
    case "status":
      return statusTable(await gatherStatus(place), now());
    case "list":
      return listTable(await gatherList(place), now());
    case "who":
      return whoTable(await whoIsHere(place, roster));
    case "history":
      return transcript.past(await gatherHistory(place, asked), ...historyAsked(asked.before));
    case "search":
      return transcript.past(await gatherHistory(place, asked), "search", asked.text);
  }
}

function historyAsked(before: number | undefined): HistoryAsked {
  return before === undefined ? ["history"] : ["history", before];
}

/** Who is here, which the roster learns. @throws Failure */
export function whoIsHere(place: Membership, roster: Roster): Promise<Message<"who">["clients"]> {
  return roster.learn(() => gatherWho(place));
}
