// Places for files on their way: so many in all and of each guest, in the order asked, and never lost.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TRANSFERS_AT_ONCE, TRANSFERS_PER_GUEST } from "../../lib/protocol/limits.ts";
import { TransferSlots, type GiveBack } from "../../lib/server/transfer-slots.ts";

const turn = () => Promise.resolve();

class Asker {
  readonly granted: string[] = [];
  readonly #gives = new Map<string, GiveBack>();
  readonly #ends = new Map<string, AbortController>();
  readonly #guests = new Map<string, object>();

  constructor(private readonly slots: TransferSlots) {}

  /** Asks for places, each named by its guest's letter and a number. */
  async ask(...names: string[]): Promise<void> {
    for (const name of names) {
      const end = new AbortController();
      this.#ends.set(name, end);
      const guest = this.#guests.get(name.charAt(0)) ?? {};
      this.#guests.set(name.charAt(0), guest);
      void this.slots.take(guest, end.signal).then((giveBack) => {
        if (!giveBack) return;
        this.granted.push(name);
        this.#gives.set(name, giveBack);
      });
    }
    await turn();
  }

  async giveBack(name: string): Promise<void> {
    this.#gives.get(name)?.();
    await turn();
  }

  async leave(name: string): Promise<void> {
    this.#ends.get(name)?.abort();
    await turn();
  }
}

function setUp(most: number, perGuest: number) {
  const slots = new TransferSlots(most, perGuest);
  return { slots, asker: new Asker(slots) };
}

describe("places", () => {
  test("are TRANSFERS_PER_GUEST of a guest, and not one more until one is given back", async () => {
    const slots = new TransferSlots();
    const asker = new Asker(slots);
    const names = Array.from({ length: TRANSFERS_PER_GUEST + 1 }, (_, n) => `a${n}`);
    await asker.ask(...names);
    expect(asker.granted).toEqual(names.slice(0, -1));
    await asker.giveBack("a0");
    expect(asker.granted).toEqual(names);
    expect(slots.taken).toBe(TRANSFERS_PER_GUEST);
  });

  test("are TRANSFERS_AT_ONCE in all, and not one more until one is given back", async () => {
    const slots = new TransferSlots();
    const gives: GiveBack[] = [];
    const { signal } = new AbortController();
    const take = async () => {
      const give = await slots.take({}, signal);
      if (give) gives.push(give);
    };
    for (let count = 0; count <= TRANSFERS_AT_ONCE; count++) void take();
    await turn();
    await turn();
    expect([gives.length, slots.taken]).toEqual([TRANSFERS_AT_ONCE, TRANSFERS_AT_ONCE]);
    gives[0]?.();
    await turn();
    await turn();
    expect([gives.length, slots.taken]).toEqual([TRANSFERS_AT_ONCE + 1, TRANSFERS_AT_ONCE]);
  });

  test("go to who asked first, and among guests in their turn", async () => {
    const { asker } = setUp(2, 2);
    await asker.ask("a1", "a2", "a3", "a4", "b1", "c1");
    expect(asker.granted).toEqual(["a1", "a2"]);
    await asker.giveBack("a1");
    expect(asker.granted).toEqual(["a1", "a2", "b1"]);
    await asker.giveBack("a2");
    expect(asker.granted.slice(3)).toEqual(["c1"]);
    await asker.giveBack("c1");
    await asker.giveBack("b1");
    expect(asker.granted.slice(4)).toEqual(["a3", "a4"]);
  });

  test("that are free go to another's first transfer, however much one guest waits for", async () => {
    const { asker } = setUp(3, 2);
    await asker.ask(...Array.from({ length: 1000 }, (_, n) => `a${n}`), "b1");
    expect(asker.granted).toEqual(["a0", "a1", "b1"]);
  });

  test("given back twice are given back once", async () => {
    const { slots, asker } = setUp(2, 1);
    await asker.ask("a1", "b1", "c1", "d1");
    await asker.giveBack("a1");
    await asker.giveBack("a1");
    expect(asker.granted).toEqual(["a1", "b1", "c1"]);
    expect(slots.taken).toBe(2);
  });
});

describe("who leaves", () => {
  test("gives its turn to the next, whether among all or among its guest's own", async () => {
    const { slots, asker } = setUp(1, 1);
    await asker.ask("a1", "b1", "b2", "b3", "c1");
    await asker.leave("b2");
    await asker.leave("b1");
    await asker.giveBack("a1");
    expect(asker.granted).toEqual(["a1", "c1"]);
    await asker.giveBack("c1");
    expect(asker.granted).toEqual(["a1", "c1", "b3"]);
    await asker.giveBack("b3");
    expect([slots.taken, slots.guests]).toEqual([0, 0]);
  });

  test("before it asks has no place", async () => {
    const slots = new TransferSlots();
    expect(await slots.take({}, AbortSignal.abort())).toBeUndefined();
    expect([slots.taken, slots.guests]).toEqual([0, 0]);
  });

  test("once it has its place, keeps it until it is given back", async () => {
    const { slots, asker } = setUp(1, 1);
    await asker.ask("a1", "b1");
    await asker.leave("a1");
    expect([asker.granted, slots.taken]).toEqual([["a1"], 1]);
    await asker.giveBack("a1");
    expect(asker.granted).toEqual(["a1", "b1"]);
  });
});

test("whatever is asked, given back and left, no bound is passed, none waits while it may go, and all ends at nothing", async () => {
  const step = fc.record({
    does: fc.constantFrom("ask", "giveBack", "leave"),
    guest: fc.constantFrom("a", "b", "c", "d"),
    which: fc.nat({ max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const slots = new TransferSlots(3, 2);
      const waiting = new Map<string, { guest: string; end: AbortController }>();
      const holding = new Map<string, { guest: string; giveBack: GiveBack }>();
      const guests = new Map([..."abcd"].map((letter) => [letter, {}]));
      let asked = 0;
      const ask = (guest: string) => {
        const name = `${guest}${asked++}`;
        const end = new AbortController();
        waiting.set(name, { guest, end });
        void slots.take(guests.get(guest) ?? {}, end.signal).then((giveBack) => {
          waiting.delete(name);
          if (giveBack) holding.set(name, { guest, giveBack });
        });
      };
      const has = (guest: string) => [...holding.values()].filter((each) => each.guest === guest);
      for (const { does, guest, which } of steps) {
        if (does === "ask") ask(guest);
        else if (does === "leave") [...waiting.values()].at(which)?.end.abort();
        else {
          const [name, held] = [...holding].at(which) ?? [];
          held?.giveBack();
          if (name !== undefined) holding.delete(name);
        }
        await turn();
        await turn();
        expect(slots.taken).toBe(holding.size);
        expect(holding.size).toBeLessThanOrEqual(3);
        for (const each of "abcd") expect(has(each).length).toBeLessThanOrEqual(2);
        const mayGo = [...waiting.values()].filter((each) => has(each.guest).length < 2);
        if (holding.size < 3) expect(mayGo).toEqual([]);
      }
      for (const { end } of waiting.values()) end.abort();
      for (const { giveBack } of holding.values()) giveBack();
      await turn();
      expect([slots.taken, slots.guests]).toEqual([0, 0]);
    }),
  );
});
