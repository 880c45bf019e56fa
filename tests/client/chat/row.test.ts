// A row: whose turn it is, and what becomes of a place that is given up.
import { expect, test } from "bun:test";
import { Row } from "../../../lib/client/chat/row.ts";

/** Takes part in a row; tells when its turn has come, and how it ended. */
class Part {
  readonly #turn = Promise.withResolvers<string>();
  readonly #aborter = new AbortController();
  readonly ended: Promise<string>;
  begun = false;

  constructor(row: Row) {
    const taken = row.take(this.#aborter.signal, () => {
      this.begun = true;
      return this.#turn.promise;
    });
    this.ended = taken.catch((error: unknown) => String(error));
  }

  end(how: string): Promise<string> {
    this.#turn.resolve(how);
    return this.ended;
  }

  fail(why: string): Promise<string> {
    this.#turn.reject(new Error(why));
    return this.ended;
  }

  cancel(): Promise<string> {
    this.#aborter.abort(new Error("cancelled"));
    return this.ended;
  }
}

/** Whose turn it is, once all that is under way has gone on. */
async function begun(parts: readonly Part[]): Promise<string> {
  await new Promise(setImmediate);
  return parts.map((part) => (part.begun ? "x" : ".")).join("");
}

test("so many at a time, the first to come first, however one ends", async () => {
  const row = new Row(2);
  const parts = Array.from({ length: 5 }, () => new Part(row));
  expect(await begun(parts)).toBe("xx...");
  expect(await parts[1]?.end("done")).toBe("done");
  expect(await begun(parts)).toBe("xxx..");
  expect(await parts[0]?.fail("broken")).toBe("Error: broken");
  expect(await begun(parts)).toBe("xxxx.");
});

test("who is cancelled gives up its place at once: while it waits, and in its turn", async () => {
  const row = new Row(1);
  const parts = Array.from({ length: 4 }, () => new Part(row));
  expect(await parts[1]?.cancel()).toBe("Error: cancelled");
  expect(await begun(parts)).toBe("x...");
  expect(await parts[0]?.cancel()).toBe("Error: cancelled");
  expect(await begun(parts)).toBe("x.x.");
  // What it does afterwards gives no second place.
  await parts[0]?.fail("late");
  expect(await begun(parts)).toBe("x.x.");
  await parts[2]?.end("done");
  expect(await begun(parts)).toBe("x.xx");
});

test("who was cancelled before never begins", async () => {
  const act = () => Promise.reject(new Error("it began"));
  await expect(new Row(1).take(AbortSignal.abort(new Error("before")), act)).rejects.toThrow(
    "before",
  );
});
