// Random batches with repeated keys, against the simplest journal there is: a list.

import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Outcome } from "../../lib/journal/messages.ts";
import type { Draft, Entry } from "../../lib/room/journal.ts";
import { batch, core, NOON, seqs } from "./drafts.ts";

const KEYS = Array.from({ length: 12 }, () => crypto.randomUUID());

const drafts = fc.record({
  key: fc.constantFrom(...KEYS),
  at: fc.integer({ min: NOON - 1e9, max: NOON + 1e9 }),
  client: fc.integer({ min: 1, max: 4 }),
  from: fc.constantFrom("ann", "bob"),
  text: fc.oneof(fc.constantFrom("one", "two"), fc.string({ unit: "grapheme", minLength: 1 })),
  action: fc.constantFrom(undefined, true as const),
  to: fc.option(
    fc.record({ client: fc.integer({ min: 1, max: 4 }), name: fc.constantFrom("bob", "eve") }),
    {
      nil: undefined,
    },
  ),
});

class List {
  readonly entries: Entry[] = [];

  append(draft: Draft): Outcome {
    const found = this.entries.find(({ key }) => key === draft.key);
    if (!found) {
      const seq = this.entries.length + 1;
      this.entries.push({ ...draft, seq });
      return { fate: "stored", seq };
    }
    const isSame =
      found.text === draft.text &&
      found.action === draft.action &&
      found.to?.client === draft.to?.client;
    return isSame ? { fate: "again", seq: found.seq, at: found.at } : { fate: "key-taken" };
  }

  seenBy(viewer: number): Entry[] {
    return this.entries.filter(
      ({ client, to }) => !to || client === viewer || to.client === viewer,
    );
  }
}

test("the journal does as a list does", () => {
  fc.assert(
    fc.property(fc.array(fc.array(drafts, { maxLength: 8 }), { maxLength: 8 }), (batches) => {
      const journal = core(undefined);
      const list = new List();
      for (const each of batches)
        expect(journal.append(batch(each))).toEqual(each.map((draft) => list.append(draft)));
      for (const viewer of [1, 2, 3, 4, 5]) {
        const seen = list.seenBy(viewer);
        const upTo = list.entries.length;
        expect(journal.read({ viewer, after: 0, upTo, limit: 1000 })).toEqual(seen);
        for (const cut of [0, 1, 3, upTo]) {
          const range = seen.filter(({ seq }) => seq > 1 && seq <= cut).slice(0, 2);
          expect(journal.read({ viewer, after: 1, upTo: cut, limit: 2 })).toEqual(range);
          for (const count of [1, 2, 5]) {
            const start = seqs(seen.filter(({ seq }) => seq <= cut)).at(-count - 1) ?? 0;
            expect(journal.startOf({ viewer, upTo: cut, count })).toBe(start);
          }
        }
      }
      journal.close();
    }),
  );
});
