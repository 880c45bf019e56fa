// Nothing that a peer sends reaches another guest's terminal, or the log, as control bytes or bidi overrides.

import { describe, expect, test } from "bun:test";
import { FrameDecoder } from "../../lib/protocol/decode.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE, PREFACE_BYTES } from "../../lib/protocol/frame.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import { createLog } from "../../lib/server/log.ts";
import { Heard } from "../client/peers.ts";
import type { Guest } from "../support/guest.ts";
import { FORBIDDEN, House } from "../support/house.ts";

const ATTACKS = [
  { what: "a cleared screen", text: "a\x1b[2Jb", clean: "ab" },
  { what: "a window title", text: "a\x1b]0;owned\x07b", clean: "ab" },
  { what: "an 8-bit CSI", text: "a\u009b31mb", clean: "ab" },
  { what: "a cut escape sequence", text: "ab\x1b", clean: "ab" },
  { what: "bells and backspaces", text: "a\x07\x08\x7fb", clean: "ab" },
  { what: "a carriage return", text: "a\rb", clean: "a b", framed: ["a", "b"] },
  { what: "an invented line", text: "a\u2028Lina: b\u0085c", clean: "a Lina: b c" },
  { what: "a bidi override", text: "a\u202eb\u202c", clean: "ab" },
  { what: "bidi isolates", text: "\u2066a\u2069b", clean: "ab" },
  { what: "marks of direction", text: "\u200ea\u200f\u061cb", clean: "ab" },
  { what: "zero width characters", text: "\u200ba\u2060\ufeffb\u00ad\u200d", clean: "ab" },
  { what: "hidden tags", text: "a\u{e0001}\u{e0068}\u{e007f}b", clean: "ab" },
  { what: "blank letters", text: "a\u3164\u115fb\uffa0", clean: "ab" },
  {
    what: "a tower of marks",
    text: `a${"\u0336".repeat(99)}b`,
    clean: "a\u0336\u0336\u0336\u0336b",
  },
  { what: "a title that never ends", text: "a\x1b]b", clean: "ab" },
  { what: "a device control string that never ends", text: "a\u0090b", clean: "ab" },
];

describe.each(ATTACKS)("$what", ({ text, clean, framed = [clean] }) => {
  test("in talk and direct messages", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    const frames = await house.frames("Finn");
    const teller = await house.lines("Ann");
    const program = await house.frames("Ben");
    await lines.lines(3);

    teller.send(`${text}\n/msg Lina ${text}\n/msg Finn ${text}\n`);
    const answers = await teller.lines(4);
    expect(answers[1]).toMatch(/ ACK$/);
    await program.request({ type: "say", text });
    await program.request({ type: "msg", to: "Lina", text });

    const seen = await lines.heard();
    expect(seen).toEqual([
      `Ann: ${clean}`,
      `* Ann to you: ${clean}`,
      ...framed.map((line) => `Ben: ${line}`),
      ...framed.map((line) => `* Ben to you: ${line}`),
    ]);
    expect(seen.filter((line) => FORBIDDEN.test(line))).toEqual([]);
    expect(answers.filter((line) => FORBIDDEN.test(line))).toEqual([]);
    const [said, told] = [await frames.next("said"), await frames.next("told")];
    expect(FORBIDDEN.test(said.text + told.text)).toBe(false);
    expect(said.text).toBe(clean);
    expect(house.log.all.filter((line) => FORBIDDEN.test(parsed(line)))).toEqual([]);
  });

  test("in names, file names, refused words and refused messages", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    const frames = await house.unnamedFrames();
    await frames.request({ type: "nick", name: text });
    const [answer] = await frames.request({ type: "nick", name: `F${text.slice(0, 12)}` });
    expect(answer?.type).toBeOneOf(["welcome", "ack", "error"]);
    const teller = await house.guest();
    teller.send(`x${text}:\nAnn\nget ${text}\n/x${text}\n/msg x${text} y\n/help ${text}\n`);
    await teller.heard();

    const seen = [...(await lines.heard()), ...house.log.all.map(parsed)];
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter((line) => FORBIDDEN.test(line))).toEqual([]);
  });
});

const SHA256 = "0".repeat(64);

test("all of them at once, in every field of every command: no guest and no log gets any of it", async () => {
  await using house = new House({ uploads: true });
  const listeners = [await house.lines("Lina"), await house.bare("Old")];
  const [frames, program] = [await Unread.join(house, "Finn"), await Unread.join(house, "Ben")];
  const lone = { what: "lone surrogates", text: "a\ud800b\udc00" };
  for (const { text } of [...ATTACKS, lone]) {
    const commands: Command[] = [
      { type: "nick", name: text },
      { type: "nick", name: `Ben${text}` },
      { type: "resume", token: text, name: text },
      { type: "say", text, action: true },
      { type: "say", text: `${text}\n${text}` },
      { type: "msg", to: text, text },
      { type: "msg", to: "Finn", text },
      { type: "search", text },
      { type: "get", file: text },
      { type: "about", file: text },
      { type: "put", file: `${text}.txt`, size: 0, sha256: SHA256 },
      { type: "put", file: text, size: 1, sha256: SHA256 },
      { type: "rm", file: text },
      { type: "help", command: text },
      { type: "password", password: text },
      { type: "kick", name: text, why: text },
      { type: "ban", who: text },
      { type: "unban", who: text },
      { type: "mute", name: text },
      { type: "announce", text },
      { type: "motd", text },
    ];
    for (const [id, command] of commands.entries()) program.send({ ...command, id: id + 1 });
    // And what is no command, or has fields that are none.
    program.send({ type: text, [text]: text });
    program.send({ type: "who", id: text });
    program.send({ type: "say", text: 5, key: text });
  }
  for (const type of ["who", "status", "list", "history"]) program.send({ type, id: 1 });
  program.send({ type: "nick", name: "Bob", id: 1 });
  const answers = await program.said();
  const seen = [
    ...((await listeners[0]?.heard()) ?? []),
    ...((await listeners[1]?.heard("")) ?? []),
    ...house.log.all.map(parsed),
  ];
  const heard = await frames.said();
  // Of each attack something came through, clean.
  expect(Math.min(answers.length, seen.length) / ATTACKS.length).toBeGreaterThan(10);
  expect(heard.length / ATTACKS.length).toBeGreaterThan(3);
  const texts = textsOf([...answers, ...heard]).flatMap((text) => text.split("\n"));
  expect([...texts, ...seen].filter((text) => FORBIDDEN.test(text))).toEqual([]);
});

/** A frames guest that has what the server says as it is, where our client would clean it. */
class Unread {
  readonly #heard = new Heard();
  readonly #bytes: Uint8Array[] = [];

  private constructor(private readonly raw: Guest) {
    raw.tap((bytes) => {
      if (!bytes) return;
      this.#bytes.push(bytes.slice());
      this.#heard.add(Buffer.from(bytes).toString("latin1"));
    });
  }

  static async join(house: House, name: string): Promise<Unread> {
    const guest = new Unread(await house.guest());
    guest.raw.send(PREFACE);
    guest.send({ type: "nick", name, id: 1 });
    await guest.#heard.waitFor('"welcome"');
    return guest;
  }

  send(value: object): void {
    this.raw.send(encodeControl(value));
  }

  /** All that came until the server has read what was sent. */
  async said(): Promise<unknown[]> {
    this.send({ type: "ping" });
    await this.#heard.waitFor('"pong"');
    const bytes = Buffer.concat(this.#bytes);
    const frames = [...new FrameDecoder().push(bytes.subarray(bytes.indexOf(0) + PREFACE_BYTES))];
    return frames
      .filter((frame) => frame.kind === "control")
      .map(({ payload }): unknown => JSON.parse(Buffer.from(payload).toString()));
  }
}

/** Every text in a value, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

test("bare guests are sent nothing raw", async () => {
  await using house = new House();
  const bare = await house.bare("Old");
  const teller = await house.lines("Ann");
  for (const { text } of ATTACKS) teller.send(`${text}\n`);
  await teller.heard();
  const seen = await bare.heard("");
  expect(seen).toEqual(ATTACKS.map(({ clean }) => `Ann: ${clean}`));
});

test.each(["pretty", "json"] as const)("the %s log cleans whatever it is told", (format) => {
  const lines: string[] = [];
  // But for the log's own colors, where there are some.
  const write = (line: string) => void lines.push(line.replaceAll(/\x1b\[\d+m/g, "").trimEnd());
  const log = createLog({ level: "info", format, write, now: () => 0 });
  for (const { text } of ATTACKS) log.warn(text);
  const shown = lines.map((line) => (format === "json" ? parsed(line) : line));
  expect(shown).toEqual(ATTACKS.map(({ clean }) => expect.stringMatching(new RegExp(`${clean}$`))));
  expect(lines.filter((line) => FORBIDDEN.test(line))).toEqual([]);
});

/** A log line's message, as a program that reads the log has it. */
function parsed(line: string): string {
  const entry: unknown = JSON.parse(line);
  if (typeof entry !== "object" || entry === null || !("message" in entry)) return line;
  return String(entry.message);
}
