// What a random guest says: valid and invalid requests of every dialect, made of numbers from 0 up to 1.

import { COMMANDS } from "../../lib/protocol/commands.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { encodeChunk } from "../support/chunk.ts";

export type Draw = () => number;

/** Words that names, texts and files are made of: what is usual, what nobody should get, and what is a bit too long. */
const WORDS = [
  "tea",
  "Ann",
  "Ben",
  "big.bin",
  "server",
  "host",
  "* tea",
  "../../etc/passwd",
  "tea\0",
  "\u202eaet",
  "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
  "\x1b[2J\x1b]0;x\x07",
  "\ud800",
  "👩‍👩‍👧",
  "status",
  "/say",
  '"two words"',
  "x".repeat(33),
  "x".repeat(1025),
  "é".repeat(2049),
  "one\ntwo\r\nthree",
  "-1",
  "0",
  "9007199254740992",
  "",
];

/** Fields of a request, and values that may stand in them whether they fit or not. */
const FIELDS = [
  "name",
  "text",
  "to",
  "file",
  "token",
  "since",
  "replay",
  "last",
  "before",
  "size",
  "sha256",
  "have",
  "transfer",
  "key",
  "session",
  "password",
  "action",
  "command",
  "address",
  "id",
];
const TYPES = [
  "nick",
  "resume",
  "say",
  "msg",
  "history",
  "search",
  "status",
  "list",
  "get",
  "about",
  "put",
  "rm",
  "cancel",
  "who",
  "help",
  "ping",
  "pong",
  "password",
  "kick",
  "ban",
  "shutdown",
  "nothing",
  "__proto__",
];

export function pick<T>(draw: Draw, all: readonly T[]): T {
  const one = all[Math.floor(draw() * all.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
}

export function whole(draw: Draw, below: number): number {
  return Math.floor(draw() * below);
}

export function bytes(draw: Draw, most: number): Uint8Array {
  return Uint8Array.from({ length: whole(draw, most) }, () => whole(draw, 256));
}

export function word(draw: Draw): string {
  return pick(draw, WORDS);
}

/** A name of its own, most of the time. */
export function nameOf(draw: Draw, number: number): string {
  return draw() < 0.7 ? `guest ${number} ${whole(draw, 1e6)}` : word(draw);
}

/** A line: talk, one of the commands with words behind it, or bytes that are no text. */
export function line(draw: Draw): Uint8Array {
  const kind = draw();
  if (kind < 0.1) return Buffer.concat([bytes(draw, 200), Buffer.from("\n")]);
  const row = pick(draw, COMMANDS);
  // Whoever leaves with each third line gets nowhere.
  if (row.type === "exit" && draw() < 0.8) return Buffer.from("\n");
  const command = kind < 0.4 ? word(draw) : `${row.bare ? "" : "/"}${pick(draw, row.words)}`;
  const rest = Array.from({ length: whole(draw, 4) }, () => word(draw));
  return Buffer.from(`${[command, ...rest].join(" ")}${draw() < 0.2 ? "\r\n" : "\n"}`);
}

/** A frame: a request that fits, one that does not, a chunk, or a header that lies; some are cut off. */
export function frame(draw: Draw, id: number, tokens: readonly string[]): Uint8Array {
  const kind = draw();
  if (kind < 0.5) return encodeControl(request(draw, id, tokens));
  if (kind < 0.65) return encodeChunk(1 + whole(draw, id + 1), bytes(draw, 2000));
  if (kind < 0.75) return encodeControl(oddRequest(draw, id));
  if (kind < 0.9) return encodeControl({ id, type: "say", text: word(draw) });
  const made = encodeControl(request(draw, id, tokens));
  if (kind < 0.95) made[whole(draw, made.byteLength)] = whole(draw, 256);
  return kind < 0.97 ? made.subarray(0, whole(draw, made.byteLength)) : made;
}

/** A request that has the fields it needs; what stands in them may still be refused. */
function request(draw: Draw, id: number, tokens: readonly string[]): object {
  const file = draw() < 0.5 ? "big.bin" : word(draw);
  const size = whole(draw, 3000);
  const sha256 = new Bun.CryptoHasher("sha256").update(word(draw)).digest("hex");
  const token = draw() < 0.7 && tokens.length > 0 ? pick(draw, tokens) : word(draw);
  const since = whole(draw, 1000);
  return {
    id,
    ...pick(draw, [
      { type: "nick", name: nameOf(draw, id), since },
      { type: "resume", token, since },
      { type: "msg", to: word(draw), text: word(draw), key: Bun.randomUUIDv7() },
      { type: "history", last: whole(draw, 200) },
      { type: "history", before: since },
      { type: "search", text: word(draw) },
      { type: "status" },
      { type: "who" },
      { type: "list" },
      { type: "get", file },
      { type: "get", file, have: { bytes: size, size, modified: since } },
      { type: "about", file },
      { type: "put", file: `${whole(draw, 50)}.bin`, size, sha256 },
      { type: "rm", file },
      { type: "cancel", transfer: 1 + whole(draw, id + 1) },
      { type: "help", command: word(draw) },
      { type: "ping" },
    ]),
  };
}

/** A request of any type with any fields in it. */
function oddRequest(draw: Draw, id: number): object {
  const value = () => {
    const text = word(draw);
    return pick(draw, [text, text.length, -1, 1.5, null, true, [], {}, { [text]: text }]);
  };
  const fields = Array.from({ length: whole(draw, 5) }, () => [pick(draw, FIELDS), value()]);
  return { id, type: pick(draw, TYPES), ...Object.fromEntries(fields) };
}
