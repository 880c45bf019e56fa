// What can be a password, and the one form that it has on both sides.
import { expect, test } from "bun:test";
import { PASSWORD_CHARACTERS } from "../../lib/protocol/limits.ts";
import { normalPassword, passwordProblem } from "../../lib/protocol/password.ts";

test.each([
  ["x", undefined],
  [" two  spaces ", undefined],
  ["пароль 🗝️", undefined],
  ["x".repeat(PASSWORD_CHARACTERS), undefined],
  ["e\u0301".repeat(PASSWORD_CHARACTERS), undefined],
  ["", "it is empty"],
  ["x".repeat(PASSWORD_CHARACTERS + 1), `it has more than ${PASSWORD_CHARACTERS} characters`],
  ["a\nb", "it has characters that cannot be typed in a line"],
  ["a\0", "it has characters that cannot be typed in a line"],
  ["a\x7f", "it has characters that cannot be typed in a line"],
  ["a\ud800", "it is no valid text"],
])("%j: %p", (text, problem) => {
  expect(passwordProblem(text)).toBe(problem);
});

test("a letter that is written in two ways is one", () => {
  expect(normalPassword("cafe\u0301")).toBe(normalPassword("caf\u00e9"));
  expect(normalPassword("cafe")).not.toBe(normalPassword("caf\u00e9"));
});
