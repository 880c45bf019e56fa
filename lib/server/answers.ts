// Answers that are made while they are sent: pages of records, the shelf's list, a file.
import { setImmediate } from "node:timers/promises";
import { listShelf, openShelfFile, type ShelfEntry } from "../files/shelf.ts";
import { LIST_PAGE } from "../protocol/limits.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import type { Tag } from "../room/effects.ts";
import type { Dialect } from "./dialects/dialect.ts";
import type { Log } from "./log.ts";

/** Pages that the room makes, each when the one before it has left. */
export async function* pagesAnswer(
  dialect: Dialect,
  pages: Iterator<ServerMessage>,
  tag: Tag,
): AsyncGenerator<Uint8Array> {
  for (let page = pages.next(); !page.done; page = pages.next()) {
    // Nothing here waits for a disk: without this a fast asker would keep the loop from turning.
    await setImmediate();
    yield* encoded(dialect, page.value, tag);
  }
}

/** The shelf's list, read folder by folder while it is sent. */
export async function* listAnswer(
  dialect: Dialect,
  shelf: string,
  tag: Tag,
): AsyncGenerator<Uint8Array> {
  let files: ShelfEntry[] = [];
  for await (const entry of listShelf(shelf)) {
    if (files.length === LIST_PAGE) {
      yield* encoded(dialect, { type: "list", files, more: true }, tag);
      files = [];
    }
    files.push(entry);
  }
  yield* encoded(dialect, { type: "list", files, more: false }, tag);
}

/** A file of the shelf, or that there is none; why there is none is the host's to know. */
export async function* fileAnswer(
  dialect: Dialect,
  shelf: string,
  file: string,
  tag: Tag,
  log: Log,
): AsyncGenerator<Uint8Array> {
  const open = await openShelfFile(shelf, file);
  if (!open.ok) {
    log.info(`Cannot give "${file}": ${open.why}`);
    const message = `File '${file}' not found`;
    yield* encoded(dialect, { type: "error", code: "not-found", message }, tag);
    return;
  }
  try {
    yield* dialect.sendFile(open, file, tag);
  } finally {
    // The guest may go before the first chunk is asked for; closing twice is no error.
    await open.handle.close().catch(() => {});
  }
}

function* encoded(dialect: Dialect, message: ServerMessage, tag: Tag): Generator<Uint8Array> {
  const bytes = dialect.encode(message, tag);
  if (bytes && bytes.byteLength > 0) yield bytes;
}
