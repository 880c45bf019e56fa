// The tables of the room: what they say in full, what they leave out on a narrow screen, and that they always fit.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import type { Line } from "../../../lib/client/view/line.ts";
import { listTable, statusTable, whoTable } from "../../../lib/client/view/tables.ts";
import type { ClientRecord, Message } from "../../../lib/protocol/messages.ts";
import { localMinute } from "../../../lib/protocol/time.ts";

const NOW = new Date("2026-11-22T14:02").getTime();
const EARLIER = new Date("2026-11-22T09:30").getTime();
const LAST_YEAR = new Date("2025-11-21T20:29").getTime();
const MINUTE = localMinute(LAST_YEAR);
const rows = (line: Line, columns: number) => line(columns).map(Bun.stripANSI);

function record(client: number, name: string, closed: number | null): ClientRecord {
  const counts = { messages: 12, received: 347_000, sent: 5 };
  const address = "192.168.100.23:65535";
  return { client, name, address, dialect: "lines", opened: LAST_YEAR, closed, ...counts };
}

describe("the clients", () => {
  const clients = [
    record(1, "日本語の人", EARLIER),
    record(10, "Bo", null),
    { ...record(2, "é😀", LAST_YEAR), messages: 1000, sent: 0 },
  ];
  const status = statusTable(clients, NOW);

  test("without a width are told in full", () => {
    expect(rows(status, Infinity)).toEqual([
      ` #  name        address               opened            closed            messages  received  sent`,
      ` 1  日本語の人  192.168.100.23:65535  ${MINUTE}  2026-11-22 09:30        12    347 kB   5 B`,
      `10  Bo          192.168.100.23:65535  ${MINUTE}  here                    12    347 kB   5 B`,
      ` 2  é😀         192.168.100.23:65535  ${MINUTE}  ${MINUTE}      1000    347 kB   0 B`,
    ]);
  });

  test.each([
    [80, " #  name              since       messages  received  sent  address"],
    [79, " #  name              since       messages  received  sent"],
    [58, " #  name              since       messages  received  sent"],
    [57, " #  name              since       messages  received"],
    [52, " #  name              since       messages  received"],
    [51, " #  name              since       messages"],
    [42, " #  name              since       messages"],
    [41, " #  name              since"],
    [32, " #  name              since"],
    [31, " #  name"],
    [20, " #  name"],
    [5, " #  …"],
  ])("in %d columns are headed %p", (columns, heading) => {
    expect(rows(status, columns)[0]).toBe(heading);
  });

  test("on a screen are told when they came and went, in as few words as there are", () => {
    expect(rows(status, 80)).toEqual([
      " #  name              since       messages  received  sent  address",
      " 1  日本語の人  left  09:30             12    347 kB   5 B  192.168.100.23:65535",
      "10  Bo          here  2025-11-21        12    347 kB   5 B  192.168.100.23:65535",
      " 2  é😀         left  2025-11-21      1000    347 kB   0 B  192.168.100.23:65535",
    ]);
    expect(rows(status, 20)).toEqual([
      " #  name",
      " 1  日本語の人  left",
      "10  Bo          here",
      " 2  é😀         left",
    ]);
  });

  test("at 80 columns nothing but the address goes, whatever the names", () => {
    const long = [record(1000, "An".repeat(16), NOW - 86_400_000), record(1, "漢".repeat(21), NOW)];
    expect(rows(statusTable(long, NOW), 80)).toEqual([
      "   #  name                             since            messages  received  sent",
      "1000  AnAnAnAnAnAnAnAnAnAnAnAn…  left  yesterday 14:02        12    347 kB   5 B",
      "   1  漢漢漢漢漢漢漢漢漢漢漢漢…  left  14:02                  12    347 kB   5 B",
    ]);
  });

  test("have columns for joined emoji as wide as any terminal shows them", () => {
    const wide = statusTable([record(1, "👩‍👩‍👧👩‍👩‍👧", NOW), record(2, "Bo", NOW)], NOW);
    const shown = ["#  name", "1  👩‍👩‍👧👩‍👩‍👧  left", "2  Bo            left"];
    expect(rows(wide, 22)).toEqual(shown);
  });

  test("are headed where there are none", () => {
    expect(rows(statusTable([], NOW), 80)).toHaveLength(1);
  });
});

describe("the files", () => {
  const files = [
    { file: "漢字.txt", size: 12_345_678, modified: EARLIER },
    { file: "reports/a b and something longer.txt", size: 1, modified: LAST_YEAR },
  ];

  test("without a width are told in full", () => {
    expect(rows(listTable(files, NOW), Infinity)).toEqual([
      "12 MB  2026-11-22 09:30  漢字.txt",
      `  1 B  ${MINUTE}  reports/a b and something longer.txt`,
    ]);
  });

  test.each([
    [80, "  1 B  2025-11-21  reports/a b and something longer.txt"],
    [51, "  1 B  2025-11-21  reports/a b and …hing longer.txt"],
    [50, "  1 B  2025-11-21  reports/a b and…hing longer.txt"],
    [35, "  1 B  2025-11-21  reports/…ger.txt"],
    [34, "  1 B  reports/a b a…ng longer.txt"],
    [23, "  1 B  reports/…ger.txt"],
    [22, "reports/a b…longer.txt"],
    [20, "reports/a …onger.txt"],
    [8, "rep….txt"],
  ])("in %d columns keep what is important", (columns, row) => {
    expect(rows(listTable(files, NOW), columns)[1]).toBe(row);
  });

  test("keep the blanks at a name's end, and hang none behind it", () => {
    const both = [
      { file: "a ", size: 1, modified: NOW },
      { file: "long", size: 1, modified: NOW },
    ];
    expect(rows(listTable(both, NOW), 80)).toEqual(["1 B  14:02  a ", "1 B  14:02  long"]);
  });

  test("may be none", () => {
    expect(rows(listTable([], NOW), 80)).toEqual(["* The shelf is empty"]);
    expect(rows(listTable([], NOW), Infinity)).toEqual(["* The shelf is empty"]);
  });
});

describe("who is here", () => {
  const guests = (...names: string[]) => names.map((name, at) => ({ client: at + 1, name }));
  const many = guests(..."Ann Bo Cleopatra Dan Eve Fay Gus Hal Ivy Joe Kim".split(" "));

  test("are numbers and names beside each other", () => {
    expect(rows(whoTable(guests("Ann", "漢字", "Bo")), 80)).toEqual([
      "3 here",
      "1 Ann  2 漢字  3 Bo",
    ]);
  });

  test("are read down where they are many", () => {
    expect(rows(whoTable(many), 40)).toEqual([
      "11 here",
      " 1 Ann         4 Dan   7 Gus  10 Joe",
      " 2 Bo          5 Eve   8 Hal  11 Kim",
      " 3 Cleopatra   6 Fay   9 Ivy",
    ]);
    expect(rows(whoTable(many), 20).slice(0, 2)).toEqual(["11 here", " 1 Ann         7 Gus"]);
    expect(rows(whoTable(many), 19).slice(0, 3)).toEqual(["11 here", " 1 Ann", " 2 Bo"]);
  });

  test("are one a row without a width, and cut where a name is too wide", () => {
    expect(rows(whoTable(many), Infinity).slice(0, 2)).toEqual([" 1 Ann", " 2 Bo"]);
    expect(rows(whoTable(guests("Cleopatra")), 8)).toEqual(["1 here", "1 Cleop…"]);
  });

  test("may be none", () => {
    expect(rows(whoTable([]), 80)).toEqual(["0 here"]);
    expect(rows(whoTable([]), Infinity)).toEqual([]);
  });
});

describe("of any names", () => {
  const name = fc
    .string({
      unit: fc.oneof(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
        fc.constant("👩‍👩‍👧"),
      ),
      minLength: 1,
      maxLength: 32,
    })
    .map((text) => text.replaceAll(/(?!\u200d)[\p{C}\p{Z}]/gu, "x"));
  const count = fc.integer({ min: 0, max: 2 ** 40 });
  const time = fc.integer({ min: LAST_YEAR, max: NOW });
  const client = fc.record({
    client: fc.integer({ min: 1, max: 99_999 }),
    name,
    address: fc.constantFrom("127.0.0.1:5", "[2001:db8::1234:5678:9abc:def0]:65535"),
    dialect: fc.constant("lines"),
    opened: time,
    closed: fc.option(time),
    messages: count,
    received: count,
    sent: count,
  });
  const file = fc.record({ file: name, size: count, modified: time });
  const columns = fc.integer({ min: 20, max: 200 });

  function expectToFit(line: Line, screen: number): string[] {
    const shown = rows(line, screen);
    for (const row of shown) expect(textWidth(row)).toBeLessThanOrEqual(screen);
    return shown;
  }

  test("no row is wider than the screen, and each client has its number, name and whether it is here", () => {
    fc.assert(
      fc.property(fc.array(client, { maxLength: 20 }), columns, (clients, screen) => {
        const [, ...shown] = expectToFit(statusTable(clients, NOW), screen);
        expect(shown).toHaveLength(clients.length);
        for (const [at, each] of clients.entries()) {
          const cells = (shown[at] ?? "").trim().split(/ {2,}/);
          expect(cells[0]).toBe(String(each.client));
          const [begin = "", cut] = (cells[1] ?? "").split("…");
          expect(each.name).toStartWith(begin);
          if (cut === undefined) expect(begin).toBe(each.name);
          expect(cells[2]).toBe(each.closed === null ? "here" : "left");
        }
      }),
    );
  });

  test("no file's row is wider than the screen, and each file is there with its extension", () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 20 }), columns, (files, screen) => {
        const named = files.map((each) => ({ ...each, file: `${each.file}.${each.file}.tar` }));
        const shown = expectToFit(listTable(named, NOW), screen);
        if (files.length === 0) return;
        expect(shown).toHaveLength(files.length);
        for (const row of shown) expect(row).toEndWith(".tar");
      }),
    );
  });

  test("nor is one of joined emoji, of who is here", () => {
    const clients = [1, 2, 3].map((n) => ({ client: n, name: "👩‍👩‍👧👩‍👩‍👧" }));
    expect(expectToFit(whoTable(clients), 30)).toHaveLength(3);
    expect(expectToFit(whoTable(clients), 29)).toHaveLength(4);
  });

  test("no row of who is here is wider than the screen, and each name stands there once, in order", () => {
    const guest: fc.Arbitrary<Message<"who">["clients"][number]> = fc.record({
      client: fc.integer({ min: 1, max: 99_999 }),
      name: fc.stringMatching(/^[a-z]{1,10}$/),
    });
    fc.assert(
      fc.property(fc.array(guest, { maxLength: 60 }), columns, (clients, screen) => {
        const [heading, ...shown] = expectToFit(whoTable(clients), screen);
        expect(heading).toBe(`${clients.length} here`);
        const found = shown.flatMap((row) => [...row.matchAll(/(\d+) ([a-z]+)/g)]);
        const written = clients.map((each) => `${each.client} ${each.name}`);
        expect(found.map(([whole]) => whole).toSorted()).toEqual(written.toSorted());
        const down = shown.map((row) => /(\d+) ([a-z]+)/.exec(row)?.[0]);
        expect(down).toEqual(written.slice(0, shown.length));
      }),
    );
  });
});
