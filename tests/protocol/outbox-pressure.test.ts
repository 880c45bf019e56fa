// How much waits, and for how long: what an owner is told so that a slow reader costs little.
import { describe, expect, test } from "bun:test";
import { PROGRESS_BYTES, UNREAD_BYTES, UNREAD_STREAMS } from "../../lib/protocol/limits.ts";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { HandStream, latin1, pieces, ScriptedSink, turn } from "./sink.ts";

/** An outbox with a clock that is set by hand. */
function setUp(script: readonly number[] = []) {
  const sink = new ScriptedSink(script);
  const clock = { at: 1000 };
  const count = { relieved: 0 };
  const outbox = new Outbox(sink, () => clock.at, {
    relieved: () => count.relieved++,
    failed: (error) => {
      throw error;
    },
    dead: () => {},
  });
  return { sink, outbox, clock, count };
}

const talk = (bytes: number) => new Uint8Array(bytes).fill(0x61);

describe("congested", () => {
  test("by bytes of talk: at the limit, not one before it", () => {
    const { outbox } = setUp();
    outbox.send(talk(UNREAD_BYTES - 1));
    expect(outbox.congested).toBe(false);
    outbox.send(talk(1));
    expect(outbox.congested).toBe(true);
    expect(outbox.waitingBytes).toBe(UNREAD_BYTES);
  });

  test("by streams: at the limit, not one before it", () => {
    const { outbox } = setUp();
    for (let each = 1; each < UNREAD_STREAMS; each++) {
      outbox.stream(pieces("x"), each % 2 ? "talk" : "files");
      expect(outbox.congested).toBe(false);
    }
    outbox.stream(pieces("x"), "files");
    expect(outbox.congested).toBe(true);
  });

  test("not by the pieces of files, however long they are", async () => {
    const { outbox } = setUp([0]);
    outbox.stream(pieces("x".repeat(UNREAD_BYTES * 4)), "files");
    await turn();
    expect([outbox.congested, outbox.waitingBytes, outbox.empty]).toEqual([false, 0, false]);
  });

  test("no longer, once the socket has taken one byte below the limit", async () => {
    const { outbox } = setUp([0, 1]);
    outbox.send(talk(UNREAD_BYTES));
    await turn();
    expect(outbox.congested).toBe(true);
    outbox.drained();
    expect(outbox.congested).toBe(false);
  });
});

describe("relieved", () => {
  test("once, when bytes fall below the limit; and again the next time", async () => {
    const { outbox, count } = setUp([0, 1, 1]);
    outbox.send(talk(UNREAD_BYTES));
    await turn();
    expect(count.relieved).toBe(0);
    for (const _ of [1, 2, 3]) outbox.drained();
    await turn();
    expect([count.relieved, outbox.empty]).toEqual([1, true]);
    outbox.send(talk(UNREAD_BYTES));
    await turn();
    expect(count.relieved).toBe(2);
  });

  test("never, where it was not congested", async () => {
    const { outbox, count } = setUp([0]);
    outbox.send(talk(UNREAD_BYTES - 1));
    outbox.stream(pieces("x"), "files");
    await turn();
    outbox.drained();
    await turn();
    expect([count.relieved, outbox.empty]).toEqual([0, true]);
  });

  test("when streams become fewer", async () => {
    const { outbox, count } = setUp();
    const streams = Array.from({ length: UNREAD_STREAMS }, () => new HandStream());
    for (const stream of streams) outbox.stream(stream, "files");
    await turn();
    await streams[0]?.give("x");
    expect(count.relieved).toBe(0);
    await streams[1]?.finish();
    expect(count.relieved).toBe(1);
  });

  test("also where the congestion ends within the turn in which it began", async () => {
    const { outbox, count } = setUp();
    const first = new HandStream();
    outbox.stream(first, "files");
    for (let each = 2; each < UNREAD_STREAMS; each++) outbox.stream(new HandStream(), "files");
    await turn();
    const ended = first.finish();
    outbox.stream(new HandStream(), "files");
    expect([outbox.congested, count.relieved]).toEqual([true, 0]);
    await ended;
    expect([outbox.congested, count.relieved]).toEqual([false, 1]);
  });

  test("an owner that asks for more whenever it is relieved gets all of it", async () => {
    const sink = new ScriptedSink();
    let left = UNREAD_STREAMS * 20;
    const work = () => {
      for (; left > 0 && !outbox.congested; left--) outbox.stream(pieces(), "talk");
    };
    const outbox = new Outbox(sink, () => 0, { relieved: work, failed() {}, dead() {} });
    work();
    for (let turns = 0; turns < UNREAD_STREAMS * 40; turns++) await turn();
    expect(left).toBe(0);
  });

  test("may queue more at once, which is sent in its turn", async () => {
    const sink = new ScriptedSink();
    const outbox: Outbox = new Outbox(sink, () => 0, {
      relieved: () => outbox.send(latin1("more")),
      failed() {},
      dead() {},
    });
    outbox.send(talk(UNREAD_BYTES));
    await turn();
    await turn();
    expect(sink.text).toBe(`${"a".repeat(UNREAD_BYTES)}more`);
  });
});

describe("stalledFor", () => {
  test("counts from the last progress, while something waits for the socket", async () => {
    const { outbox, clock } = setUp([2, 0, PROGRESS_BYTES, 1, 0]);
    expect(outbox.stalledFor()).toBe(0);
    outbox.send(talk(PROGRESS_BYTES + 5));
    await turn();
    clock.at += 10;
    expect(outbox.stalledFor()).toBe(10);
    outbox.drained(); // takes nothing
    clock.at += 5;
    expect(outbox.stalledFor()).toBe(15);
    outbox.drained(); // takes so much
    expect(outbox.stalledFor()).toBe(0);
    clock.at += 7;
    expect(outbox.stalledFor()).toBe(7);
    outbox.drained();
    outbox.drained();
    outbox.drained();
    clock.at += 100;
    expect([outbox.empty, outbox.stalledFor()]).toEqual([true, 0]);
  });

  test.each([
    { what: "one byte less than that", taken: [PROGRESS_BYTES - 1], stalled: 10 },
    { what: "so many", taken: [PROGRESS_BYTES], stalled: 0 },
    { what: "a byte at a time", taken: Array.from({ length: 50 }, () => 1), stalled: 10 },
    { what: "what was taken before the last", taken: [PROGRESS_BYTES, 1], stalled: 5 },
    { what: "so many, in parts", taken: [1, PROGRESS_BYTES - 1], stalled: 0 },
  ])("progress is PROGRESS_BYTES, not $what: $stalled", async ({ taken, stalled }) => {
    const { outbox, clock } = setUp([0, ...taken]);
    outbox.send(talk(2 * PROGRESS_BYTES));
    await turn();
    clock.at += 10;
    for (const bytes of taken) {
      outbox.drained();
      if (bytes === PROGRESS_BYTES) clock.at += stalled;
    }
    expect(outbox.stalledFor()).toBe(stalled);
  });

  test("begins anew once all that waited was taken, however little that was", async () => {
    const { outbox, clock } = setUp([2, 3, 0]);
    outbox.send(talk(5));
    await turn();
    clock.at += 10;
    expect(outbox.stalledFor()).toBe(10);
    outbox.drained();
    clock.at += 10;
    outbox.send(talk(5));
    await turn();
    clock.at += 3;
    expect(outbox.stalledFor()).toBe(3);
  });

  test("a little of a file is no progress either", async () => {
    const { outbox, clock } = setUp([0, 3, 0]);
    const stream = new HandStream();
    outbox.stream(stream, "files");
    await turn();
    await stream.give("piece");
    clock.at += 4;
    outbox.drained();
    expect(outbox.stalledFor()).toBe(4);
  });

  test("does not count the time before there was anything to take", async () => {
    const { outbox, clock } = setUp([0]);
    clock.at += 60_000;
    outbox.send(talk(5));
    await turn();
    clock.at += 3;
    expect(outbox.stalledFor()).toBe(3);
  });

  test("more talk is no progress", async () => {
    const { outbox, clock } = setUp([0, 0]);
    outbox.send(talk(5));
    await turn();
    clock.at += 10;
    outbox.send(talk(5));
    await turn();
    expect(outbox.stalledFor()).toBe(10);
  });

  test("does not count the time that a stream took to make its piece", async () => {
    const { outbox, clock } = setUp([0]);
    const stream = new HandStream();
    outbox.stream(stream, "files");
    await turn();
    clock.at += 60_000;
    expect(outbox.stalledFor()).toBe(0);
    await stream.give("piece");
    clock.at += 4;
    expect(outbox.stalledFor()).toBe(4);
  });

  test("a closed outbox waits for nothing", async () => {
    const { outbox, clock } = setUp([0]);
    outbox.send(talk(5));
    await turn();
    outbox.close();
    clock.at += 10;
    expect(outbox.stalledFor()).toBe(0);
  });
});
