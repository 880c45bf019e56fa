// What the recorder hands over to be stored, and when.

import { describe, expect, test } from "bun:test";
import { setImmediate } from "node:timers/promises";
import { PAST_CLIENTS, SEEN_MS } from "../../lib/protocol/limits.ts";
import type { Effect } from "../../lib/room/effects.ts";
import type { Batch, Fate, Journal, KeptClient } from "../../lib/room/journal.ts";
import { Room } from "../../lib/room/room.ts";
import { Recorder } from "../../lib/server/recorder.ts";
import { memoryJournal } from "../support/journals.ts";
import { Changing } from "../support/patience.ts";

const PLACES = 3;

/** A journal that keeps all batches, and can be made to fail. */
class Batches extends Changing {
  readonly all: Batch[] = [];
  fails = false;
  readonly journal: Journal = {
    kept: { history: "h", lastSeq: 7, lastNumber: 4, clients: [] },
    append: async (batch) => this.#append(batch),
    follow: () => {},
    read: async () => [],
    startOf: async () => 0,
    search: async () => [],
    close: async () => {},
  };

  /** The batch of that number, once it came. */
  batch(number: number): Promise<Batch> {
    return this.until(
      () => this.all[number],
      (state) => `batch ${number} did not come: ${state}`,
    );
  }

  #append(batch: Batch): Fate[] {
    this.all.push(batch);
    this.changed();
    return this.fails ? [{ fate: "failed", why: "the disk is full" }] : [];
  }
}

function recording() {
  let time = 1_000_000;
  const now = () => time;
  const batches = new Batches();
  const { journal } = batches;
  const means = { now, secret: Bun.randomUUIDv7, key: Bun.randomUUIDv7 };
  const settings = {
    name: "",
    motd: "",
    places: PLACES,
    uploads: false,
    replay: 0,
    password: false,
    bans: [],
  };
  const room = new Room(settings, journal.kept, means);
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = { debug: write, info: write, warn: write, error: write };
  const recorder = new Recorder({ room, journal, log, now, perform: () => {} });
  const pass = (ms: number) => void (time += ms);
  return { recorder, room, batches, lines, pass, now };
}

function client(number: number, messages = 0): KeptClient {
  const facts = { name: `Client ${number}`, address: "", dialect: "frames", opened: 0, closed: 1 };
  return { number, ...facts, messages, received: 0, sent: 0, session: null };
}

/** Performs the effects of a guest's coming as far as clients are kept. */
function keepAll(recorder: Recorder, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.effect === "keep") recorder.keep(effect.client);
  }
}

describe("the recorder", () => {
  test("hands over what came in one turn at once, the newest of each client", async () => {
    const { recorder, room, batches, now } = recording();
    recorder.numbered();
    recorder.keep(client(1));
    recorder.keep(client(2));
    recorder.keep(client(1, 5));
    expect(room.lastSeq).toBe(7);
    expect(batches.all).toEqual([]);
    const clients = [client(1, 5), client(2)];
    expect(await batches.batch(0)).toEqual({ drafts: [], clients, lastNumber: 4, seen: now() });
    await recorder.close();
    expect(batches.all).toHaveLength(1);
  });

  test("every so often notes who is here, and nothing where nobody is", async () => {
    const { recorder, room, batches, pass, now } = recording();
    pass(SEEN_MS);
    recorder.sweep();
    await recorder.close();
    expect(batches.all).toEqual([]);

    const number = room.open("here", { received: 0, sent: 0 }) ?? 0;
    keepAll(recorder, room.handle(number, 1, { type: "nick", name: "Ann" }));
    const [kept] = (await batches.batch(0)).clients;
    room.settled("", "kept");
    pass(SEEN_MS - 1);
    recorder.sweep();
    await setImmediate(); // its turn, had there been anything to store
    expect(batches.all).toHaveLength(1);
    pass(1);
    recorder.sweep();
    expect(kept).toMatchObject({ number, name: "Ann" });
    // Whether it is welcomed yet or not: its counters have changed.
    expect(await batches.batch(1)).toMatchObject({ clients: [{ number }], seen: now() });
    await recorder.close();
    expect(batches.all).toHaveLength(2);
  });

  test("goes on noting when the clock jumps back", async () => {
    const { recorder, batches, pass } = recording();
    batches.fails = true;
    recorder.keep(client(1));
    await batches.batch(0);
    pass(-3_600_000);
    recorder.sweep();
    expect((await batches.batch(1)).clients).toEqual([client(1)]);
    await recorder.close();
  });

  test("keeps for the next batch what could not be kept, and says so once", async () => {
    const { recorder, batches, lines, pass } = recording();
    batches.fails = true;
    recorder.keep(client(1));
    recorder.keep(client(2));
    await batches.batch(0);
    recorder.keep(client(2, 9));
    const clients = [client(1), client(2, 9)];
    expect((await batches.batch(1)).clients).toEqual(clients);
    batches.fails = false;
    // Not by itself at once, but when it is time to look.
    pass(SEEN_MS);
    recorder.sweep();
    expect((await batches.batch(2)).clients).toEqual(clients);
    await recorder.close();
    expect(batches.all).toHaveLength(3);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("the disk is full");
  });

  test("forgets the oldest of those that cannot be kept, beyond so many", async () => {
    const { recorder, batches } = recording();
    batches.fails = true;
    const most = PLACES + PAST_CLIENTS;
    for (let number = 1; number <= most; number++) recorder.keep(client(number));
    await batches.batch(0);
    recorder.numbered();
    expect((await batches.batch(1)).clients).toHaveLength(most);
    recorder.keep(client(most + 1));
    await batches.batch(2);
    recorder.numbered();
    const { clients } = await batches.batch(3);
    expect(clients).toHaveLength(most);
    expect(clients[0]?.number).toBe(2);
    batches.fails = false;
    await recorder.close();
  });

  test("tells of what others stored, also while nothing of its own is under way", async () => {
    const journal = memoryJournal();
    const heard: Effect[] = [];
    let follow: Parameters<Journal["follow"]>[0] = () => {};
    journal.follow = (listener) => (follow = listener);
    const means = { now: Date.now, secret: Bun.randomUUIDv7, key: Bun.randomUUIDv7 };
    const settings = {
      name: "",
      motd: "",
      places: PLACES,
      uploads: false,
      replay: 0,
      password: false,
      bans: [],
    };
    const room = new Room(settings, journal.kept, means);
    const write = () => {};
    const log = { debug: write, info: write, warn: write, error: write };
    const perform = (effects: readonly Effect[]) => void heard.push(...effects);
    const recorder = new Recorder({ room, journal, log, now: Date.now, perform });
    follow([{ seq: 3, key: Bun.randomUUIDv7(), at: 0, client: 9, from: "Ann", text: "Hi" }]);
    expect(heard).toMatchObject([{ effect: "relay", message: { type: "said", seq: 3 } }]);
    expect(room.lastSeq).toBe(3);
    await recorder.close();
  });

  test("logs that it cannot tell of a message, and tells of the others", async () => {
    const journal = memoryJournal();
    const means = { now: Date.now, secret: Bun.randomUUIDv7, key: Bun.randomUUIDv7 };
    const settings = {
      name: "",
      motd: "",
      places: PLACES,
      uploads: false,
      replay: 0,
      password: false,
      bans: [],
    };
    const room = new Room(settings, journal.kept, means);
    const hear = room.heard.bind(room);
    room.heard = (entries) => {
      if (entries.some(({ text }) => text === "bad")) throw new Error("it is bad");
      return hear(entries);
    };
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const log = { debug: write, info: write, warn: write, error: write };
    const done: string[] = [];
    const perform = (effects: readonly Effect[]) => {
      for (const each of effects)
        if (each.effect === "relay" && each.message.type === "said") done.push(each.message.text);
    };
    const recorder = new Recorder({ room, journal, log, now: Date.now, perform });
    for (const text of ["one", "bad", "two"]) {
      const draft = { key: Bun.randomUUIDv7(), at: 0, client: 1, from: "Ann", text };
      recorder.store(draft, () => void done.push(`(${text})`));
    }
    await recorder.close();
    expect(done).toEqual(["one", "two", "(one)", "(bad)", "(two)"]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("it is bad");
  });
});
