// When a request of a frames guest is answered in full.

import type { Command } from "../../lib/protocol/messages.ts";
import type { Heard } from "./frames-guest.ts";

export type Asked = Command["type"] | "ping";

/** Requests whose answer goes on after the ACK. */
const GOES_ON: ReadonlySet<Asked | undefined> = new Set([
  "status",
  "list",
  "get",
  "about",
  "put",
  "rm",
  "who",
  "help",
  "history",
  "search",
]);

/** Whether nothing more comes behind an answer to a request of that type. */
export function isLast({ type, ...message }: Heard, asked: Asked | undefined): boolean {
  if ("more" in message) return !message.more;
  if (type === "ack") return !GOES_ON.has(asked);
  return type !== "file" && type !== "send";
}
