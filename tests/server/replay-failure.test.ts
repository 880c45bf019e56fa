// A replay that breaks off: what is said meanwhile must not reach a guest who would then take it for all there was.

import { describe, expect, test } from "bun:test";
import { JournalFailure, type Entry } from "../../lib/room/journal.ts";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { House } from "../support/house.ts";
import { memoryJournal } from "../support/journals.ts";
import { lose, say } from "./returning.ts";

/** A journal in which a reading waits, and then fails. */
class BreakingJournal extends FaultyJournal {
  /** Resolves when something is read. */
  readonly reading = Promise.withResolvers<void>();
  readonly fails = Promise.withResolvers<readonly Entry[]>();

  override async read(): Promise<readonly Entry[]> {
    this.reading.resolve();
    return this.fails.promise;
  }
}

describe("who comes back and cannot be told what it missed", () => {
  test.each([
    [new JournalFailure("the disk fails"), "Cannot read the history: the disk fails"],
    [new Error("a fault of ours"), "The server failed, and has logged why"],
  ])("hears nothing that was said since, but why it has to go: %p", async (error, message) => {
    const journal = new BreakingJournal(memoryJournal());
    await using house = new House({ journal });
    const [ben, ann] = [await house.frames("Ben"), await house.frames("Ann")];
    await lose(house, ann);
    await say(ben, "missed");
    const again = await house.unnamedFrames();
    again.ask({ type: "resume", token: ann.token, since: 0 });
    await journal.reading.promise;
    await say(ben, "said now");
    journal.fails.reject(error);
    await again.raw.closed;
    await say(ben, "said later");
    expect(again.came.map(({ type }) => type)).toEqual(["hello", "welcome", "bye"]);
    expect(again.came.at(-1)).toMatchObject({ code: "internal", message });
  });
});
