// Who is here: a list on its way, and what is announced meanwhile.
import { expect, test } from "bun:test";
import { Roster } from "../../../lib/client/chat/roster.ts";
import { ANNOUNCED_CLIENTS, MAX_PLACES } from "../../../lib/protocol/limits.ts";
import type { Message } from "../../../lib/protocol/messages.ts";

const at = 0;

type Guests = Message<"who">["clients"];

const named = (...names: string[]): Guests => names.map((name, i) => ({ client: i + 1, name }));

test("a list, then joins, leaves and renames", async () => {
  const roster = new Roster();
  expect(roster.countText).toBeUndefined();
  await roster.learn(async () => named("ann", "bob"));
  roster.hear({ type: "joined", at, name: "eve", client: 3 });
  roster.hear({ type: "renamed", at, from: "bob", to: "rob", client: 2 });
  roster.hear({ type: "left", at, name: "ann", client: 1 });
  expect(roster.names.toSorted()).toEqual(["eve", "rob"]);
  expect(roster.countText).toBe("2 here");
});

test("who spoke last stands first, after another list too", async () => {
  const roster = new Roster();
  await roster.learn(async () => named("ann", "bob", "eve"));
  roster.hear({ type: "said", seq: 1, at, from: "ann", client: 1, text: "hi" });
  roster.hear({ type: "told", seq: 1, at, from: "bob", client: 2, text: "psst" });
  expect(roster.names).toEqual(["bob", "ann", "eve"]);
  await roster.learn(async () => named("ann", "bob", "eve"));
  expect(roster.names.slice(0, 2)).toEqual(["bob", "ann"]);
});

test("what is heard while lists are on their way stands against each", async () => {
  const roster = new Roster();
  const lists = [Promise.withResolvers<Guests>(), Promise.withResolvers<Guests>()] as const;
  const learnt = lists.map(({ promise }) => roster.learn(() => promise));
  roster.hear({ type: "left", at, name: "bob", client: 2 });
  roster.hear({ type: "renamed", at, from: "ann", to: "anna", client: 1 });
  lists[0].resolve(named("ann", "bob"));
  await learnt[0];
  expect(roster.names).toEqual(["anna"]);
  roster.hear({ type: "joined", at, name: "eve", client: 3 });
  lists[1].resolve(named("ann", "bob"));
  await learnt[1];
  expect(roster.names.toSorted()).toEqual(["anna", "eve"]);
});

test("a list that fails leaves all as it was", async () => {
  const roster = new Roster();
  await roster.learn(async () => named("ann"));
  const lost = roster.learn(() => Promise.reject(new Error("lost")));
  expect(lost).rejects.toThrow("lost");
  await lost.catch(() => {});
  expect(roster.names).toEqual(["ann"]);
});

test("a second list forgets who went unannounced", async () => {
  const roster = new Roster();
  await roster.learn(async () => [{ client: 1, name: "ann" }]);
  await roster.learn(async () => [{ client: 2, name: "bob" }]);
  expect(roster.names).toEqual(["bob"]);
});

test("of a crowd the number is said to be a guess", async () => {
  const roster = new Roster();
  const crowd = (size: number) => named(...Array.from({ length: size }, (_, i) => `g${i}`));
  await roster.learn(async () => crowd(ANNOUNCED_CLIENTS));
  expect(roster.countText).toBe(`${ANNOUNCED_CLIENTS} here`);
  await roster.learn(async () => crowd(ANNOUNCED_CLIENTS + 1));
  expect(roster.countText).toBe(`about ${ANNOUNCED_CLIENTS + 1} here`);
});

test("no more are remembered than a room can have", async () => {
  const roster = new Roster();
  await roster.learn(async () => named(...Array.from({ length: MAX_PLACES }, (_, i) => `g${i}`)));
  expect(roster.names).toHaveLength(MAX_PLACES);
  roster.hear({ type: "joined", at, name: "one more", client: MAX_PLACES + 1 });
  expect(roster.names).toHaveLength(MAX_PLACES);
  expect(roster.names[0]).toBe("one more");
});
