// How fast one guest may go, to the message and to the byte, by a clock that the test turns.

import { describe, expect, spyOn, test } from "bun:test";
import {
  PACE_LEAST_MS,
  PACE_MOST_MS,
  PIECE_BYTES,
  RATE_BYTES,
  RATE_MESSAGES,
} from "../../lib/protocol/limits.ts";
import type { Input } from "../../lib/server/dialects/dialect.ts";
import { Pace } from "../../lib/server/pace.ts";

const NOTHING: Input = { input: "nothing" };
const chunk = (bytes: number, transfer = 1): Input => {
  return { input: "chunk", transfer, data: new Uint8Array(bytes) };
};

/** A guest's pace; transfer 1 is open. */
function setUp(rate = RATE_MESSAGES) {
  const clock = { at: 1_000_000 };
  const gone = Promise.withResolvers<void>();
  const pace = new Pace({
    rate,
    now: () => clock.at,
    isReceiving: (transfer) => transfer === 1,
    relieved: () => gone.resolve(),
  });
  /** How many inputs are admitted at once. */
  const admitted = (input = NOTHING) => {
    for (let count = 0; ; count++) if (count > 10 * rate || !pace.admits(input)) return count;
  };
  /** Whether bytes that have come hold the guest up. */
  const isHeldUp = () => {
    const held = pace.holdsUp(false);
    pace.stop();
    return held;
  };
  return { clock, pace, admitted, isHeldUp, relieved: gone.promise };
}

describe("messages", () => {
  test.each([1, 7, RATE_MESSAGES])("at a rate of %d pass at once, and not one more", (rate) => {
    expect(setUp(rate).admitted()).toBe(rate);
  });

  test("pass again as time goes by, as many as the rate says", () => {
    const { clock, admitted } = setUp(100);
    admitted();
    clock.at += 9;
    expect(admitted()).toBe(0);
    clock.at += 1;
    expect(admitted()).toBe(1);
    clock.at += 250;
    expect(admitted()).toBe(25);
  });

  test("of a guest that was silent for long are no more than those of a second", () => {
    const { clock, admitted } = setUp(100);
    admitted();
    clock.at += 3_600_000;
    expect(admitted()).toBe(100);
    expect(admitted()).toBe(0);
  });

  test("of every kind count", () => {
    const refusal = { code: "too-long", message: "no" } as const;
    const inputs: Input[] = [
      NOTHING,
      { input: "ping", tag: 1 },
      { input: "refused", tag: undefined, refusal },
      { input: "command", tag: 1, command: { type: "who" } },
      chunk(0),
      chunk(PIECE_BYTES - 1),
      chunk(PIECE_BYTES, 2),
    ];
    for (const input of inputs) expect(setUp(5).admitted(input)).toBe(5);
  });

  test("do not, where they only open the conversation or are a file's pieces of a good size", () => {
    for (const input of [{ input: "opened" } as const, chunk(PIECE_BYTES)])
      expect(setUp(5).admitted(input)).toBe(51);
  });
});

describe("bytes of talk", () => {
  test("of a second pass at once, and not one more", () => {
    const { pace, isHeldUp } = setUp();
    pace.received(RATE_BYTES);
    expect([isHeldUp(), pace.admits(NOTHING)]).toEqual([false, true]);
    pace.received(1);
    expect([isHeldUp(), pace.admits(NOTHING)]).toEqual([true, false]);
  });

  test("that were too many are waited for in full", () => {
    const { clock, pace, isHeldUp } = setUp();
    pace.received(2 * RATE_BYTES);
    for (let part = 0; part < 4; part++) {
      expect(isHeldUp()).toBe(true);
      clock.at += 250;
      expect(pace.admits(NOTHING)).toBe(part === 3);
    }
    expect(isHeldUp()).toBe(false);
  });

  test("are more with a higher rate, and no fewer with a lower one", () => {
    for (const [rate, bytes] of [
      [1, RATE_BYTES],
      [3 * RATE_MESSAGES, 3 * RATE_BYTES],
    ] as const) {
      const { pace, isHeldUp } = setUp(rate);
      pace.received(bytes);
      expect(isHeldUp()).toBe(false);
      pace.received(1);
      expect(isHeldUp()).toBe(true);
    }
  });

  test("are none of a file's, but those of a file that nobody receives", () => {
    const { pace, isHeldUp } = setUp();
    for (let count = 0; count < 20; count++) {
      pace.received(RATE_BYTES / 8);
      expect(pace.admits(chunk(RATE_BYTES / 8))).toBe(true);
    }
    expect(isHeldUp()).toBe(false);
    for (let count = 0; count < 9; count++) {
      pace.received(RATE_BYTES / 8);
      pace.admits(chunk(RATE_BYTES / 8, 2));
    }
    expect(isHeldUp()).toBe(true);
  });

  test("do not grow by those of files", () => {
    const { pace, isHeldUp } = setUp();
    pace.admits(chunk(RATE_BYTES));
    pace.received(RATE_BYTES + 1);
    expect(isHeldUp()).toBe(true);
  });
});

describe("a clock that jumps", () => {
  test("forward frees a second's worth", () => {
    const { clock, admitted, pace, isHeldUp } = setUp(100);
    admitted();
    pace.received(3 * RATE_BYTES);
    clock.at += 1e12;
    pace.received(0);
    expect(isHeldUp()).toBe(true);
    clock.at += 1_000;
    expect(admitted()).toBe(100);
  });

  test("back freezes nobody: time goes on from there", () => {
    const { clock, admitted } = setUp(100);
    admitted();
    clock.at -= 1e12;
    expect(admitted()).toBe(0);
    clock.at += 500;
    expect(admitted()).toBe(50);
  });
});

describe("a guest that is held up", () => {
  test("is so only where something waits", () => {
    const { pace, admitted } = setUp(100);
    expect(pace.holdsUp(true)).toBe(false);
    admitted();
    expect(pace.holdsUp(false)).toBe(false);
    expect(pace.holdsUp(true)).toBe(true);
    pace.stop();
  });

  test("is so also where its time comes between the refusal and the question", () => {
    const { clock, pace, admitted } = setUp(100);
    admitted();
    clock.at += 1000;
    expect(pace.holdsUp(true)).toBe(true);
    expect(pace.admits(NOTHING)).toBe(true);
    expect(pace.holdsUp(true)).toBe(false);
    pace.stop();
  });

  test("goes on by itself, also where its clock stands still", async () => {
    const { pace, admitted, relieved } = setUp();
    admitted();
    expect(pace.holdsUp(true)).toBe(true);
    await relieved;
  });

  test.each([
    { what: "little", bytes: 1, ms: PACE_LEAST_MS },
    { what: "half a second's", bytes: RATE_BYTES / 2, ms: 500 },
    { what: "very much", bytes: 1e12, ms: PACE_MOST_MS },
  ])("after $what too much is looked at again in $ms ms", ({ bytes, ms }) => {
    const { pace } = setUp();
    using timers = spyOn(globalThis, "setTimeout");
    pace.received(RATE_BYTES + bytes);
    pace.holdsUp(false);
    pace.stop();
    expect(timers.mock.calls.map(([, delay]) => delay)).toEqual([ms]);
  });
});
