// When a guest is too slow, to the byte and to the millisecond: what waits for it, and how long it takes nothing.

import type { Socket } from "bun";
import { describe, expect, onTestFinished, test } from "bun:test";
import { duplex } from "../../lib/protocol/duplex.ts";
import {
  FILE_STALL_MS,
  IGNORED_BYTES,
  PROGRESS_BYTES,
  TALK_STALL_MS,
  TALK_WAITING_BYTES,
} from "../../lib/protocol/limits.ts";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { Connection } from "../../lib/server/connection.ts";
import { Deadlines } from "../../lib/server/deadlines.ts";
import { questionAt } from "../../lib/server/dialects/dialect.ts";
import type { House } from "../../lib/server/house.ts";
import { HandStream, ScriptedSink, turn } from "../protocol/sink.ts";
import { Guest } from "../support/guest.ts";
import { FREE_SLOTS, NO_LITTER } from "../support/no-host.ts";

/** A house that does nothing but note who is let go, and why. */
function emptyHouse() {
  const letGo: (string | undefined)[] = [];
  const house: House = {
    now: Date.now,
    rate: 0,
    slots: FREE_SLOTS,
    litter: NO_LITTER,
    input() {},
    stage: () => "here",
    opening: () => questionAt("name"),
    leave: (_connection, why) => void letGo.push(why),
    gone() {},
    stored() {},
    fault: (_connection, error) => {
      throw error;
    },
  };
  return { house, letGo };
}

/** A connection of that house, and its guest, who has read what it was sent first. */
async function connected(house: House) {
  const opened = Promise.withResolvers<Socket<unknown>>();
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { open: opened.resolve, data() {} },
  });
  onTestFinished(() => listener.stop(true));
  const guest = await Guest.connect(listener.port);
  onTestFinished(() => guest[Symbol.dispose]());
  const socket = await opened.promise;
  const connection = new Connection(socket, house, 1, guest.address, { received: 0, sent: 0 });
  await guest.line();
  return { connection, guest };
}

describe("talk that waits for a guest", () => {
  // Nothing leaves before the end of the turn, so what is sent in one waits to the byte.
  test("may be TALK_WAITING_BYTES, of which nothing is lost", async () => {
    const { house, letGo } = emptyHouse();
    const { connection, guest } = await connected(house);
    connection.send(new Uint8Array(TALK_WAITING_BYTES - 1));
    connection.send(new Uint8Array(1));
    expect(letGo).toEqual([]);
    expect((await guest.bytes(TALK_WAITING_BYTES)).byteLength).toBe(TALK_WAITING_BYTES);
  });

  test("and one byte more is too much: it is told so instead", async () => {
    const { house, letGo } = emptyHouse();
    const { connection, guest } = await connected(house);
    connection.send(new Uint8Array(TALK_WAITING_BYTES));
    connection.send(new Uint8Array(1));
    const why = "You do not read what you are sent; goodbye";
    expect(letGo).toEqual([why]);
    expect(await guest.line()).toBe(`* ${why}`);
  });
});

test("who goes on after its goodbye may send IGNORED_BYTES, and with one more is cut off", () => {
  const { house } = emptyHouse();
  const [near, far] = duplex();
  const connection = new Connection(near, house, 1, "192.0.2.1:5", { received: 0, sent: 0 });
  connection.letGo({ code: "too-slow", message: "Goodbye" });
  connection.received(new Uint8Array(IGNORED_BYTES - 1));
  connection.received(new Uint8Array(1));
  expect(far.write(new Uint8Array(1))).toBe(1);
  connection.received(new Uint8Array(1));
  expect(far.write(new Uint8Array(1))).toBeLessThan(0);
});

const STANDING = { number: 1, isNamed: true, isLeaving: false, isPaused: false, pings: false };

/** An outbox that is full, and the deadlines of its guest. */
async function setUp(what: "talk" | "files", taken: readonly number[] = []) {
  const clock = { at: 1_000_000 };
  const outbox = new Outbox(new ScriptedSink([0, ...taken, 0]), () => clock.at);
  const deadlines = new Deadlines(() => clock.at);
  const much = "x".repeat(10 * PROGRESS_BYTES);
  if (what === "talk") outbox.send(Buffer.from(much));
  else {
    const stream = new HandStream();
    outbox.stream(stream, "files");
    await turn();
    await stream.give(much);
  }
  await turn();
  return { clock, outbox, overdue: () => deadlines.overdue(STANDING, outbox, 1000) };
}

describe.each([
  { what: "talk", stallMs: TALK_STALL_MS },
  { what: "files", stallMs: FILE_STALL_MS },
] as const)("a guest of which nothing of $what is taken", ({ what, stallMs }) => {
  test("is too slow after so long, and not before", async () => {
    const { clock, overdue } = await setUp(what);
    clock.at += stallMs;
    expect(overdue()).toBe("nothing");
    clock.at += 1;
    expect(overdue()).toBe("slow");
  });

  test("is too slow also where it takes a byte every second", async () => {
    const seconds = stallMs / 1000;
    const { clock, outbox, overdue } = await setUp(
      what,
      Array.from({ length: seconds }, () => 1),
    );
    for (let second = 0; second < seconds; second++) {
      clock.at += 1000;
      outbox.drained();
      expect(overdue()).toBe("nothing");
    }
    clock.at += 1;
    expect(overdue()).toBe("slow");
  });

  test("is not where it takes PROGRESS_BYTES in that time, however slowly", async () => {
    const parts = [1, 1, PROGRESS_BYTES - 2];
    const { clock, outbox, overdue } = await setUp(what, [...parts, ...parts]);
    for (const _ of [...parts, ...parts]) {
      clock.at += stallMs / 3;
      outbox.drained();
      expect(overdue()).toBe("nothing");
    }
    clock.at += stallMs;
    expect(overdue()).toBe("nothing");
    clock.at += 1;
    expect(overdue()).toBe("slow");
  });
});
