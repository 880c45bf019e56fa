// Looking back: who may be shown what was said before, and how much of it is meant.
import { REPLAYED_MESSAGES } from "../protocol/limits.ts";
import type { Command } from "../protocol/messages.ts";
import type { Effect, HistoryRange } from "./effects.ts";
import { ack, refusal, type Request } from "./replies.ts";

type History = Extract<Command, { type: "history" }>;
type Search = Extract<Command, { type: "search" }>;

/** Answers with messages of the history, but for the original client: it knew none, and could not tell it from talk. */
export function lookBack(request: Request, command: History | Search): Effect[] {
  const { client, tag } = request;
  if (client.dialect === "bare") {
    const why = "Cannot show the history: your client is to end its lines";
    return [refusal(request, "usage", why)];
  }
  const asked = { to: client.number, tag };
  const effect: Effect =
    command.type === "history"
      ? { effect: "history", ...asked, range: rangeOf(command) }
      : { effect: "search", ...asked, text: command.text };
  return [ack(request), effect];
}

function rangeOf({ since, last, before }: History): HistoryRange {
  if (since !== undefined) return { since };
  const newest = last ?? REPLAYED_MESSAGES;
  return before === undefined ? { newest } : { newest, before };
}
