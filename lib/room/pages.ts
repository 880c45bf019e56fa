// Answers about everyone, in pages that are made as they are read.
import { STATUS_PAGE } from "../protocol/limits.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import { recordOf } from "./client.ts";
import type { ClientCache } from "./clients.ts";

/** Past and present clients, as they are now. */
export function statusPages(cache: ClientCache): Iterator<ServerMessage> {
  const records = cache.all().map(recordOf);
  return paged(records, (clients, more) => ({ type: "status", clients, more }));
}

/** Who is here now. */
export function whoPages(cache: ClientCache): Iterator<ServerMessage> {
  const present = [...cache.everyoneNamed()].map(({ number, name }) => ({
    client: number,
    name: name ?? "",
  }));
  return paged(present, (clients, more) => ({ type: "who", clients, more }));
}

/** Messages of STATUS_PAGE items each, and one where there are none; the items are those of now, whenever the pages are read. */
function* paged<T>(
  items: readonly T[],
  message: (page: T[], more: boolean) => ServerMessage,
): Generator<ServerMessage> {
  let at = 0;
  do {
    yield message(items.slice(at, at + STATUS_PAGE), at + STATUS_PAGE < items.length);
    at += STATUS_PAGE;
  } while (at < items.length);
}
