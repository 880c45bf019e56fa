// Control messages at the edge: what is taken, what is refused with which code, and what comes out clean.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ERRORS, type ErrorCode } from "../../lib/protocol/errors.ts";
import { MAX_REQUEST_ID } from "../../lib/protocol/frame.ts";
import { FILE_NAME_BYTES, MESSAGE_BYTES, MESSAGE_LINES } from "../../lib/protocol/limits.ts";
import { ClientMessage } from "../../lib/protocol/messages.ts";
import { checkCommand, readControl } from "../../lib/protocol/read-message.ts";
import { utf8 } from "./pieces.ts";

/** The refusal's code, or "ok", and the id, of a JSON text from a client. */
function judged(json: string): { code: ErrorCode | "ok"; id: number | undefined } {
  const { id, result } = readControl(ClientMessage, utf8(json));
  return { code: result.ok ? "ok" : result.refusal.code, id };
}

describe("a client's message that is refused", () => {
  const cases: [string, string, ErrorCode, number | undefined][] = [
    ["an unknown type", '{"type":"dance","id":3}', "bad-message", 3],
    ["a type that every object has", '{"type":"constructor","id":3}', "bad-message", 3],
    ["a server's type", '{"type":"said","id":3}', "bad-message", 3],
    ["no type", '{"id":3}', "bad-message", 3],
    ["a type that is no text", '{"type":1,"id":3}', "bad-message", 3],
    ["a missing field", '{"type":"say","id":3}', "bad-message", 3],
    ["a missing field of two", '{"type":"msg","to":"Ann","id":3}', "bad-message", 3],
    ["a number for a text", '{"type":"say","text":5,"id":3}', "bad-message", 3],
    ["null for a text", '{"type":"say","text":null,"id":3}', "bad-message", 3],
    ["an action that is no yes", '{"type":"say","text":"x","action":1,"id":3}', "bad-message", 3],
    ["a list for a text", '{"type":"get","file":["x"],"id":3}', "bad-message", 3],
    ["null for what may be missing", '{"type":"help","command":null,"id":3}', "bad-message", 3],
    ["nothing said", '{"type":"say","text":"","id":3}', "bad-message", 3],
    ["spaces said", '{"type":"msg","to":"Ann","text":" \\t ","id":3}', "bad-message", 3],
    [
      "only an escape sequence said",
      '{"type":"say","text":"\\u001b[31m","id":3}',
      "bad-message",
      3,
    ],
    ["NUL in a text", '{"type":"say","text":"a\\u0000b","id":3}', "bad-text", 3],
    ["NUL in a name", '{"type":"nick","name":"\\u0000","id":3}', "bad-text", 3],
    ["NUL in a file's name", '{"type":"get","file":"x\\u0000","id":3}', "bad-text", 3],
    ["a raw NUL in the JSON", '{"type":"say","text":"\0","id":3}', "bad-message", undefined],
    ["no JSON", "hello", "bad-message", undefined],
    ["JSON cut off", '{"type":"status","id":3', "bad-message", undefined],
    ["nothing", "", "bad-message", undefined],
    ["a list", "[]", "bad-message", undefined],
    ["null", "null", "bad-message", undefined],
    ["a text", '"status"', "bad-message", undefined],
    ["a number", "1", "bad-message", undefined],
  ];

  test.each(cases)("%s", (_, json, code, id) => {
    expect(judged(json)).toEqual({ code, id });
  });

  test.each([
    ["no json", "Cannot read a message: it is no JSON object"],
    ["[]", "Cannot read a message: it is no JSON object"],
    ['{"id":3}', 'Cannot read "type": it is missing'],
    ['{"type":"dance","id":3}', 'Cannot read "type": there is no such type'],
    ['{"type":"say","id":3}', 'Cannot read "text": it is missing'],
    ['{"type":"say","text":5,"id":3}', 'Cannot read "text": it must be a string'],
    ['{"type":"say","text":" ","id":3}', 'Cannot read "text": it is empty'],
    ['{"type":"say","text":"x","action":false}', 'Cannot read "action": it can only be true'],
    [
      JSON.stringify({ type: "say", text: "x".repeat(4200) }),
      'Cannot read "text": it has 4,200 bytes, a message takes 4,096',
    ],
    [
      JSON.stringify({ type: "msg", to: "Ann", text: "x\n".repeat(101) }),
      'Cannot read "text": it has 101 lines, a message takes 100',
    ],
    [
      JSON.stringify({ type: "get", file: "x".repeat(1025) }),
      'Cannot read "file": it has 1,025 bytes, a file\'s path takes 1,024',
    ],
  ])("%s is answered in our words", (json, message) => {
    const { result } = readControl(ClientMessage, utf8(json));
    expect(result).toMatchObject({ ok: false, refusal: { message } });
  });

  test("no UTF-8", () => {
    const payload = Buffer.concat([utf8('{"type":"say","text":"'), Buffer.of(0xff), utf8('"}')]);
    expect(readControl(ClientMessage, payload)).toEqual({
      id: undefined,
      result: {
        ok: false,
        refusal: { code: "bad-text", message: "Cannot read a message: it is no UTF-8" },
      },
    });
  });

  test("the sentence names the field, and shows nothing raw", () => {
    const { result } = readControl(ClientMessage, utf8('{"type":"msg","to":"A","text":7}'));
    expect(!result.ok && result.refusal.message).toStartWith('Cannot read "text": ');
  });
});

describe("the id", () => {
  test.each([1, 2, MAX_REQUEST_ID])("%d is one", (id) => {
    expect(judged(JSON.stringify({ type: "status", id }))).toEqual({ code: "ok", id });
  });

  const wrong = [0, -1, MAX_REQUEST_ID + 1, 1.5, "1", null, true, [1], {}];
  test.each(wrong.map((id) => ({ id })))("none is $id", ({ id }) => {
    expect(judged(JSON.stringify({ type: "status", id }))).toEqual({ code: "ok", id: undefined });
  });

  test("the last one is four bytes of ones", () => {
    expect(MAX_REQUEST_ID).toBe(0xffff_ffff);
  });

  test("is found beside a field that is not known, whatever that holds", () => {
    expect(judged('{"type":"status","id":3,"re":"x","zip":{}}')).toEqual({ code: "ok", id: 3 });
  });
});

describe("a client's message that is taken", () => {
  const read = (json: string) => readControl(ClientMessage, utf8(json)).result;

  test("loses the fields that are not known", () => {
    const json = '{"type":"get","file":"x","id":3,"offset":5,"__proto__":{"file":"y"}}';
    expect(read(json)).toEqual({ ok: true, value: { type: "get", file: "x" } });
  });

  test("comes out clean", () => {
    const json = '{"type":"msg","to":"\\u001b[1mA\\nnn","text":"a\\tb\\u202e \\ud800"}';
    const value = { type: "msg", to: "A nn", text: "a b \ufffd" } as const;
    expect(read(json)).toEqual({ ok: true, value });
  });

  test.each(["say", "msg"])("%s keeps its lines, each clean", (type) => {
    const text = "\n \r\n\u001b[1mone\u2028\r\n\r\n  two\rthree\n\u0007\n";
    const json = JSON.stringify({ type, to: "Ann", text });
    expect(read(json)).toMatchObject({ ok: true, value: { text: "one \n\n  two\nthree" } });
  });

  test("has a line break nowhere else", () => {
    expect(read('{"type":"get","file":"a\\nb"}')).toMatchObject({ value: { file: "a b" } });
    expect(read('{"type":"help","command":"a\\nb"}')).toMatchObject({ value: { command: "a b" } });
  });

  test("may say what its sender does", () => {
    const action = { type: "say", text: "waves", action: true } as const;
    expect(read(JSON.stringify(action))).toEqual({ ok: true, value: action });
    expect(read(JSON.stringify({ ...action, type: "msg", to: "Ann" }))).toEqual({
      ok: true,
      value: { type: "msg", to: "Ann", text: "waves" },
    });
  });

  test("may begin with a byte order mark", () => {
    expect(read('\ufeff{"type":"who"}')).toEqual({ ok: true, value: { type: "who" } });
  });
});

describe("text at its limit and one past it", () => {
  const message = (text: string) => ({ type: "msg", to: "Ann", text }) as const;
  const cases = [
    { what: "say", limit: MESSAGE_BYTES, raw: (text: string) => ({ type: "say", text }) as const },
    { what: "msg", limit: MESSAGE_BYTES, raw: message },
    {
      what: "nick",
      limit: MESSAGE_BYTES,
      raw: (name: string) => ({ type: "nick", name }) as const,
    },
    {
      what: "the addressee of msg",
      limit: MESSAGE_BYTES,
      raw: (to: string) => ({ type: "msg", to, text: "hi" }) as const,
    },
    {
      what: "help",
      limit: MESSAGE_BYTES,
      raw: (command: string) => ({ type: "help", command }) as const,
    },
    {
      what: "get",
      limit: FILE_NAME_BYTES,
      raw: (file: string) => ({ type: "get", file }) as const,
    },
  ];

  test.each(cases)("$what: bytes, not characters", ({ raw, limit }) => {
    for (const most of ["x".repeat(limit), "é".repeat(limit / 2), "👍".repeat(limit / 4)]) {
      expect(checkCommand(raw(most))).toEqual({ ok: true, value: raw(most) });
      const more = checkCommand(raw(`${most}x`));
      expect(!more.ok && more.refusal.code).toBe("too-long");
    }
  });

  test.each([(text: string) => ({ type: "say", text }) as const, message])(
    "lines: blank ones at both ends do not count, blank ones between do",
    (raw) => {
      const most = `x${"\n".repeat(MESSAGE_LINES - 1)}y`;
      for (const text of [most, `\n\n${most}\r\n \n`, most.replaceAll("\n", "\r\n")]) {
        expect(checkCommand(raw(text))).toEqual({ ok: true, value: raw(most) });
      }
      expect(checkCommand(raw(`${most}\ny`))).toEqual({
        ok: false,
        refusal: {
          code: "too-long",
          message: "Cannot send it: it has 101 lines, a message takes 100",
        },
      });
    },
  );

  test("what cleaning would take away counts as well", () => {
    const result = checkCommand({ type: "say", text: `${"\x07".repeat(MESSAGE_BYTES)}x` });
    expect(!result.ok && result.refusal.code).toBe("too-long");
  });
});

test("any bytes are read without an exception, and each code is one of the table", () => {
  const json = fc.json().map(utf8);
  const typed = fc
    .record({
      type: fc.constantFrom("say", "msg", "get", "nick", "help", "ping", "bye"),
      text: fc.anything(),
      to: fc.anything(),
      file: fc.string(),
      id: fc.anything(),
    })
    .map((value) => Buffer.from(JSON.stringify(value, (_, each) => shortened(each)) ?? ""));
  fc.assert(
    fc.property(fc.oneof(json, typed, fc.uint8Array()), (payload) => {
      const { id, result } = readControl(ClientMessage, payload);
      if (!result.ok) expect(Object.keys(ERRORS)).toContain(result.refusal.code);
      if (id !== undefined) expect(id).toBeWithin(1, MAX_REQUEST_ID + 1);
    }),
    { numRuns: 1000 },
  );
});

/** JSON knows no such numbers. */
function shortened(value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
