// The kinds of fields that messages have: what a peer may say in them, and what comes out.
import { z } from "zod";
import { MAX_REQUEST_ID } from "./frame.ts";
import {
  FILE_NAME_BYTES,
  HISTORY_LAST,
  LONGEST_MS,
  MESSAGE_BYTES,
  MESSAGE_LINES,
  NAME_BYTES,
  TOKEN_CHARACTERS,
} from "./limits.ts";
import { byteLength, cleanLines, cleanText } from "./text.ts";

/** A peer's text of at most so many bytes; refused with a code where it is too long or has NUL. */
export function rawText(what: string, maxBytes: number) {
  return z
    .string()
    .refine((text) => byteLength(text) <= maxBytes, {
      error: ({ input }) => tooMany(byteLength(String(input)), "bytes", what, maxBytes),
      params: { code: "too-long" },
      abort: true,
    })
    .refine((text) => !text.includes("\0"), {
      error: "it contains NUL",
      params: { code: "bad-text" },
      abort: true,
    });
}

/** The same, cleaned. */
export function peerText(what: string, maxBytes: number) {
  return rawText(what, maxBytes).transform(cleanText);
}

/** What somebody types behind a command: one line. */
export const line = peerText("a line", MESSAGE_BYTES);

function tooMany(count: number, unit: string, what: string, limit: number): string {
  const shown = (each: number) => each.toLocaleString("en-US");
  return `it has ${shown(count)} ${unit}, ${what} takes ${shown(limit)}`;
}

const lineCount = (text: string) => text.split("\n").length;

/** As many lines as a message may have. */
function firstLines(text: string): string {
  return text.split("\n", MESSAGE_LINES).join("\n");
}

/** A server's text for people: cleaned, and cut to so many UTF-16 units, of which a text never has more than bytes. */
function shownText(most: number) {
  return z.string().transform((text) => cleanText(text.slice(0, most)));
}

/** What somebody says: one line or several. */
export const spoken = rawText("a message", MESSAGE_BYTES)
  .transform(cleanLines)
  .refine((text) => text !== "", { error: "it is empty", abort: true })
  .refine((text) => lineCount(text) <= MESSAGE_LINES, {
    error: ({ input }) => tooMany(lineCount(String(input)), "lines", "a message", MESSAGE_LINES),
    params: { code: "too-long" },
  });
/** Whether it is told as what its sender does: "Ann waves". Absent where it is plain talk. */
export const action = z.literal(true).optional();
export const requestId = z.number().int().min(1).max(MAX_REQUEST_ID);
export const count = z.number().int().min(0, "it must be a whole number, 0 or more");
/** The room's number of a message: they count up from 1, in the one order that everyone sees. */
export const seq = count;
/** What a message is known by when it is sent again: chosen by its sender, at random. */
export const key = z.uuid("it must be a UUID").transform((uuid) => uuid.toLowerCase());
export const token = z
  .string()
  .max(TOKEN_CHARACTERS, `it has more than ${TOKEN_CHARACTERS} characters`);
/** How many of the newest messages. */
export const newest = count.max(
  HISTORY_LAST,
  `it must be at most ${HISTORY_LAST.toLocaleString("en-US")}`,
);
/** How long something holds: milliseconds. */
export const duration = count.max(
  LONGEST_MS,
  `it must be at most ${LONGEST_MS / (24 * 60 * 60 * 1000)} days`,
);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "it must be 64 lower-case hex digits");
// A time that cannot be written as a date is moved to the nearest that can, or one file would spoil its page.
const EARLIEST = Date.UTC(1000, 0);
const LATEST = Date.UTC(9999, 0);
export const time = z.number().transform((at) => Math.max(EARLIEST, Math.min(at, LATEST)));
export const filePath = peerText("a file's path", FILE_NAME_BYTES);

// What a server says is cut where no server of ours would say more: its length must not fill or slow a client.
export const shown = shownText(MESSAGE_BYTES);
export const shownName = shownText(NAME_BYTES);
export const shownFile = shownText(FILE_NAME_BYTES);
export const shownLines = z
  .string()
  .transform((text) => firstLines(cleanLines(text.slice(0, MESSAGE_BYTES))));
