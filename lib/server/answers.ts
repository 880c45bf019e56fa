// Answers that are made while they are sent: pages of records, the shelf's list, a file, or what is known of one.
import { setImmediate } from "node:timers/promises";
import type { Memory } from "../files/read.ts";
import { listShelf, openShelfFile, type OpenFile } from "../files/shelf.ts";
import { LIST_PAGE } from "../protocol/limits.ts";
import type { Have, Message, ServerMessage } from "../protocol/messages.ts";
import type { LastWords } from "../protocol/byte-stream.ts";
import type { Tag } from "../room/effects.ts";
import { NOTHING, type Dialect } from "./dialects/dialect.ts";
import type { Log } from "./log.ts";
import { sendingOf } from "./sending.ts";
import type { Answer } from "./sendings.ts";
import type { Shelf } from "./shelf.ts";

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
  { root, hashes }: Shelf,
  tag: Tag,
): AsyncGenerator<Uint8Array> {
  let files: Message<"list">["files"] = [];
  for await (const { file, size, modified, version } of listShelf(root)) {
    if (files.length === LIST_PAGE) {
      yield* encoded(dialect, { type: "list", files, more: true }, tag);
      files = [];
    }
    const sha256 = hashes.known(version);
    files.push({ file, size, modified, ...(sha256 ? { sha256 } : {}) });
  }
  yield* encoded(dialect, { type: "list", files, more: false }, tag);
}

/** A request for a file of the shelf; the signal aborts when nobody waits for it any more. */
export interface FileRequest {
  file: string;
  tag: Tag;
  have?: Have | undefined;
  memory: Memory;
  signal: AbortSignal;
}

/** A file of the shelf, or that there is none. The answer is to be asked for its first piece at once. */
export async function fileAnswer(
  dialect: Dialect,
  shelf: Shelf,
  { file, tag, have, memory, signal }: FileRequest,
  log: Log,
): Promise<Answer> {
  if (signal.aborted)
    return said(encoded(dialect, cancelled(`Cannot send "${file}" to its end`), tag));
  const open = await openOrTell(shelf, file, log);
  if (!open) return said(encoded(dialect, notFound(file), tag));
  return dialect.sendFile(sendingOf(open, file, shelf, { have, memory, signal }), tag);
}

/** The facts of a file of the shelf, its SHA-256 among them, or that there is none. */
export async function aboutAnswer(
  dialect: Dialect,
  shelf: Shelf,
  { file, tag, signal }: Omit<FileRequest, "memory">,
  log: Log,
): Promise<Answer> {
  const cannot = `Cannot tell about "${file}"`;
  if (signal.aborted) return said(encoded(dialect, cancelled(cannot), tag));
  const open = await openOrTell(shelf, file, log);
  if (!open) return said(encoded(dialect, notFound(file), tag));
  await open.handle.close();
  const { size, modified, version } = open;
  return said([], async () => {
    const hashed = shelf.hashes.of(shelf.root, file, version, signal);
    const sha256 = await hashed.catch(() => undefined);
    const about: ServerMessage = signal.aborted
      ? cancelled(cannot)
      : sha256
        ? { type: "about", file, size, modified, sha256 }
        : { type: "error", code: "broken", message: `${cannot}: it changed while it was read` };
    return dialect.encode(about, tag) ?? NOTHING;
  });
}

function cancelled(cannot: string): Message<"error"> {
  return { type: "error", code: "cancelled", message: `${cannot}: it was cancelled` };
}

/** An answer of pieces that are there, and last words. */
async function* said(pieces: Iterable<Uint8Array>, last?: LastWords): Answer {
  yield* pieces;
  return last;
}

/** Why there is no such file is the host's to know. */
async function openOrTell(shelf: Shelf, file: string, log: Log): Promise<OpenFile | undefined> {
  const open = await openShelfFile(shelf.root, file);
  if (open.ok) return open;
  log.info(`Cannot give "${file}": ${open.why}`);
  return undefined;
}

/** What a guest hears of a file that cannot be given. */
export function notFound(file: string): Message<"error"> {
  return { type: "error", code: "not-found", message: `File '${file}' not found` };
}

function* encoded(dialect: Dialect, message: ServerMessage, tag: Tag): Generator<Uint8Array> {
  const bytes = dialect.encode(message, tag);
  if (bytes && bytes.byteLength > 0) yield bytes;
}
