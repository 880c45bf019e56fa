// A journal that fails: the sender alone is told, the room lives on, and so does the journal once it can.

import { describe, expect, test } from "bun:test";
import { SEEN_MS } from "../../lib/protocol/limits.ts";
import type { Batch } from "../../lib/room/journal.ts";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { House } from "../support/house.ts";
import { DataFolder, memoryJournal } from "../support/journals.ts";
import { lose, say, told } from "./returning.ts";

const NOT_STORED = { type: "error", code: "not-stored" } as const;

/** The log's lines about storing. */
function logged(house: House): string[] {
  return house.log.all.filter((line) => /stored?\b/.test(line) && !line.includes("Received from"));
}

describe("where a message cannot be stored", () => {
  test("its sender is told and nobody hears it, until it can be", async () => {
    const journal = new FaultyJournal(memoryJournal());
    await using house = new House({ journal });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const lina = await house.lines("Lina");
    journal.fail("the disk is full");
    const key = Bun.randomUUIDv7();
    for (let again = 0; again < 3; again++) {
      expect(await say(ann, "lost", key)).toEqual([
        {
          ...NOT_STORED,
          message: "Not stored, and nobody has seen it: the disk is full",
          re: expect.any(Number),
        },
      ]);
    }
    const direct = await ann.request({ type: "msg", to: "Ben", text: "lost" });
    expect(direct).toMatchObject([NOT_STORED]);
    lina.send("lost\n/who\n");
    expect((await lina.lines(2)).map((line) => line.slice(0, 13))).toEqual([
      "* Not stored,",
      "/who ACK",
    ]);
    // All else goes on: who comes, is called otherwise, comes back or leaves.
    const cem = await house.frames("Cem");
    expect(await cem.request({ type: "nick", name: "Cemal" })).toMatchObject([{ type: "ack" }]);
    await lose(house, cem);
    const again = await house.comesBack(cem.token, 0);
    expect(again.welcome.name).toBe("Cemal");
    await again.request({ type: "exit" });
    expect(told(await ben.heard())).toEqual([
      "joined",
      "joined",
      "renamed",
      "left",
      "joined",
      "left",
    ]);

    journal.heal();
    expect(await say(ann, "lost", key)).toMatchObject([{ type: "ack", seq: 1 }]);
    expect((await ben.next("said")).text).toBe("lost");
    await say(ann, "more");
    const [failed, healed, ...others] = logged(house);
    expect(failed).toContain("Cannot store what is said: the disk is full");
    expect(healed).toContain("stored again");
    expect(others).toEqual([]);
  });

  test("what is known of the clients is kept once it can be", async () => {
    using data = new DataFolder();
    let now = Date.now();
    const journal = new FaultyJournal(data.journal());
    await using house = new House({ journal, now: () => now });
    journal.fail("the disk fails");
    const ann = await house.frames("Ann");
    const ben = await house.frames("Ben");
    await ben.request({ type: "exit" });
    await ann.request({ type: "nick", name: "Anna" });
    journal.heal();
    // Nobody says anything: it is tried again by itself.
    now += SEEN_MS;
    await house.log.line("stored again");
    await house.restart(() => data.journal());
    const again = await house.comesBack(ann.token, 0);
    expect(again.welcome).toMatchObject({ name: "Anna", client: 1 });
    const [, status] = await again.request({ type: "status" });
    expect(status).toMatchObject({ clients: [{ name: "Anna" }, { name: "Ben" }] });
  });

  test("and the journal throws, that is logged, and no more than that", async () => {
    const inner = memoryJournal();
    let throws = false;
    const journal = Object.assign(new FaultyJournal(inner), {
      append: async (batch: Batch) => {
        if (throws) throw new Error("boom");
        return inner.append(batch);
      },
    });
    await using house = new House({ journal });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    throws = true;
    expect(await say(ann, "lost")).toMatchObject([NOT_STORED]);
    expect(await say(ann, "lost")).toMatchObject([NOT_STORED]);
    throws = false;
    expect(await say(ann, "heard")).toMatchObject([{ type: "ack", seq: 1 }]);
    expect(told(await ben.heard())).toEqual(["1 Ann: heard"]);
    expect(house.log.all.filter((line) => line.includes("boom"))).toHaveLength(1);
  });
});

describe("where the history cannot be read", () => {
  test("a question is answered so, and another time again", async () => {
    const journal = new FaultyJournal(memoryJournal());
    await using house = new House({ journal });
    const ann = await house.frames("Ann");
    const lina = await house.lines("Lina");
    await say(ann, "one");
    journal.failReading("the disk fails");
    const message = "Cannot read the history: the disk fails";
    for (const asked of [
      { type: "history" },
      { type: "history", since: 0 },
      { type: "search", text: "one" },
    ] as const) {
      const answers = await ann.request(asked);
      expect(answers).toMatchObject([
        { type: "ack" },
        { type: "error", code: "not-read", message },
      ]);
    }
    lina.send("/history\n/who\n");
    const lines = await lina.lines(4);
    expect(lines.slice(1)).toEqual(["/history ACK", `* ${message}`, "/who ACK"]);
    journal.heal();
    expect((await ann.request({ type: "history" })).at(-1)).toMatchObject({
      entries: [{ seq: 1 }],
    });
  });

  test("a newcomer is told and goes on; who came back would have a gap, and is let go", async () => {
    const journal = new FaultyJournal(memoryJournal());
    await using house = new House({ journal, replay: 20 });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    await say(ann, "one");
    await lose(house, ben);
    journal.failReading("the disk fails");
    const cem = await house.frames("Cem");
    expect(await cem.shown()).toMatchObject([{ type: "error", code: "not-read" }]);
    const again = await house.unnamedFrames();
    await again.comeBack(ben.token, 0);
    expect(await again.next("bye")).toMatchObject({
      code: "internal",
      message: "Cannot read the history: the disk fails",
    });
    await again.raw.closed;
    expect(again.came.some(({ type }) => type === "live" || type === "said")).toBe(false);
    journal.heal();
    const third = await house.comesBack(ben.token, 0);
    expect(told(await third.shown())).toEqual(["1 Ann: one"]);
  });
});

test("what was stored by a server that died before it answered is there once, when it is sent again", async () => {
  using data = new DataFolder();
  const journal = new FaultyJournal(data.journal());
  await using house = new House({ journal });
  const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
  await say(ann, "one");
  const key = Bun.randomUUIDv7();
  const stored = journal.dieBeforeAnswer();
  ann.ask({ type: "say", text: "two", key });
  await stored;
  expect(told(await ben.heard())).toEqual(["1 Ann: one"]);
  for (const guest of [ann, ben]) await lose(house, guest);
  await house.restart(() => data.journal());
  const [again, other] = [await house.comesBack(ann.token, 1), await house.comesBack(ben.token, 1)];
  expect(told(await again.shown())).toEqual([`2 Ann: two (${key})`]);
  expect(await say(again, "two", key)).toMatchObject([{ type: "ack", seq: 2 }]);
  await say(again, "three");
  expect(told(await other.shown())).toEqual(["2 Ann: two"]);
  expect(told(await other.heard())).toEqual(["2 Ann: two", "3 Ann: three"]);
}, 20_000);
