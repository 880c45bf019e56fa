// A message that is sent again under its key: acknowledged as the first time, and not delivered twice.

import { describe, expect, test } from "bun:test";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { House } from "../support/house.ts";
import { memoryJournal } from "../support/journals.ts";
import { lose, say, told } from "./returning.ts";

describe("a message that is sent again", () => {
  test("has the same ACK, and is heard once", async () => {
    await using house = new House();
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const key = Bun.randomUUIDv7();
    const [first] = await say(ann, "one", key);
    const [again] = await say(ann, "one", key);
    expect(again).toMatchObject({ type: "ack", seq: 1 });
    expect({ ...again, re: 0 }).toEqual({ type: "ack", ...first, re: 0 });
    await say(ann, "two");
    expect(await say(ann, "one", key.toUpperCase())).toMatchObject([{ type: "ack", seq: 1 }]);
    expect(told(await ben.heard())).toEqual(["1 Ann: one", "2 Ann: two"]);
  });

  test("while the first is still on its way is stored once, and both are acknowledged", async () => {
    const journal = new FaultyJournal(memoryJournal());
    await using house = new House({ journal });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const waits = journal.stall();
    const message = { type: "say", text: "one", key: Bun.randomUUIDv7() } as const;
    const asked = [ann.ask(message), ann.ask(message)];
    await waits;
    asked.push(ann.ask(message), ann.ask({ type: "say", text: "two" }), ann.ask(message));
    await ann.request({ type: "ping" });
    journal.go();
    const seqs: unknown[] = [];
    for (const id of asked) seqs.push(...(await ann.answers(id)));
    expect(seqs).toMatchObject([{ seq: 1 }, { seq: 1 }, { seq: 1 }, { seq: 2 }, { seq: 1 }]);
    // The answers keep the order of the requests, whatever became of each.
    const acks = ann.came.filter(({ type }) => type === "ack");
    expect(acks.map(({ re }) => re)).toEqual(asked);
    expect(told(await ben.heard())).toEqual(["1 Ann: one", "2 Ann: two"]);
  });

  test("on another connection, after its guest came back", async () => {
    await using house = new House();
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const key = Bun.randomUUIDv7();
    const direct = { type: "msg", to: "Ben", text: "psst", key: Bun.randomUUIDv7() } as const;
    await say(ann, "one", key);
    await ann.request(direct);
    await lose(house, ann);
    const again = await house.comesBack(ann.token, 2);
    expect(await say(again, "one", key)).toMatchObject([{ type: "ack", seq: 1 }]);
    expect(await again.request(direct)).toMatchObject([{ type: "ack", seq: 2 }]);
    const seen = ["1 Ann: one", "2 Ann: psst", "left", "joined"];
    expect(told(await ben.heard())).toEqual(seen);
  });

  test.each([
    { what: "other words", message: { type: "say", text: "two" } },
    { what: "other behaviour", message: { type: "say", text: "one", action: true } },
    { what: "for one alone", message: { type: "msg", to: "Ben", text: "one" } },
  ] as const)("but says something else ($what) is refused", async ({ message }) => {
    await using house = new House();
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const key = Bun.randomUUIDv7();
    await say(ann, "one", key);
    const answer = await ann.request({ ...message, key });
    expect(answer).toMatchObject([{ type: "error", code: "bad-message" }]);
    expect(told(await ben.heard())).toEqual(["1 Ann: one"]);
  });
});
