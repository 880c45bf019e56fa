// The commands as a table of any width, and one command in full.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  helpLine,
  helpOf,
  helpRow,
  helpTable,
  type HelpRow,
} from "../../../lib/client/view/help.ts";
import type { Line } from "../../../lib/client/view/line.ts";
import { HOST_COMMANDS } from "../../../lib/protocol/host-commands.ts";
import { COMMANDS } from "../../../lib/protocol/commands.ts";
import { HELP_SUMMARY_COLUMNS } from "../../../lib/protocol/limits.ts";

const ROWS: readonly HelpRow[] = [
  { usage: "/list", summary: "the files on the shelf", same: ["list", "/files"] },
  {
    usage: "/get FILE",
    summary: "download a file of the shelf into the folder",
    example: "/get a",
  },
];
const text = (line: Line, columns: number) => line(columns).map(Bun.stripANSI).join("\n");

const SUMMARY = "download a file of the shelf into the folder";
const WITH_EXAMPLES = "/get FILE".length + 2 + HELP_SUMMARY_COLUMNS + 2 + "/get a".length;
const BESIDE = "/get FILE".length + 2 + HELP_SUMMARY_COLUMNS;

test.each([
  [Infinity, `/list      the files on the shelf\n/get FILE  ${SUMMARY}  /get a`],
  [63, `/list      the files on the shelf\n/get FILE  ${SUMMARY}  /get a`],
  [
    WITH_EXAMPLES,
    "/list      the files on the shelf\n/get FILE  download a file of the shelf  /get a\n           into the folder",
  ],
  [
    WITH_EXAMPLES - 1,
    "/list      the files on the shelf\n/get FILE  download a file of the shelf into\n           the folder",
  ],
  [
    BESIDE,
    "/list      the files on the shelf\n/get FILE  download a file of the shelf\n           into the folder",
  ],
  [
    BESIDE - 1,
    "/list\n  the files on the shelf\n/get FILE\n  download a file of the shelf into\n  the folder",
  ],
  [
    20,
    "/list\n  the files on the\n  shelf\n/get FILE\n  download a file of\n  the shelf into the\n  folder",
  ],
])("in %d columns", (columns, shown) => {
  expect(text(helpTable(ROWS), columns)).toBe(shown);
});

test("short summaries stand beside their commands on any screen that is wide enough", () => {
  const rows = [{ usage: "/a", summary: "one" }];
  expect(text(helpTable(rows), 7)).toBe("/a  one");
  expect(text(helpTable(rows), 6)).toBe("/a\n  one");
});

describe("one command", () => {
  test("with all that there is to say", () => {
    const row = { usage: "/get FILE", summary: "download", same: ["get"], example: "/get a.txt" };
    expect(text(helpOf(row), 80)).toBe("/get FILE  download\nThe same: get\nExample: /get a.txt");
    const narrow = helpOf(row)(16).map((each) => Bun.stripANSI(each).trimEnd());
    expect(narrow).toEqual([
      "/get FILE",
      "     download",
      "The same: get",
      "Example: /get",
      "     a.txt",
    ]);
  });

  test("without the rest", () => {
    expect(text(helpOf({ usage: "/who", summary: "who is here", same: [] }), 80)).toBe(
      "/who  who is here",
    );
  });
});

test("rows come of the commands", () => {
  const shown = Object.fromEntries(COMMANDS.map((each) => [each.words[0], helpRow(each)]));
  expect(shown["list"]).toEqual({
    usage: "/list",
    summary: "the files on the shelf",
    example: undefined,
    same: ["list", "/files"],
  });
  expect(shown["help"]?.same).toEqual([]);
  expect(shown["help"]?.example).toBe("/help msg");
});

test("no row is wider than the screen, and nothing is left out but examples", () => {
  const words = fc
    .array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 12 })
    .map((all) => all.join(" "));
  const row = fc.record({
    usage: fc.stringMatching(/^\/[a-z]{1,10} [A-Z]{1,6}$/),
    summary: words,
    example: fc.option(words, { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 20, max: 200 }),
      (rows, columns) => {
        for (const line of [helpTable(rows), ...rows.map((each) => helpOf(each))]) {
          for (const shown of line(columns)) {
            expect(Bun.stringWidth(Bun.stripANSI(shown))).toBeLessThanOrEqual(columns);
          }
        }
        const shown = text(helpTable(rows), columns).split(/\s+/);
        for (const { usage, summary } of rows) {
          for (const word of `${usage} ${summary}`.split(" ")) expect(shown).toContain(word);
        }
      },
    ),
  );
});

test("help on all commands, on one with or without its slash, and on none", () => {
  expect(text(helpLine(COMMANDS), 80)).toContain("/status");
  for (const word of ["msg", "/msg"]) {
    expect(text(helpLine(COMMANDS, word), 80)).toBe(text(helpOf(helpRow(msg())), 80));
  }
  const why = 'Cannot show "nope": there is no such command';
  expect(text(helpLine(COMMANDS, "nope"), 80)).toBe(why);
});

function msg(): (typeof COMMANDS)[number] {
  const row = COMMANDS.find(({ type }) => type === "msg");
  if (!row) throw new Error("there is no /msg");
  return row;
}

test("what a word is stands below what its command does", () => {
  const mute = HOST_COMMANDS.find(({ type }) => type === "mute");
  expect(mute && text(helpOf(helpRow(mute)), 80)).toContain(
    "let a guest listen and not speak\nTIME is as 30s, 10m, 2h or 7d",
  );
});
