// What a server sends, read by a client that does not trust it.
import { describe, expect, test } from "bun:test";
import { ERRORS } from "../../lib/protocol/errors.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import {
  FILE_NAME_BYTES,
  MESSAGE_BYTES,
  MESSAGE_LINES,
  NAME_BYTES,
} from "../../lib/protocol/limits.ts";
import { ServerMessage } from "../../lib/protocol/messages.ts";
import { readControl } from "../../lib/protocol/read-message.ts";
import { localMinute, localSecond } from "../../lib/protocol/time.ts";
import { utf8 } from "./pieces.ts";

const NASTY = "\x1b[31mA\u202enn\x1b]0;owned\x07\nLee";
/** The same without its line break, which what is said may have. */
const NASTY_LINE = NASTY.replace("\n", "\t");
const CLEAN = "Ann Lee";

const record = {
  client: 1,
  name: "Ann",
  address: "127.0.0.1:5",
  dialect: "lines",
  opened: 1,
  closed: null,
  messages: 0,
  received: 0,
  sent: 0,
};

function read(message: object) {
  return readControl(ServerMessage, utf8(JSON.stringify(message)));
}

describe("every text that is shown comes out clean", () => {
  const cases: object[] = [
    { type: "hello", room: NASTY, client: 1, history: NASTY },
    { type: "welcome", name: NASTY, motd: NASTY },
    { type: "error", code: "internal", message: NASTY },
    { type: "said", seq: 1, at: 1, from: NASTY, client: 1, text: NASTY_LINE },
    { type: "told", seq: 1, at: 1, from: NASTY, client: 1, text: NASTY_LINE, to: NASTY },
    {
      type: "history",
      entries: [{ seq: 1, at: 1, from: NASTY, client: 1, text: NASTY_LINE, to: NASTY }],
      more: false,
    },
    { type: "joined", at: 1, name: NASTY, client: 1 },
    { type: "left", at: 1, name: NASTY, client: 1 },
    { type: "renamed", at: 1, from: NASTY, to: NASTY, client: 1 },
    {
      type: "status",
      clients: [{ ...record, name: NASTY, address: NASTY, dialect: NASTY }],
      more: false,
    },
    { type: "list", files: [{ file: NASTY, size: 1, modified: 1 }], more: false },
    { type: "who", clients: [{ client: 1, name: NASTY }], more: false },
    { type: "help", lines: [NASTY] },
    { type: "file", file: NASTY, size: 1, modified: 1, from: 0 },
    { type: "about", file: NASTY, size: 1, modified: 1, sha256: "0".repeat(64) },
    { type: "stored", file: NASTY },
    { type: "added", at: 1, name: NASTY, client: 1, file: NASTY, size: 1 },
    { type: "removed", at: 1, name: NASTY, client: 1, file: NASTY },
    { type: "bye", code: "full", message: NASTY },
  ];

  test.each(cases)("%j", (message) => {
    const json = JSON.stringify(message)
      .replaceAll(JSON.stringify(NASTY), JSON.stringify(CLEAN))
      .replaceAll(JSON.stringify(NASTY_LINE), JSON.stringify(CLEAN));
    expect<unknown>(read(message).result).toEqual({ ok: true, value: JSON.parse(json) });
    expect(json).toContain(CLEAN);
  });
});

test.each(["said", "told"])(
  "the lines of what was %s stay, each clean; its name has one",
  (type) => {
    const { result } = read({
      type,
      seq: 1,
      at: 1,
      from: "A\nnn",
      client: 1,
      text: "\n\x1b[31mone\r\n\n\u202etwo\n ",
    });
    expect(result).toMatchObject({ ok: true, value: { from: "A nn", text: "one\n\ntwo" } });
  },
);

test("what was said is talk, or what someone does", () => {
  const said = { type: "said", seq: 1, at: 1, from: "Ann", client: 1, text: "waves" };
  expect<unknown>(read(said).result).toEqual({ ok: true, value: said });
  const action = { ...said, action: true };
  expect<unknown>(read(action).result).toEqual({ ok: true, value: action });
  expect(read({ ...said, action: "no" }).result.ok).toBe(false);
});

describe("codes", () => {
  test.each(Object.keys(ERRORS))("%s stays", (code) => {
    const { result } = read({ type: "error", code, message: "" });
    expect<unknown>(result).toEqual({ ok: true, value: { type: "error", code, message: "" } });
  });

  test.each(["no-such-code", "", "toString", "__proto__"])("%p becomes internal", (code) => {
    for (const type of ["error", "bye"]) {
      const { result } = read({ type, code, message: "x" });
      expect<unknown>(result).toEqual({
        ok: true,
        value: { type, code: "internal", message: "x" },
      });
    }
  });

  test("each says what it means, and has one of the exit codes", () => {
    const exits: number[] = Object.values(EXIT);
    for (const { means, exit } of Object.values(ERRORS)) {
      expect(means).toEndWith(".");
      expect(exits).toContain(exit);
    }
  });
});

describe("what is refused", () => {
  const cases: [string, object][] = [
    ["an unknown type", { type: "dance" }],
    ["a client's type", { type: "say", text: "x" }],
    ["a negative size", { type: "file", file: "x", size: -1, modified: 1 }],
    ["a size with a fraction", { type: "file", file: "x", size: 1.5, modified: 1 }],
    ["a size beyond what a number holds", { type: "file", file: "x", size: 2 ** 53, modified: 1 }],
    ["a hash in capitals", { type: "end", sha256: "A".repeat(64) }],
    ["a hash too short", { type: "end", sha256: "a".repeat(63) }],
    ["a hash too long", { type: "end", sha256: "a".repeat(65) }],
    ["a hash and a line break", { type: "end", sha256: `${"a".repeat(64)}\n` }],
    ["no more", { type: "who", clients: [] }],
    ["a code that is no text", { type: "bye", code: 3, message: "" }],
    ["a record without a field", { type: "status", clients: [{ client: 1 }], more: false }],
    ["a time that is no number", { type: "left", at: "now", name: "x", client: 1 }],
  ];

  test.each(cases)("%s", (_, message) => {
    const { result } = read({ ...message, re: 4 });
    expect(!result.ok && result.refusal.code).toBe("bad-message");
  });
});

test("an answer bears the id of its request, and no field that is not known", () => {
  expect(read({ type: "ack", re: 4, by: 1 })).toEqual({
    id: 4,
    result: { ok: true, value: { type: "ack" } },
  });
  expect(read({ type: "ack", re: 0 }).id).toBeUndefined();
});

test.each([0, -1, 8.64e15, -8.64e15, 8.64e15 + 1, 1e300, -1e300])(
  "a server's time of %d can be shown, or is refused",
  (at) => {
    const { result } = read({ type: "left", at, name: "x", client: 1 });
    if (!result.ok || result.value.type !== "left") return expect(result.ok).toBe(false);
    expect(localSecond(result.value.at)).toMatch(/^[\d-]+ \d\d:\d\d:\d\d$/);
    expect(localMinute(result.value.at)).toMatch(/^[\d-]+ \d\d:\d\d$/);
  },
);

test("what a server says is cut where none of ours would say more", () => {
  const shown = (message: object): unknown => ServerMessage.parse(message);
  const most = "x".repeat(MESSAGE_BYTES);
  const said = { type: "said", seq: 1, at: 1, from: "n".repeat(NAME_BYTES), client: 1, text: most };
  expect(shown(said)).toEqual(said);
  expect(shown({ ...said, from: `${said.from}n`, text: `${most}x` })).toEqual(said);
  const lines = "x\n".repeat(MESSAGE_LINES - 1) + "x";
  expect(shown({ ...said, text: lines })).toMatchObject({ text: lines });
  expect(shown({ ...said, text: `${lines}\ny` })).toMatchObject({ text: lines });
  const hello = { type: "hello", room: most, client: 1 };
  expect(shown({ ...hello, room: `${most}x` })).toEqual(hello);
  const file = { type: "file", file: "f".repeat(FILE_NAME_BYTES), size: 1, modified: 1, from: 0 };
  expect(shown({ ...file, file: `${file.file}f` })).toEqual(file);
});
