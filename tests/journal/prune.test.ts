// Bounds: the oldest goes, in slices, by age and by size; never what is new, and never a number twice.

import { describe, expect, test } from "bun:test";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalCore } from "../../lib/journal/core.ts";
import { INDEX_SHARE_MOST, PRUNE_SLICE } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { all, batch, core, draft, many, NOON, seqs } from "./drafts.ts";

const folder = temporaryFolders();
const DAY = 24 * 60 * 60 * 1000;

/** Takes all away that is not kept; returns in how many slices. */
function pruned(journal: JournalCore, now = NOON): number {
  let slices = 1;
  while (journal.prune(now)) slices++;
  return slices;
}

const used = (journal: JournalCore) => journal.answer((store) => store.usedBytes());

describe("by age", () => {
  const aged = (ages: readonly number[]) => ages.map((age) => draft("old", { at: NOON - age }));

  test("what is older than that goes, at the limit and one past it", () => {
    const journal = core(undefined, { keep: { ageMs: DAY } });
    journal.append(batch(aged([DAY + 2, DAY + 1, DAY, DAY - 1])));
    pruned(journal);
    expect(seqs(all(journal))).toEqual([3, 4]);
    pruned(journal, NOON + 1);
    expect(seqs(all(journal))).toEqual([4]);
  });

  test("nothing goes that stands behind what is young enough", () => {
    const journal = core(undefined, { keep: { ageMs: DAY } });
    journal.append(batch(aged([2 * DAY, 0, 2 * DAY, 30 * DAY, 0])));
    pruned(journal);
    expect(seqs(all(journal))).toEqual([2, 3, 4, 5]);
  });

  test("a clock that went back takes nothing away", () => {
    const journal = core(undefined, { keep: { ageMs: DAY } });
    journal.append(batch(aged([2, 1, 0])));
    pruned(journal, 0);
    expect(all(journal)).toHaveLength(3);
  });

  test.each([
    [PRUNE_SLICE - 1, 1],
    [PRUNE_SLICE, 2],
    [PRUNE_SLICE + 1, 2],
  ])("%d messages go in %d slices", (count, slices) => {
    const journal = core(undefined, { keep: { ageMs: DAY } });
    journal.append(batch([...many(count, "old", { at: 0 }), draft("young")]));
    expect(pruned(journal)).toBe(slices);
    expect(seqs(all(journal))).toEqual([count + 1]);
  });

  test("without a bound all stays", () => {
    const journal = core(undefined);
    journal.append(batch(aged([1e12, 0])));
    expect(pruned(journal)).toBe(1);
    expect(all(journal)).toHaveLength(2);
  });
});

describe("by size", () => {
  const BYTES = 400_000;
  const long = (count: number) => many(count, "a".repeat(1000));

  test.each([undefined, "folder"])("the oldest go until it fits (%p)", (where) => {
    const journal = core(where && folder(), { keep: { bytes: BYTES } });
    journal.append(batch(long(1000)));
    expect(used(journal)).toBeGreaterThan(BYTES);
    pruned(journal);
    expect(used(journal)).toBeLessThanOrEqual(BYTES);
    // And no more of them than that: of what was kept most is messages.
    const left = seqs(all(journal));
    expect(left.length).toBeGreaterThan((BYTES / 1300) * 0.7);
    expect(left).toEqual(Array.from(left, (_, index) => 1000 - left.length + 1 + index));
    journal.close();
  });

  test("what fits stays", () => {
    const journal = core(undefined);
    journal.append(batch(long(100)));
    const bytes = used(journal);
    const kept = core(undefined, { keep: { bytes } });
    kept.append(batch(long(100)));
    expect(pruned(kept)).toBe(1);
    expect(all(kept)).toHaveLength(100);
    const smaller = core(undefined, { keep: { bytes: bytes - 1 } });
    smaller.append(batch(long(100)));
    pruned(smaller);
    expect(all(smaller).length).toBeLessThan(100);
    expect(all(smaller).length).toBeGreaterThan(80);
  });

  test("the pages of what is gone are used again", () => {
    const path = folder();
    const journal = core(path, { keep: { bytes: BYTES } });
    const size = () => {
      journal.settle();
      return statSync(join(path, "journal.db")).size;
    };
    for (let turn = 0; turn < 3; turn++) {
      journal.append(batch(long(500)));
      pruned(journal);
    }
    const before = size();
    for (let turn = 0; turn < 10; turn++) {
      journal.append(batch(long(500)));
      pruned(journal);
    }
    expect(size()).toBeLessThan(before * 1.5);
    journal.close();
  });

  test("the search index counts, up to a multiple of the messages", () => {
    const path = folder();
    const bytes = 1_000_000;
    const journal = core(path, { keep: { bytes } });
    journal.append(batch(long(600)));
    journal.settle();
    writeFileSync(join(path, "search.db"), new Uint8Array(20_000_000));
    pruned(journal);
    expect(used(journal)).toBeLessThanOrEqual(bytes / (1 + INDEX_SHARE_MOST));
    expect(used(journal)).toBeGreaterThan((bytes / (1 + INDEX_SHARE_MOST)) * 0.7);
    journal.close();
  });
});

test("a number is not given again when all are gone, in this process or in the next", () => {
  const path = folder();
  const keep = { ageMs: 1000 };
  const journal = core(path, { keep });
  journal.append(batch(many(3)));
  pruned(journal, NOON + DAY);
  expect(all(journal)).toEqual([]);
  expect(journal.append(batch([draft("four")]))).toEqual([{ fate: "stored", seq: 4 }]);
  pruned(journal, NOON + DAY);
  journal.close();
  const next = core(path, { keep });
  expect(next.kept?.lastSeq).toBe(4);
  expect(next.append(batch([draft("five")]))).toEqual([{ fate: "stored", seq: 5 }]);
  next.close();
});

test("what was written last is moved to its place", () => {
  const path = folder();
  const journal = core(path);
  journal.append(batch(many(100)));
  expect(statSync(join(path, "journal.db-wal")).size).toBeGreaterThan(0);
  journal.settle();
  expect(statSync(join(path, "journal.db-wal")).size).toBe(0);
  journal.close();
});
