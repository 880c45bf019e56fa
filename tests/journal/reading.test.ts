// Reading: what a client may see, in pages and from the newest backwards, however much others tell each other.

import { expect, test } from "bun:test";
import { all, ANN, batch, BOB, core, draft, EVE, many, seqs, texts, toBob } from "./drafts.ts";

test("a direct message is there for its two people alone", () => {
  const journal = core(undefined);
  journal.append(batch([draft("one"), toBob("two"), draft("three", { client: EVE })]));
  expect(texts(all(journal, ANN))).toEqual(["one", "two", "three"]);
  expect(texts(all(journal, BOB))).toEqual(["one", "two", "three"]);
  expect(texts(all(journal, EVE))).toEqual(["one", "three"]);
});

test("what one tells oneself is there once", () => {
  const journal = core(undefined);
  journal.append(batch([draft("note", { to: { client: ANN, name: "ann" } }), draft("one")]));
  expect(texts(all(journal, ANN))).toEqual(["note", "one"]);
  expect(journal.startOf({ viewer: ANN, upTo: 2, count: 1 })).toBe(1);
  expect(texts(all(journal, BOB))).toEqual(["one"]);
});

test("a page begins after a number, ends with another, and has so many at most", () => {
  const journal = core(undefined);
  journal.append(batch([...many(4), toBob("five"), ...many(4)]));
  const page = (viewer: number, after: number, upTo: number, limit: number) =>
    seqs(journal.read({ viewer, after, upTo, limit }));
  expect(page(ANN, 0, 9, 3)).toEqual([1, 2, 3]);
  expect(page(ANN, 3, 9, 3)).toEqual([4, 5, 6]);
  expect(page(EVE, 3, 9, 3)).toEqual([4, 6, 7]);
  expect(page(ANN, 3, 5, 3)).toEqual([4, 5]);
  expect(page(EVE, 4, 5, 3)).toEqual([]);
  expect(page(ANN, 9, 20, 3)).toEqual([]);
});

test("the newest so many begin after a number, which is 0 where there are not more", () => {
  const journal = core(undefined);
  journal.append(batch([...many(4), toBob("five"), ...many(4)]));
  const start = (viewer: number, upTo: number, count: number) =>
    journal.startOf({ viewer, upTo, count });
  expect([start(ANN, 9, 1), start(ANN, 9, 5), start(ANN, 9, 8)]).toEqual([8, 4, 1]);
  expect([start(ANN, 9, 9), start(ANN, 9, 10)]).toEqual([0, 0]);
  // A number after which as many stand, whoever's the message with that number is.
  expect([start(EVE, 9, 4), start(EVE, 9, 5)]).toEqual([4, 3]);
  expect([start(EVE, 5, 1), start(EVE, 5, 4)]).toEqual([3, 0]);
});

test("a text comes back as it was", () => {
  const journal = core(undefined);
  const said = ["né 東京 👩‍👩‍👧", "a\nb", "'; DROP TABLE messages; --", '"', "\u{10ffff}"];
  journal.append(batch(said.map((text) => draft(text))));
  expect(texts(all(journal))).toEqual(said);
});

test("what others tell each other is passed over, not looked through", () => {
  const journal = core(undefined);
  const count = 20_000;
  const told = many(count, "told", { to: { client: BOB, name: "bob" } });
  journal.append(batch([draft("first"), ...told, draft("last")]));
  expect(journal.read({ viewer: EVE, after: 1, upTo: count + 2, limit: 1 })).toHaveLength(1);
  expect(journal.startOf({ viewer: EVE, upTo: count + 1, count: 1 })).toBe(0);
  expect(texts(all(journal, EVE))).toEqual(["first", "last"]);
  // Each part of the question names its index, and SQLite refuses one that it cannot use.
  journal.answer(({ database }) => database.run("DROP INDEX open_talk"));
  expect(() => all(journal, EVE)).toThrow();
});
