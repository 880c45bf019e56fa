// Screen in a program of its own on a real terminal: resizes, scrolling back, questions, small sizes.

import { expect, test } from "bun:test";
import { type Pty, pty } from "../../support/pty.ts";

/** Drives screen-fixture.ts. */
class Program implements AsyncDisposable {
  readonly terminal: Pty;
  #size: string;
  #done = 0;

  constructor(columns: number, rows: number) {
    const fixture = "tests/client/terminal/screen-fixture.ts";
    this.terminal = pty([process.execPath, fixture], { cols: columns, rows });
    this.#size = `${columns}x${rows}`;
  }

  /** What the frame's last row ends with once all is done that was asked for. */
  get mark(): string {
    return `${this.#size} #${this.#done}█`;
  }

  /** The screen, and all above it, once the program has painted it. */
  async painted(): Promise<string[]> {
    const screen = await this.terminal.waitFor((text) => text.endsWith(this.mark));
    return screen.split("\n");
  }

  async do(...deeds: readonly string[]): Promise<string[]> {
    await this.painted();
    this.#done += deeds.length;
    this.terminal.type(deeds.map((deed) => `${deed}\n`).join(""));
    return this.painted();
  }

  async resize(columns: number, rows: number): Promise<string[]> {
    await this.painted();
    this.#size = `${columns}x${rows}`;
    this.terminal.resize(columns, rows);
    return this.painted();
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.terminal[Symbol.asyncDispose]();
  }
}

function substance(rows: readonly string[]): string {
  return rows.join("").replaceAll(" ", "");
}

test("resizes of wrapped lines: every line once, in order", async () => {
  await using program = new Program(50, 12);
  const texts: string[] = [];
  for (const [columns, rows] of [
    [35, 12],
    [20, 5],
    [61, 9],
    [44, 20],
    [24, 8],
    [80, 24],
  ] as const) {
    const more = Array.from({ length: 6 }, (_, i) =>
      [
        `<${texts.length + i}>`,
        ..."some words 漢字 and others, long ones".split(" ").slice(i),
      ].join(" "),
    );
    texts.push(...more);
    await program.do(...more.map((text) => `say ${text}`));
    const rest = [...texts.map((text) => `ann: ${text}`), `0 ${columns}x${rows}`];
    const painted = await program.resize(columns, rows);
    expect(substance(painted)).toStartWith(substance(rest));
  }
});

test("a line is wrapped at words for the new width", async () => {
  await using program = new Program(40, 8);
  await program.do("say one two three four five six");
  expect((await program.resize(20, 5)).slice(0, 2)).toEqual([
    "ann: one two three",
    "     four five six",
  ]);
  const wide = await program.resize(60, 8);
  expect(wide).toEqual(["ann: one two three", "     four five six", `0 ${program.mark}`]);
});

test("scrolls back and forward while lines arrive", async () => {
  await using program = new Program(30, 6);
  await program.do("count 20");
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
  expect(await program.do("back")).toEqual([...lines(11, 16), `0 ${program.mark}`]);
  expect(await program.do("say hi", "say ho")).toEqual([...lines(11, 16), `2 ${program.mark}`]);
  expect(await program.resize(40, 9)).toEqual([...lines(11, 19), `2 ${program.mark}`]);
  expect(await program.do("back")).toEqual([...lines(4, 12), `2 ${program.mark}`]);
  const room = [...lines(0, 20), "ann: hi", "ann: ho"];
  const main = await program.do("forward", "forward", "forward");
  expect(main).toEqual([...room, `0 ${program.mark}`]);
  expect(program.terminal.raw()).toContain("\x1b[?1049h");
});

test("a question has the terminal for itself, whatever happens meanwhile", async () => {
  await using program = new Program(30, 6);
  await program.do("count 10");
  program.terminal.type("ask Really?\nsay the answer is awaited\n");
  await program.terminal.waitFor((screen) => screen === "Really?");
  program.terminal.resize(24, 7);
  program.terminal.type("say and another line\nanswer\n");
  const expected = ["ann: the answer is", "     awaited", "ann: and another line", "0 24x7 #5█"];
  const screen = await program.terminal.waitFor("#5█");
  expect(screen.split("\n").slice(-4)).toEqual(expected);
  expect(screen.split("\n").slice(0, 10)).toEqual(
    Array.from({ length: 10 }, (_, i) => `line ${i}`),
  );
});

test("ends on the main screen", async () => {
  await using program = new Program(30, 6);
  await program.do("count 10");
  await program.do("back");
  program.terminal.type("say bye\nend\n");
  expect(await program.terminal.proc.exited).toBe(0);
  const rows = (await program.terminal.screen(true)).split("\n");
  expect(rows.slice(8)).toEqual(["line 8", "line 9", "ann: bye", "0 30x6 #4█"]);
});
