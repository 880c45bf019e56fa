// Who is here: a list on its way, and what is announced meanwhile.
import { expect, test } from "bun:test";
import { Roster } from "../../lib/client/roster.ts";
import { ANNOUNCED_CLIENTS } from "../../lib/protocol/limits.ts";

const at = 0;

test("a list, then joins, leaves and renames", () => {
  const roster = new Roster();
  roster.asked();
  roster.replace([
    { client: 1, name: "ann" },
    { client: 2, name: "bob" },
  ]);
  roster.hear({ type: "joined", at, name: "eve", client: 3 });
  roster.hear({ type: "renamed", at, from: "bob", to: "rob", client: 2 });
  roster.hear({ type: "left", at, name: "ann", client: 1 });
  expect(roster.names.toSorted()).toEqual(["eve", "rob"]);
  expect(roster.countText).toBe("2 here");
});

test("who spoke last stands first", () => {
  const roster = new Roster();
  roster.asked();
  roster.replace([
    { client: 1, name: "ann" },
    { client: 2, name: "bob" },
    { client: 3, name: "eve" },
  ]);
  roster.hear({ type: "said", at, from: "ann", client: 1, text: "hi" });
  roster.hear({ type: "told", at, from: "bob", client: 2, text: "psst" });
  expect(roster.names).toEqual(["bob", "ann", "eve"]);
});

test("what is heard while the list is on its way stands against it", () => {
  const roster = new Roster();
  roster.asked();
  roster.hear({ type: "left", at, name: "bob", client: 2 });
  roster.hear({ type: "renamed", at, from: "ann", to: "anna", client: 1 });
  roster.hear({ type: "joined", at, name: "eve", client: 3 });
  roster.replace([
    { client: 1, name: "ann" },
    { client: 2, name: "bob" },
  ]);
  expect(roster.names.toSorted()).toEqual(["anna", "eve"]);
});

test("a second list forgets who went unannounced", () => {
  const roster = new Roster();
  for (const clients of [[{ client: 1, name: "ann" }], [{ client: 2, name: "bob" }]]) {
    roster.asked();
    roster.replace(clients);
  }
  expect(roster.names).toEqual(["bob"]);
});

test("of a crowd the number is said to be a guess", () => {
  const roster = new Roster();
  const crowd = (size: number) =>
    Array.from({ length: size }, (_, client) => ({ client, name: `g${client}` }));
  roster.asked();
  roster.replace(crowd(ANNOUNCED_CLIENTS));
  expect(roster.countText).toBe(`${ANNOUNCED_CLIENTS} here`);
  roster.asked();
  roster.replace(crowd(ANNOUNCED_CLIENTS + 1));
  expect(roster.countText).toBe(`about ${ANNOUNCED_CLIENTS + 1} here`);
});
