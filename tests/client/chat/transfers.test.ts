// The chat's transfers without a server: whose turn it is, how far each is, what is said of each.

import { expect, test } from "bun:test";
import { Transfers } from "../../../lib/client/chat/transfers.ts";
import type { Asked, Transfer } from "../../../lib/client/chat/transfer.ts";
import {
  CHAT_TRANSFERS,
  DOWNLOADS_AT_ONCE,
  PROGRESS_MS,
  UPLOADS_PER_GUEST,
} from "../../../lib/protocol/limits.ts";
import { errorOf } from "../server.ts";

/** The chat around transfers: it keeps what it is told. */
class Around {
  readonly words: string[] = [];
  changes = 0;
  now = 1_000_000;
  over = false;
  readonly transfers = new Transfers({
    now: () => this.now,
    note: (text) => this.words.push(text),
    failed: (text) => this.words.push(`! ${text}`),
    changed: () => this.changes++,
    over: () => this.over,
  });

  /** Asks for a file, which moves until the promise is settled; its word is "done". */
  start(file: string, direction: Asked["direction"] = "down"): Started {
    const moving = Promise.withResolvers<string | undefined>();
    const started: Started = { transfer: undefined, moves: false, moving };
    const again = direction === "down" ? `/get ${file}` : `/put ${file}`;
    this.transfers.run({ direction, file, key: file, again }, async (transfer) => {
      started.transfer = transfer;
      await this.transfers.turn(transfer);
      started.moves = true;
      return moving.promise;
    });
    return started;
  }
}

interface Started {
  transfer: Transfer | undefined;
  moves: boolean;
  moving: PromiseWithResolvers<string | undefined>;
}

/** Resolves once all that is due has been done: nothing here waits for anything but promises. */
async function done(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test.each([
  ["down", DOWNLOADS_AT_ONCE],
  ["up", UPLOADS_PER_GUEST],
] as const)(
  "%s: at most %d move at once, one more waits for the first that ends",
  async (way, most) => {
    const around = new Around();
    const all = Array.from({ length: most + 2 }, (_, n) => around.start(`${n}`, way));
    await done();
    const moving = () => all.filter(({ moves }) => moves).length;
    expect(moving()).toBe(most);
    all[3]?.moving.resolve("3 is done");
    await done();
    expect(moving()).toBe(most + 1);
    expect(all.at(-1)?.moves).toBe(false);
    expect(around.words).toEqual(["3 is done"]);
    all[0]?.moving.reject(new Error("no"));
    await done();
    expect(all.every(({ moves }) => moves)).toBe(true);
    expect(around.words).toEqual(["3 is done", "! no"]);
    expect(around.transfers.all.map(({ asked }) => asked.file)).not.toContain("0");
  },
);

test("the other direction has turns of its own", async () => {
  const around = new Around();
  for (let n = 0; n <= DOWNLOADS_AT_ONCE; n++) around.start(`${n}`);
  const up = around.start("0", "up");
  await done();
  expect(up.moves).toBe(true);
});

test("there may be so many, and not one more", async () => {
  const around = new Around();
  for (let n = 0; n < CHAT_TRANSFERS; n++) around.start(`${n}`);
  expect(around.transfers.room).toBe(0);
  expect(() => around.start("x")).toThrow(
    'Cannot get "x": at most 1,000 transfers can be under way',
  );
  expect(() => around.start("x", "up")).toThrow('Cannot put "x": at most 1,000');
});

test("the same is not begun twice; another way it may go", async () => {
  const around = new Around();
  const first = around.start("a");
  expect(() => around.start("a")).toThrow("a is on its way already");
  around.start("a", "up");
  first.moving.resolve(undefined);
  await done();
  around.start("a");
  expect(around.transfers.all.map(({ number }) => number)).toEqual([2, 3]);
  expect(around.words).toEqual([]);
});

test("one that is cancelled while it moves, or before, says so; what was there can be continued", async () => {
  const around = new Around();
  const all = Array.from({ length: UPLOADS_PER_GUEST + 2 }, (_, n) => around.start(`${n}`, "up"));
  await done();
  const [first, , , , fifth, sixth] = all;
  if (!first?.transfer || !fifth?.transfer) throw new Error("they have not begun");
  fifth.transfer.abort();
  await done();
  expect(around.words).toEqual(["4 is cancelled"]);
  around.transfers.heard(first.transfer, 40, 100);
  first.transfer.abort();
  first.moving.reject(new Error("aborted"));
  await done();
  expect(around.words).toEqual(["4 is cancelled", "0 is cancelled; put it again to continue"]);
  expect([fifth.moves, sixth?.moves]).toEqual([false, true]);
});

test("one that was cancelled before it asks for its turn never has one", async () => {
  const around = new Around();
  const asked = { direction: "down", file: "a", key: "a", again: "/get a" } as const;
  const turns: Error[] = [];
  around.transfers.run(asked, async (transfer) => {
    transfer.abort();
    turns.push(await errorOf(around.transfers.turn(transfer)));
    return undefined;
  });
  await done();
  expect(turns.map(({ message }) => message)).toEqual(["a is cancelled"]);
});

test("progress is said to have changed when it is due, and no sooner", async () => {
  const around = new Around();
  const { transfer } = around.start("a");
  if (!transfer) throw new Error("it has not begun");
  const heard = (received: number) => {
    const before = around.changes;
    around.transfers.heard(transfer, received, 100);
    return around.changes - before;
  };
  expect(heard(10)).toBe(1);
  around.now += PROGRESS_MS - 1;
  expect(heard(20)).toBe(0);
  around.now += 1;
  expect(heard(30)).toBe(1);
  expect(transfer.progress(around.now)).toBe("↓ a 30 % of 100 B");
});

test("either way has its sign; before it moves it waits, or is read", () => {
  const around = new Around();
  const { transfer: down } = around.start("a");
  const { transfer: up } = around.start("b", "up");
  expect(down?.progress(around.now)).toBe("↓ a: waiting");
  expect(up?.progress(around.now)).toBe("↑ b: waiting");
  if (!up) throw new Error("it has not begun");
  const { changes } = around;
  around.transfers.prepares(up, "reading");
  expect(up.progress(around.now)).toBe("↑ b: reading");
  expect(around.changes).toBe(changes + 1);
  up.heard(around.now, 42, 100);
  expect(up.progress(around.now)).toBe("↑ b 42 % of 100 B");
  expect(up.row(around.now)).toEqual({
    number: 2,
    direction: "up",
    file: "b",
    before: "reading",
    done: 42,
    size: 100,
    rate: undefined,
  });
});

test("at the session's end each that moves says how far it was, all else is told of together", async () => {
  const around = new Around();
  const all = Array.from({ length: DOWNLOADS_AT_ONCE + 3 }, (_, n) => around.start(`${n}`));
  await done();
  const [first, second] = all;
  if (!first?.transfer) throw new Error("it has not begun");
  around.transfers.heard(first.transfer, 42, 100);
  expect(around.transfers.lastWords).toEqual([
    "0 has stopped at 42 %; /get 0 continues it",
    `1 and ${DOWNLOADS_AT_ONCE + 1} more are given up`,
  ]);
  around.over = true;
  let settled = false;
  const settling = around.transfers.settled().then(() => (settled = true));
  first.moving.reject(new Error("lost"));
  second?.moving.resolve("1 is done");
  await done();
  expect(around.words.toSorted()).toEqual([
    "! 0 has stopped at 42 %; /get 0 continues it",
    "1 is done",
  ]);
  expect(settled).toBe(false);
  for (const { moves, moving } of all.slice(2)) if (moves) moving.reject(new Error("lost"));
  await settling;
  const others = Array.from({ length: DOWNLOADS_AT_ONCE - 2 }, (_, n) => `! ${n + 2} is given up`);
  expect(around.words.slice(2)).toEqual(others);
  expect(around.transfers.lastWords).toEqual([`${DOWNLOADS_AT_ONCE} and 2 more are given up`]);
});

test("who waits at the session's end does not begin; one that cannot is told of with the others", async () => {
  const around = new Around();
  around.over = true;
  const { moves } = around.start("a");
  const asked = { direction: "down", file: "b", key: "b", again: "/get b" } as const;
  around.transfers.run(asked, () => Promise.reject(new Error("lost")));
  await done();
  await around.transfers.settled();
  expect(moves).toBe(false);
  expect(around.words).toEqual([]);
  expect(around.transfers.lastWords).toEqual(["b and 1 more are given up"]);
});
