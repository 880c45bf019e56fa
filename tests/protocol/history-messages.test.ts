// What makes a message one that is stored once: its key, its number, and the session it is sent in.
import { describe, expect, test } from "bun:test";
import { HISTORY_LAST, TOKEN_CHARACTERS } from "../../lib/protocol/limits.ts";
import { ClientMessage } from "../../lib/protocol/messages.ts";
import { readControl } from "../../lib/protocol/read-message.ts";
import { typedForm } from "../../lib/protocol/parse.ts";
import { utf8 } from "./pieces.ts";

const KEY = "0192f0c1-7b3a-7c51-8a4e-1f2d3c4b5a69";

function read(message: object) {
  return readControl(ClientMessage, utf8(JSON.stringify(message))).result;
}

describe("a message's key", () => {
  test.each(["say", "msg"])("of %s is a UUID, in small letters", (type) => {
    const message = { type, text: "hi", ...(type === "msg" ? { to: "Ann" } : {}) };
    const taken = read({ ...message, key: KEY.toUpperCase() });
    expect<unknown>(taken).toEqual({ ok: true, value: { ...message, key: KEY } });
    for (const key of ["", "1", KEY.slice(1), `${KEY}0`, KEY.replace("0", "g"), 7, null]) {
      expect(read({ ...message, key })).toMatchObject({
        ok: false,
        refusal: { code: "bad-message" },
      });
    }
  });

  test("may be left out", () => {
    expect<unknown>(read({ type: "say", text: "hi" })).toEqual({
      ok: true,
      value: { type: "say", text: "hi" },
    });
  });
});

test("a token has so many characters, and not one more", () => {
  const resume = (characters: number) => ({
    type: "resume",
    token: "x".repeat(characters),
    since: 0,
  });
  expect(read(resume(TOKEN_CHARACTERS))).toMatchObject({ ok: true });
  expect(read(resume(TOKEN_CHARACTERS + 1))).toMatchObject({
    ok: false,
    refusal: { message: `Cannot read "token": it has more than ${TOKEN_CHARACTERS} characters` },
  });
});

describe("how much history", () => {
  const fields = [
    ["history", "last"],
    ["nick", "replay"],
  ] as const;

  test.each(fields)("%s may ask for at most so many by %p", (type, field) => {
    const message = type === "nick" ? { type, name: "Ann" } : { type };
    for (const count of [0, HISTORY_LAST])
      expect(read({ ...message, [field]: count })).toMatchObject({ ok: true });
    expect(read({ ...message, [field]: HISTORY_LAST + 1 })).toMatchObject({
      ok: false,
      refusal: { message: `Cannot read "${field}": it must be at most 10,000` },
    });
  });

  test.each([-1, 1.5, "5", null, 2 ** 53])("no number of a message is %p", (since) => {
    for (const message of [
      { type: "history", since },
      { type: "history", before: since },
      { type: "nick", name: "Ann", since },
      { type: "resume", token: "x", since },
    ])
      expect(read(message).ok).toBe(false);
  });
});

test("a log never has a token", () => {
  expect(typedForm({ type: "resume", token: "2.secret", since: 4 })).not.toContain("secret");
});

test.each([
  [{ type: "history" }, "/history"],
  [{ type: "history", last: 50 }, "/history 50"],
  [{ type: "history", before: 81 }, "/history before 81"],
  [{ type: "history", since: 0 }, "/history since 0"],
  [{ type: "search", text: "tea" }, "/search tea"],
] as const)("%j is logged as %p", (command, line) => {
  expect(typedForm(command)).toBe(line);
});
