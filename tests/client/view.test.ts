// What the client shows of the server's messages: sizes, tables, events and progress, without their colours.

import { describe, expect, test } from "bun:test";
import {
  bytesText,
  eventLine,
  listTable,
  progressLine,
  saidLine,
  statusTable,
  whoLine,
} from "../../lib/client/view.ts";
import type { ClientRecord, ServerMessage } from "../../lib/protocol/messages.ts";
import { localMinute } from "../../lib/protocol/time.ts";

const AT = Date.UTC(2025, 1, 10, 20, 29);
const MINUTE = localMinute(AT);

test.each([
  [0, "0 B"],
  [1, "1 B"],
  [9, "9 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [1049, "1.0 kB"],
  [1500, "1.5 kB"],
  [9900, "9.9 kB"],
  [10_000, "10 kB"],
  [347_000, "347 kB"],
  [1_000_000, "1.0 MB"],
  [5_000_000, "5.0 MB"],
  [5_368_709_120, "5.4 GB"],
  [2_000_000_000_000, "2.0 TB"],
  [3_000_000_000_000_000, "3000 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [9_990, "10 kB"],
  [999_600, "1.0 MB"],
  [999_999_999, "1.0 GB"],
])("%d bytes round up to %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

function record(client: number, name: string, closed: number | null): ClientRecord {
  const counts = { messages: 12, received: 347_000, sent: 5 };
  return { client, name, address: "127.0.0.1:5", dialect: "lines", opened: AT, closed, ...counts };
}

test("the clients are a table whose columns are aligned on a screen", () => {
  const rows = statusTable([
    record(1, "日本語の人", AT),
    record(10, "Bo", null),
    record(2, "é😀", AT),
  ]);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toMatch(/^#   name {8}address {6}opened +closed +messages  received  sent$/);
  const opened = rows.map((row, at) => row.indexOf(at === 0 ? "opened" : MINUTE));
  const before = rows.map((row, at) => Bun.stringWidth(row.slice(0, opened[at])));
  expect(new Set(before).size).toBe(1);
  expect(rows[1]).toBe(
    `1   日本語の人  127.0.0.1:5  ${MINUTE}  ${MINUTE}  12        347 kB    5 B`,
  );
  expect(rows[2]).toStartWith(`10  Bo          127.0.0.1:5  ${MINUTE}  here `);
});

test("the files are a table: size, time, name; nothing hangs behind a name", () => {
  expect(
    listTable([
      { file: "漢字.txt", size: 12_345_678, modified: AT },
      { file: "a b.txt", size: 1, modified: AT },
    ]),
  ).toEqual([`12 MB  ${MINUTE}  漢字.txt`, `1 B    ${MINUTE}  a b.txt`]);
  expect(listTable([])).toEqual([]);
});

test("who is here is one line", () => {
  expect(whoLine([])).toBe("0 here: ");
  expect(
    whoLine([
      { client: 1, name: "Ann" },
      { client: 2, name: "Bo" },
    ]),
  ).toBe("2 here: Ann, Bo");
});

test.each([
  ["a.txt", 0, 10, "a.txt: 0 % of 10 B"],
  ["a.txt", 999, 1000, "a.txt: 99 % of 1.0 kB"],
  ["a.txt", 1000, 1000, "a.txt: 100 % of 1.0 kB"],
  ["a.txt", 0, 0, "a.txt: 100 % of 0 B"],
])("progress of %s: %d of %d", (file, received, size, line) => {
  expect(progressLine(file, received, size)).toBe(line);
});

test("a line of talk is the name and the text", () => {
  expect(Bun.stripANSI(saidLine("Ann", "hi: there"))).toBe("Ann: hi: there");
});

describe("eventLine", () => {
  const who = { at: AT, client: 2 };
  const shown: Record<ServerMessage["type"], [ServerMessage, string | undefined]> = {
    said: [{ type: "said", ...who, from: "Ann", text: "hi" }, "Ann: hi"],
    told: [{ type: "told", ...who, from: "Ann", text: "psst" }, "* Ann to you: psst"],
    joined: [{ type: "joined", ...who, name: "Bo" }, "* Bo joined"],
    left: [{ type: "left", ...who, name: "Bo" }, "* Bo left"],
    renamed: [{ type: "renamed", ...who, from: "Bo", to: "Bob" }, "* Bo is now Bob"],
    error: [{ type: "error", code: "internal", message: "Failed" }, "Failed"],
    hello: [{ type: "hello", room: "Parlor", client: 1 }, undefined],
    welcome: [{ type: "welcome", name: "Ann" }, undefined],
    ack: [{ type: "ack" }, undefined],
    status: [{ type: "status", clients: [], more: false }, undefined],
    list: [{ type: "list", files: [], more: false }, undefined],
    who: [{ type: "who", clients: [], more: false }, undefined],
    help: [{ type: "help", lines: ["one"] }, undefined],
    file: [{ type: "file", file: "a", size: 1, modified: AT }, undefined],
    end: [{ type: "end", sha256: "0".repeat(64) }, undefined],
    bye: [{ type: "bye", code: "shutdown", message: "Bye" }, undefined],
    ping: [{ type: "ping" }, undefined],
    pong: [{ type: "pong" }, undefined],
  };
  test.each(Object.entries(shown))("%s", (_type, [message, line]) => {
    const told = eventLine(message);
    expect(told && Bun.stripANSI(told)).toBe(line);
  });
});
