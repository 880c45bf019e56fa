// Who was here: kept under a number, closed when last seen, and forgotten in time.

import { afterEach, describe, expect, test } from "bun:test";
import type { JournalCore } from "../../lib/journal/core.ts";
import { KEPT_CLIENTS, PRUNE_SLICE } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { batch, client, core, draft, NOON } from "./drafts.ts";

const folder = temporaryFolders();
let open: JournalCore | undefined;
afterEach(() => open?.close());

/** What the next server finds, after this one is closed. */
function reopened(path: string) {
  open?.close();
  open = core(path);
  return open.kept;
}

function first(path: string): JournalCore {
  open = core(path);
  return open;
}

describe("a client", () => {
  test("comes back as it was kept last, with its session", () => {
    const path = folder();
    const session = { hash: "ab".repeat(32), until: NOON + 5000 };
    const journal = first(path);
    journal.append(batch([], { clients: [client(1), client(2)], lastNumber: 2 }));
    journal.append(batch([draft("one")], { clients: [client(1, { name: "Ånn", session })] }));
    expect(reopened(path)?.clients).toEqual([client(1, { name: "Ånn", session }), client(2)]);
  });

  test("that was here when the server went was closed when it was last seen, and keeps its session", () => {
    const path = folder();
    const session = { hash: "cd".repeat(32), until: NOON };
    const clients = [
      client(1, { closed: null, session }),
      client(2, { closed: null, opened: NOON + 900 }),
      client(3, { closed: NOON + 1 }),
    ];
    first(path).append(batch([], { clients, seen: NOON + 1 }));
    expect(reopened(path)?.clients.map(({ closed }) => closed)).toEqual([
      NOON + 1,
      NOON + 900,
      NOON + 1,
    ]);
    expect(open?.kept?.clients[0]?.session).toEqual(session);
  });

  test("is closed for good: a later look changes nothing", () => {
    const path = folder();
    first(path).append(batch([], { clients: [client(1, { closed: null })], seen: NOON + 1 }));
    reopened(path);
    open?.append(batch([], { seen: NOON + 500 }));
    expect(reopened(path)?.clients[0]?.closed).toBe(NOON + 1);
  });
});

describe("numbers", () => {
  test("go on after the highest that was given, with or without a name", () => {
    const path = folder();
    first(path).append(batch([], { lastNumber: 41 }));
    open?.append(batch([], { lastNumber: 40 }));
    expect(reopened(path)?.lastNumber).toBe(41);
  });

  test("go on after that of a client, should it be higher", () => {
    const path = folder();
    first(path).append(batch([], { clients: [client(50)], lastNumber: 3 }));
    expect(reopened(path)?.lastNumber).toBe(50);
  });
});

describe("past clients", () => {
  function filled(path: string, count: number, here: readonly number[] = []): JournalCore {
    const journal = first(path);
    const clients = Array.from({ length: count }, (_, index) =>
      client(index + 1, here.includes(index + 1) ? { closed: null } : {}),
    );
    journal.append(batch([], { clients, lastNumber: count }));
    return journal;
  }

  const rows = (journal: JournalCore) =>
    journal.answer(
      ({ database }) =>
        database.query<{ count: number }, []>("SELECT count(*) AS count FROM clients").get()?.count,
    );

  test.each([KEPT_CLIENTS, KEPT_CLIENTS + 1])("the newest of %d are there", (count) => {
    const path = folder();
    filled(path, count);
    const numbers = reopened(path)?.clients.map(({ number }) => number);
    expect(numbers).toHaveLength(KEPT_CLIENTS);
    expect(numbers?.[0]).toBe(count - KEPT_CLIENTS + 1);
    expect(numbers?.at(-1)).toBe(count);
  });

  test.each([
    [KEPT_CLIENTS, KEPT_CLIENTS],
    [KEPT_CLIENTS + 1, KEPT_CLIENTS],
  ])("of %d, %d are left in the file", (count, left) => {
    const journal = filled(folder(), count);
    expect(journal.prune(NOON)).toBe(false);
    expect(rows(journal)).toBe(left);
  });

  test("who left last stays, however low the number", () => {
    const path = folder();
    const journal = filled(path, KEPT_CLIENTS + 2);
    journal.append(batch([], { clients: [client(1, { closed: NOON + 2000 })] }));
    journal.prune(NOON);
    const numbers = reopened(path)?.clients.map(({ number }) => number);
    expect(numbers).toHaveLength(KEPT_CLIENTS);
    expect(numbers?.slice(0, 2)).toEqual([1, 4]);
  });

  test("who can come back stays before who left later and cannot", () => {
    const path = folder();
    const journal = filled(path, KEPT_CLIENTS + 2, [3]);
    const session = { hash: "ab".repeat(32), until: NOON };
    journal.append(batch([], { clients: [client(1, { closed: NOON - 5000, session })] }));
    journal.prune(NOON);
    const numbers = reopened(path)?.clients.map(({ number }) => number);
    expect(numbers).toHaveLength(KEPT_CLIENTS);
    expect(numbers?.slice(0, 3)).toEqual([1, 3, 5]);
  });

  test("nobody who can come back is kept instead of who is here", () => {
    const journal = first(folder());
    const session = { hash: "ab".repeat(32), until: NOON };
    const clients = Array.from({ length: KEPT_CLIENTS }, (_, index) =>
      client(index + 2, { session }),
    );
    journal.append(batch([], { clients: [client(1, { closed: null }), ...clients] }));
    journal.prune(NOON);
    expect(rows(journal)).toBe(KEPT_CLIENTS);
  });

  test("go a slice at a time, and nobody goes who is here", () => {
    const journal = filled(folder(), KEPT_CLIENTS + PRUNE_SLICE + 2, [1]);
    expect(journal.prune(NOON)).toBe(true);
    expect(rows(journal)).toBe(KEPT_CLIENTS + 2);
    expect(journal.prune(NOON)).toBe(false);
    expect(rows(journal)).toBe(KEPT_CLIENTS);
  });
});
