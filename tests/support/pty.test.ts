// The terminal that tests look at tells how things look, not only what they say.

import { expect, test } from "bun:test";
import { PLAIN } from "./cells.ts";
import { pty, type Pty } from "./pty.ts";

/** Starts a program that writes this, and then waits. */
async function showing(output: string): Promise<Pty> {
  const terminal = pty(["sh", "-c", 'printf %s "$1"; printf END; exec cat', "sh", output], {
    cols: 20,
    rows: 4,
  });
  await terminal.waitFor("END");
  return terminal;
}

const CSI = "\x1b[";

test("a cell tells its colours, of each kind, and its style", async () => {
  const seen: [string, object][] = [
    [`${CSI}31;42m`, { fg: 1, bg: 2 }],
    [`${CSI}0;91;38;5;208;48;5;17m`, { fg: 208, bg: 17 }],
    [`${CSI}0;38;2;1;2;255;48;2;171;205;239m`, { fg: "#0102ff", bg: "#abcdef" }],
    [`${CSI}0;1;3;4m`, { bold: true, italic: true, underline: true }],
    [`${CSI}0;2;7;9m`, { dim: true, inverse: true, struck: true }],
    [`${CSI}0m`, {}],
  ];
  await using terminal = await showing(seen.map(([style]) => `${style}x`).join(""));
  const cells = terminal.cellsOf(0);
  for (const [column, [, style]] of seen.entries()) {
    expect(cells[column]).toEqual({ ...PLAIN, column, width: 1, text: "x", ...style });
  }
});

test("a wide character is one cell, found at either of its columns", async () => {
  await using terminal = await showing("a漢e\u0301");
  const cells = terminal.cellsOf(0);
  expect(cells.slice(0, 4).map(({ column, text }) => [column, text])).toEqual([
    [0, "a"],
    [1, "漢"],
    [3, "e\u0301"],
    [4, "E"],
  ]);
  expect(terminal.styleAt(1, 0)).toEqual(terminal.styleAt(2, 0));
  expect(terminal.styleAt(2, 0)).toMatchObject({ text: "漢", width: 2 });
  expect(terminal.styleAt(19, 0)).toMatchObject({ text: " ", column: 19 });
  expect(() => terminal.styleAt(20, 0)).toThrow("no column 20");
  expect(() => terminal.cellsOf(4)).toThrow("no row 4");
});

test("rows are those of the screen, wherever the room above it has gone", async () => {
  await using terminal = await showing("1\r\n2\r\n3\r\n4\r\n5\r\n");
  expect(terminal.rows()).toEqual(["3", "4", "5", "END"]);
  expect(terminal.styleAt(0, 0).text).toBe("3");
});

test("modes are off at first, and follow what the program does; the bell is counted", async () => {
  const off = {
    alternateScreen: false,
    bracketedPaste: false,
    focusReports: false,
    updating: false,
    cursorShown: true,
  };
  await using fresh = await showing("");
  expect([fresh.modes, fresh.bells]).toEqual([off, 0]);
  const on = `${CSI}?1049h${CSI}?2004h${CSI}?1004h${CSI}?2026h${CSI}?12;25l`;
  await using switched = await showing(`\x07${on}\x07`);
  expect(switched.modes).toEqual({
    alternateScreen: true,
    bracketedPaste: true,
    focusReports: true,
    updating: true,
    cursorShown: false,
  });
  expect(switched.bells).toBe(2);
  await using back = await showing(`${on}${on.replaceAll("h", "l").replace("25l", "25h")}`);
  expect(back.modes).toEqual(off);
});

test("until() is asked again whenever there is output, and tells what was seen in vain", async () => {
  await using terminal = await showing("");
  const seen: string[] = [];
  const echoed = terminal.until(
    () => seen.push(terminal.rows()[0] ?? "") > 0 && /ENDa/.test(seen.at(-1) ?? ""),
  );
  terminal.type("a");
  await echoed;
  expect(seen[0]).toBe("END");
  expect(seen.at(-1)).toBe("ENDa");
  const inVain = terminal.until(
    () => false,
    () => "what there was",
    1,
  );
  expect(inVain).rejects.toThrow("in vain for 1 ms: what there was");
  await inVain.catch(() => {});
});

test("output is heard as it comes", async () => {
  const heard: Uint8Array[] = [];
  await using terminal = pty(["printf", "a\x1b[1mb"], { onOutput: (bytes) => heard.push(bytes) });
  await terminal.waitFor("ab");
  expect(Buffer.concat(heard).toString()).toBe("a\x1b[1mb");
});
