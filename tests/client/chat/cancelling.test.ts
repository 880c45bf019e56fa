// Which transfer is meant: by its number, by its file, or without a word.
import { expect, test } from "bun:test";
import { cancelQuestion, meantBy } from "../../../lib/client/chat/cancelling.ts";
import { Transfer, type Direction } from "../../../lib/client/chat/transfer.ts";

function transfer(number: number, file: string, direction: Direction = "down"): Transfer {
  return new Transfer(number, { direction, file, key: file, again: `/get ${file}` });
}

const ALL = [transfer(2, "a b.txt"), transfer(3, "2"), transfer(5, "x"), transfer(7, "x", "up")];

test.each([
  ["5", [5]],
  ["a b.txt", [2]],
  ["x", [5, 7]],
  // A file may be called as a number.
  ["2", [3]],
  [undefined, [2, 3, 5, 7]],
])("%p", (which, numbers) => {
  expect(meantBy(which, ALL).map(({ number }) => number)).toEqual(numbers);
});

test.each(["1", "a", "a b", "X", "05", ""])("%p is none", (which) => {
  expect(() => meantBy(which, ALL)).toThrow(
    `Cannot cancel "${which}": no such transfer is under way`,
  );
});

test("of none there is none", () => {
  expect(() => meantBy(undefined, [])).toThrow("Cannot cancel anything: no transfer is under way");
});

test("of several it is asked, with how far each is", () => {
  const [first, second] = [transfer(5, "x"), transfer(7, "x", "up")];
  second.heard(0, 42, 100);
  expect(cancelQuestion([first, second], 0)).toEqual({
    message: "Cancel which transfer?",
    choices: [
      { value: "5", label: "↓ x: waiting" },
      { value: "7", label: "↑ x 42 % of 100 B" },
    ],
    search: true,
  });
});
