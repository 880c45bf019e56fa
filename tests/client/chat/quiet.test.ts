// When a question may come by itself: the input line was empty for long enough, without a break.
import { expect, test } from "bun:test";
import { every, Quiet } from "../../../lib/client/chat/quiet.ts";
import { QUESTION_LOOK_MS, QUESTION_QUIET_MS } from "../../../lib/protocol/limits.ts";

/** An input line, a clock, and whoever looks at it now and then. */
class Line {
  now = 1_000_000;
  typing = true;
  readonly looks = new Map<() => void, number>();
  readonly quiet = new Quiet({
    isTyping: () => this.typing,
    now: () => this.now,
    every: (ms, look) => {
      this.looks.set(look, ms);
      return () => void this.looks.delete(look);
    },
  });
  state = "waiting";
  readonly #aborter = new AbortController();

  wait(): void {
    this.quiet.wait(this.#aborter.signal).then(
      () => (this.state = "quiet"),
      (error: unknown) => (this.state = String(error)),
    );
  }

  async pass(ms: number): Promise<string> {
    this.now += ms;
    for (const look of this.looks.keys()) look();
    await new Promise(setImmediate);
    return this.state;
  }

  async cancel(): Promise<string> {
    this.#aborter.abort(new Error("cancelled"));
    await new Promise(setImmediate);
    return this.state;
  }
}

test("so long after it was last seen in use, and not a moment sooner; then nobody looks any more", async () => {
  const line = new Line();
  line.wait();
  expect([...line.looks.values()]).toEqual([QUESTION_LOOK_MS]);
  expect(await line.pass(10 * QUESTION_QUIET_MS)).toBe("waiting");
  line.typing = false;
  expect(await line.pass(QUESTION_QUIET_MS - 1)).toBe("waiting");
  expect(await line.pass(1)).toBe("quiet");
  expect(line.looks.size).toBe(0);
});

test("typing is a break, and so is a line that was entered between two looks", async () => {
  const line = new Line();
  line.wait();
  line.typing = false;
  expect(await line.pass(QUESTION_QUIET_MS - 1)).toBe("waiting");
  line.typing = true;
  expect(await line.pass(1)).toBe("waiting");
  line.typing = false;
  expect(await line.pass(QUESTION_QUIET_MS - 1)).toBe("waiting");
  line.quiet.entered();
  expect(await line.pass(QUESTION_QUIET_MS - 1)).toBe("waiting");
  expect(await line.pass(1)).toBe("quiet");
});

test("a clock that is set back does not make it wait for longer", async () => {
  const line = new Line();
  line.wait();
  line.typing = false;
  expect(await line.pass(-3_600_000)).toBe("waiting");
  expect(await line.pass(QUESTION_QUIET_MS)).toBe("quiet");
});

test("who is cancelled waits no more", async () => {
  const line = new Line();
  line.wait();
  expect(await line.cancel()).toBe("Error: cancelled");
  expect(line.looks.size).toBe(0);
  const again = new Line();
  await again.cancel();
  again.wait();
  expect(await again.pass(0)).toBe("Error: cancelled");
  expect(again.looks.size).toBe(0);
});

test("again and again, until it is enough", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const stop = every(1, () => {
    if (++count === 3) resolve();
  });
  await promise;
  stop();
});
