// What guests are told in a row: the same bytes for each as if every effect were carried out by itself.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Outbox } from "../../lib/protocol/outbox.ts";
import type { ServerMessage } from "../../lib/protocol/messages.ts";
import type { Tag } from "../../lib/room/effects.ts";
import { BareDialect } from "../../lib/server/dialects/bare.ts";
import type { Dialect } from "../../lib/server/dialects/dialect.ts";
import { FramesDialect } from "../../lib/server/dialects/frames.ts";
import { LinesDialect } from "../../lib/server/dialects/lines.ts";
import { isTold, tellRow, type Hearers, type Told } from "../../lib/server/telling.ts";
import { ScriptedSink, turn } from "../protocol/sink.ts";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { House } from "../support/house.ts";
import { memoryJournal } from "../support/journals.ts";

const GONE = { type: "bye", code: "too-slow", message: "gone" } as const;

/** How one guest is set up: undefined speaks is one that has said nothing yet. */
interface Plan {
  speaks: "frames" | "lines" | "bare" | undefined;
  listens: boolean;
  /** Bytes of waiting talk beyond which it is let go. */
  most: number;
}

/** A guest over a real outbox; one that is let go leaves the room while it is told. */
class Hearer {
  readonly sink = new ScriptedSink();
  readonly outbox = new Outbox(this.sink, () => 0);
  readonly dialect: Dialect | undefined;
  sends = 0;
  #isGone = false;

  constructor(
    { speaks }: Plan,
    private readonly most: number,
    private readonly leave: () => void,
  ) {
    const kinds = { frames: FramesDialect, lines: LinesDialect, bare: BareDialect };
    this.dialect = speaks && new kinds[speaks]();
  }

  send(bytes: Uint8Array | undefined): void {
    if (!bytes) return;
    this.sends++;
    this.outbox.send(bytes);
    if (this.#isGone || this.outbox.waitingBytes <= this.most) return;
    this.#isGone = true;
    this.outbox.drop();
    this.outbox.send(new FramesDialect().encode(GONE));
    this.outbox.finish();
    this.leave();
  }

  tell(message: ServerMessage, tag?: Tag): void {
    this.send((this.dialect ?? new LinesDialect()).encode(message, tag));
  }
}

function guestsOf(plans: readonly Plan[]) {
  const listening = new Set<number>();
  const guests = new Map<number, Hearer>();
  for (const [number, plan] of plans.entries()) {
    if (plan.listens) listening.add(number);
    guests.set(number, new Hearer(plan, plan.most, () => void listening.delete(number)));
  }
  const hearers: Hearers = { room: { listeners: listening }, connections: guests };
  const heard = async () => {
    await turn();
    return [...guests.values()].map(({ sink }) => sink.text);
  };
  return { guests, hearers, heard, listening };
}

/** One effect after the other, to one guest after the other. */
function tellSingly(row: readonly Told[], { room, connections }: Hearers): void {
  for (const effect of row) {
    if (effect.effect === "reply") connections.get(effect.to)?.tell(effect.message, effect.tag);
    else if (effect.effect === "tell") connections.get(effect.to)?.tell(effect.message);
    else
      for (const number of room.listeners) {
        const guest = connections.get(number);
        if (number !== effect.except) guest?.send(guest.dialect?.encode(effect.message));
      }
  }
}

const NUMBERS = fc.nat({ max: 6 });
const said = (seq: number, text: string) =>
  ({ type: "said", seq, at: 0, from: "Ann", client: 9, text }) as const;
const relayOf = (message: ServerMessage, except?: number): Told =>
  except === undefined ? { effect: "relay", message } : { effect: "relay", except, message };
const effect = fc.oneof(
  fc
    .record({ except: fc.option(NUMBERS, { nil: undefined }), seq: fc.nat(), text: fc.string() })
    .map(({ except, seq, text }) => relayOf(said(seq, text), except)),
  // What bare guests do not see.
  fc.constant(relayOf({ type: "left", at: 0, name: "Ben", client: 8 })),
  fc
    .record({ to: NUMBERS, tag: fc.nat() })
    .map(({ to, tag }): Told => ({ effect: "reply", to, tag, message: { type: "ack", seq: tag } })),
  fc.record({ to: NUMBERS, seq: fc.nat() }).map(({ to, seq }): Told => ({
    effect: "tell",
    to,
    message: { ...said(seq, "*"), type: "told" },
  })),
);
const plan: fc.Arbitrary<Plan> = fc.record({
  speaks: fc.constantFrom("frames", "lines", "bare", undefined),
  listens: fc.boolean(),
  most: fc.constantFrom(0, 100, 400, 100_000),
});

describe("a row of effects", () => {
  test("gives every guest the bytes of one effect after the other", async () => {
    const rows = fc.array(effect, { maxLength: 20 });
    const plans = fc.array(plan, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, plans, async (row, guests) => {
        const [singly, together] = [guestsOf(guests), guestsOf(guests)];
        tellSingly(row, singly.hearers);
        tellRow(row, together.hearers);
        expect(await together.heard()).toEqual(await singly.heard());
        expect(together.listening).toEqual(singly.listening);
      }),
      { numRuns: 500 },
    );
  });

  test("is one piece for who only listens, cut where one's own messages stand", () => {
    const all = { speaks: "frames", listens: true, most: 100_000 } as const;
    const { guests, hearers } = guestsOf([all, all, all]);
    const row = [0, 1, 0].flatMap((from, seq): Told[] => [
      { effect: "reply", to: from, tag: seq, message: { type: "ack", seq } },
      { effect: "relay", except: from, message: said(seq, "Hi") },
    ]);
    expect(row.every(isTold)).toBe(true);
    tellRow(row, hearers);
    // An ACK, what another said, an ACK; what was said before, an ACK, and what was said behind it; all of it.
    expect([...guests.values()].map(({ sends }) => sends)).toEqual([3, 3, 1]);
  });
});

test("a batch reaches all who speak in it in one order, ACKs at the places of their messages", async () => {
  const journal = new FaultyJournal(memoryJournal());
  await using house = new House({ journal });
  const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
  const [cem, dan] = [await house.lines("Cem"), await house.bare("Dan")];
  await cem.heard();
  const waits = journal.stall();
  ann.ask({ type: "say", text: "first" });
  await waits;
  for (const text of ["one", "two"]) {
    ann.ask({ type: "say", text });
    await ann.request({ type: "ping" });
    cem.send(`lines ${text}\n`);
    ben.ask({ type: "msg", to: "Ann", text });
    ben.ask({ type: "say", text });
    await ben.request({ type: "ping" });
  }
  journal.go();
  const order = (guest: typeof ann) =>
    guest.came.flatMap((each) => ("seq" in each && each.type !== "live" ? [each.seq] : []));
  await ann.heard();
  await ben.heard();
  expect(order(ann)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(order(ben)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const lines = await cem.heard();
  expect(lines.filter((line) => line.endsWith(" ACK"))).toEqual(["lines one ACK", "lines two ACK"]);
  const others = lines.filter((line) => !line.endsWith(" ACK"));
  expect(others).toEqual(["Ann: first", "Ann: one", "Ben: one", "Ann: two", "Ben: two"]);
  const bare = (await dan.heard("")).filter((line) => !line.startsWith("* "));
  expect(bare.filter((line) => !line.startsWith("Cem: "))).toEqual(others);
});
