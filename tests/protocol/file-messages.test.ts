// What clients ask about files: what is taken, and what is refused in our words.
import { describe, expect, test } from "bun:test";
import { FILE_NAME_BYTES } from "../../lib/protocol/limits.ts";
import { ClientMessage } from "../../lib/protocol/messages.ts";
import { checkCommand, readControl } from "../../lib/protocol/read-message.ts";
import { typedForm } from "../../lib/protocol/parse.ts";
import { utf8 } from "./pieces.ts";

const sha256 = "0123456789abcdef".repeat(4);
const have = { bytes: 1, size: 2, modified: 3 };
const put = { type: "put", file: "a.txt", size: 0, sha256 } as const;

const read = (message: object) => readControl(ClientMessage, utf8(JSON.stringify(message))).result;

describe("is taken", () => {
  test.each([
    { type: "get", file: "a.txt", have },
    { type: "get", file: "a.txt", have: { ...have, sha256 } },
    { type: "about", file: "docs/a.txt" },
    put,
    { ...put, size: Number.MAX_SAFE_INTEGER },
    { type: "rm", file: "a.txt" },
    { type: "cancel", transfer: 1 },
  ])("%j", (message) => {
    expect<unknown>(read(message)).toEqual({ ok: true, value: message });
  });

  test("a name to put as it is: cleaned it would be another", () => {
    expect(read({ ...put, file: "a\x1b[31m.txt" })).toMatchObject({
      value: { file: "a\x1b[31m.txt" },
    });
  });

  test("a name to put at its limit, and not one past it", () => {
    const file = "é".repeat(FILE_NAME_BYTES / 2);
    expect(checkCommand({ ...put, file }).ok).toBe(true);
    expect(checkCommand({ ...put, file: `${file}x` })).toMatchObject({
      refusal: { code: "too-long" },
    });
  });
});

describe("is refused", () => {
  const whole = "it must be a whole number, 0 or more";
  test.each<[object, string]>([
    [{ ...put, size: -1 }, `Cannot read "size": ${whole}`],
    [{ ...put, size: 1.5 }, `Cannot read "size": ${whole}`],
    [{ ...put, size: "1" }, 'Cannot read "size": it must be a number'],
    [{ ...put, size: undefined }, 'Cannot read "size": it is missing'],
    [{ ...put, sha256: "ab" }, 'Cannot read "sha256": it must be 64 lower-case hex digits'],
    [
      { ...put, sha256: sha256.toUpperCase() },
      'Cannot read "sha256": it must be 64 lower-case hex digits',
    ],
    [{ ...put, file: "a\0b" }, 'Cannot read "file": it contains NUL'],
    [
      { type: "get", file: "a", have: { ...have, bytes: -1 } },
      `Cannot read "have.bytes": ${whole}`,
    ],
    [{ type: "get", file: "a", have: 5 }, 'Cannot read "have": it must be an object'],
  ])("%j", (message, why) => {
    expect(read(message)).toMatchObject({ ok: false, refusal: { message: why } });
  });

  test.each([0, -1, 2 ** 32, "1"])("the transfer %p to be cancelled", (transfer) => {
    expect(read({ type: "cancel", transfer })).toMatchObject({
      ok: false,
      refusal: { code: "bad-message" },
    });
  });
});

test.each([
  [{ ...put, file: "a\x1b[31m\n.txt" } as const, "/put a .txt"],
  [{ type: "rm", file: "a.txt" } as const, "/rm a.txt"],
  [{ type: "about", file: "a.txt" } as const, "/about a.txt"],
  [{ type: "cancel", transfer: 5 } as const, "/cancel 5"],
  [{ type: "get", file: "a.txt", have } as const, "get a.txt"],
])("%j is one clean line in a log", (command, line) => {
  expect(typedForm(command)).toBe(line);
});
