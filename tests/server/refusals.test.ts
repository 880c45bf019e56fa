// What cannot be taken is refused to its sender with a clear reason, and nobody else sees anything of it.

import { describe, expect, test } from "bun:test";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { encodeChunk } from "../support/chunk.ts";
import { CONTROL_BYTES, MESSAGE_BYTES, UNNAMED_CONTROL_BYTES } from "../../lib/protocol/limits.ts";
import { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";

/** A control frame whose payload is so many bytes of JSON; spaces at its end mean nothing. */
function controlFrame(bytes: number, value: object): Buffer {
  const json = JSON.stringify(value).padEnd(bytes);
  return rawFrame(1, json);
}

function rawFrame(kind: number, payload: string | Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  const body = Buffer.from(payload);
  header.writeUInt32BE(body.byteLength);
  header[4] = kind;
  return Buffer.concat([header, body]);
}

const LONGEST = "x".repeat(MESSAGE_BYTES);
const TOO_LONG = `* Cannot take the line: it is longer than ${MESSAGE_BYTES} bytes`;

const BAD_LINES = [
  { what: "one byte too long", bytes: `${LONGEST}x\n`, told: TOO_LONG },
  { what: "one byte too long with CRLF", bytes: `${LONGEST}x\r\n`, told: TOO_LONG },
  { what: "far too long", bytes: `${LONGEST.repeat(300)}\n`, told: TOO_LONG },
  {
    what: "too long in bytes but not in characters",
    bytes: `${"é".repeat(MESSAGE_BYTES / 2)}x\n`,
    told: TOO_LONG,
  },
  { what: "with NUL", bytes: "a\0b\n", told: "* Cannot take the line: it contains NUL" },
  {
    what: "that is no UTF-8",
    bytes: Uint8Array.from([0x61, 0xff, 0x0a]),
    told: "* Cannot take the line: it is no UTF-8",
  },
  {
    what: "with an overlong encoding",
    bytes: Uint8Array.from([0xc0, 0xaf, 0x0a]),
    told: "* Cannot take the line: it is no UTF-8",
  },
  {
    what: "with an unknown command",
    bytes: "/frobnicate all\n",
    told: '* Cannot run "/frobnicate": there is no such command; /help shows them, /say says it anyway',
  },
  {
    what: "with a command that is nearly one",
    bytes: "/stauts\n",
    told: '* Cannot run "/stauts": there is no such command; did you mean /status?',
  },
  { what: "with too few words", bytes: "/msg Lina\n", told: "* Usage: /msg NAME TEXT" },
  { what: "with too many words", bytes: "/status now\n", told: "* Usage: /status" },
  { what: "to nobody", bytes: "/msg Zed hi\n", told: '* Cannot reach "Zed": not here' },
];

describe("a line", () => {
  test.each(BAD_LINES)("$what", async ({ bytes, told }) => {
    await using house = new House();
    const guest = await house.lines("Ann");
    const other = await house.lines("Lina");
    expect(await guest.line()).toBe("* Lina joined");
    guest.send(bytes);
    expect(await guest.line()).toBe(told);
    expect(await other.heard()).toEqual([]);
    guest.send("still here\n");
    expect(await guest.line()).toBe("still here ACK");
    expect(await other.line()).toBe("Ann: still here");
  });

  test.each(["\n", "\r\n"])("at the limit is taken, ended by %j", async (ending) => {
    await using house = new House();
    const guest = await house.lines("Ann");
    const other = await house.lines("Lina");
    guest.send(LONGEST + ending);
    expect((await guest.lines(2))[1]).toBe(`${LONGEST} ACK`);
    expect(await other.line()).toBe(`Ann: ${LONGEST}`);
  });
});

const BAD_FRAMES = [
  {
    what: "an unknown type",
    bytes: encodeControl({ id: 9, type: "dance" }),
    code: "bad-message",
    re: 9,
  },
  {
    what: "a missing field",
    bytes: encodeControl({ id: 9, type: "say" }),
    code: "bad-message",
    re: 9,
  },
  {
    what: "a field of the wrong type",
    bytes: encodeControl({ id: 9, type: "say", text: 5 }),
    code: "bad-message",
    re: 9,
  },
  {
    what: "nothing to say",
    bytes: encodeControl({ id: 9, type: "say", text: " \x07\t" }),
    code: "bad-message",
    re: 9,
  },
  { what: "no id", bytes: encodeControl({ type: "say", text: "a" }), code: "bad-message" },
  {
    what: "an id out of range",
    bytes: encodeControl({ id: 2 ** 32, type: "say", text: "a" }),
    code: "bad-message",
  },
  { what: "no JSON", bytes: rawFrame(1, "{"), code: "bad-message" },
  { what: "no object", bytes: rawFrame(1, "[1]"), code: "bad-message" },
  { what: "an empty payload", bytes: rawFrame(1, ""), code: "bad-message" },
  { what: "no UTF-8", bytes: rawFrame(1, Uint8Array.of(0x22, 0xff, 0x22)), code: "bad-text" },
  {
    what: "NUL in its text",
    bytes: encodeControl({ id: 9, type: "say", text: "a\0b" }),
    code: "bad-text",
    re: 9,
  },
  {
    what: "a message one byte too long",
    bytes: encodeControl({ id: 9, type: "say", text: `${LONGEST}x` }),
    code: "too-long",
    re: 9,
  },
  {
    what: "a chunk for no transfer",
    bytes: encodeChunk(7, Buffer.from("abc")),
    code: "no-transfer",
    re: 7,
  },
  { what: "a chunk without its transfer", bytes: rawFrame(2, "abc"), code: "bad-frame" },
  { what: "an unknown kind", bytes: rawFrame(9, "abc"), code: "bad-frame" },
];

describe("a frame with", () => {
  test.each(BAD_FRAMES)("$what", async ({ bytes, code, re }) => {
    await using house = new House();
    const guest = await house.frames("Ann");
    const other = await house.frames("Lina");
    guest.raw.send(bytes);
    const error = await guest.next("error");
    expect(error).toMatchObject({ code, ...(re === undefined ? {} : { re }) });
    expect(error.re).toBe(re);
    expect(error.message).toMatch(/^Cannot (read|take) /);
    expect(await other.heard()).toEqual([]);

    guest.send({ id: 10, type: "say", text: LONGEST, color: "red" });
    expect(await guest.answers(10)).toMatchObject([{ type: "ack", re: 10 }]);
    expect((await other.next("said")).text).toBe(LONGEST);
  });

  test("a command that its guest's name allows only later", async () => {
    await using house = new House();
    const guest = await house.unnamedFrames();
    for (const type of ["status", "list", "who", "help"] as const) {
      expect(await guest.request({ type })).toMatchObject([{ type: "error", code: "not-named" }]);
    }
    await guest.join("Ann");
  });
});

describe("a control frame over its limit ends its connection", () => {
  test("before naming", async () => {
    await using house = new House();
    const other = await house.frames("Lina");
    const guest = await house.unnamedFrames();
    guest.raw.send(controlFrame(UNNAMED_CONTROL_BYTES, { id: 5, type: "ping" }));
    expect(await guest.answers(5)).toEqual([{ type: "pong", re: 5 }]);
    guest.raw.send(controlFrame(UNNAMED_CONTROL_BYTES + 1, { id: 6, type: "ping" }));
    expect(await guest.next("bye")).toMatchObject({ code: "too-long" });
    await guest.raw.closed;
    expect(await other.heard()).toEqual([]);
  });

  test("after naming", async () => {
    await using house = new House();
    const other = await house.lines("Lina");
    const guest = await house.frames("Ann");
    guest.raw.send(controlFrame(CONTROL_BYTES, { id: 5, type: "ping" }));
    expect(await guest.answers(5)).toEqual([{ type: "pong", re: 5 }]);
    guest.raw.send(controlFrame(CONTROL_BYTES + 1, { id: 6, type: "say", text: "never" }));
    expect(await guest.next("bye")).toMatchObject({ code: "too-long" });
    await guest.raw.closed;
    expect(await other.heard()).toEqual(["* Ann joined", "* Ann left"]);
  });

  test("in one write with the preface, in frames all the same", async () => {
    await using house = new House();
    const raw = await house.guest();
    const frame = controlFrame(UNNAMED_CONTROL_BYTES + 1, { id: 6, type: "ping" });
    raw.send(Buffer.concat([Buffer.from("\0Parlor\x01"), frame]));
    const guest = await FramesGuest.listen(raw);
    expect(await guest.next("bye")).toMatchObject({ code: "too-long" });
    await raw.closed;
  });

  test("in one write with the name: the longer limit holds at once", async () => {
    await using house = new House();
    const guest = await house.unnamedFrames();
    const nick = encodeControl({ id: 5, type: "nick", name: "Ann" });
    const ping = controlFrame(UNNAMED_CONTROL_BYTES + 1, { id: 6, type: "ping" });
    guest.raw.send(Buffer.concat([nick, ping]));
    expect(await guest.answers(6)).toEqual([{ type: "pong", re: 6 }]);
  });
});
