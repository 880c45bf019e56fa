// What the headless client prints on a terminal and in a pipe, and how it ends where nobody reads it.

import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { Writable } from "node:stream";
import type { Line } from "../../lib/client/view/line.ts";
import { createOutput, type Output, type OutputSettings } from "../../lib/client/output.ts";
import type { TerminalOut } from "../../lib/client/terminal/terminal.ts";

/** A standard output that keeps what is written; a pipe has no width. */
class Out extends Writable implements TerminalOut {
  written = Buffer.alloc(0);
  readonly rows = 24;

  constructor(
    readonly isTTY: boolean,
    readonly columns = 0,
  ) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written = Buffer.concat([this.written, chunk]);
    done();
  }

  get text(): string {
    return this.written.toString();
  }
}

/** One that takes the first of what it is given when told to. */
class Slow extends Out {
  readonly taking = Promise.withResolvers<() => void>();

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.taking.resolve(done);
  }
}

const PEOPLE = { json: false, quiet: false, plain: false };
const PROGRAMS = { json: true, quiet: true, plain: false };
const WIDTH: Line = (columns) => [`${columns} columns`, "second"];

/** Standard error, and the exit that does not happen. */
function spies() {
  const remarks: string[] = [];
  const err = spyOn(process.stderr, "write").mockImplementation((text) => {
    remarks.push(String(text));
    return true;
  });
  const exits: unknown[] = [];
  const exit = spyOn(process, "exit").mockImplementation((code) => {
    exits.push(code);
    throw new Error("exit");
  });
  restore = () => [err, exit].forEach((spy) => void spy.mockRestore());
  return { remarks, exits };
}

let restore = () => {};
afterEach(() => restore());

describe("for people", () => {
  test.each([
    ["a terminal is fitted", new Out(true, 30), "30 columns\nsecond\n"],
    ["a terminal without a width gets all", new Out(true, 0), "Infinity columns\nsecond\n"],
    ["a pipe gets all", new Out(false, 30), "Infinity columns\nsecond\n"],
  ])("%s", (_, out, text) => {
    const output = createOutput(PEOPLE, out);
    output.data({ a: 1 }, WIDTH);
    output.data({ a: 2 });
    output.rows([{ b: 1 }], () => WIDTH);
    expect(out.text).toBe(text + text);
  });

  test("a table without rows prints nothing", () => {
    const out = new Out(false);
    createOutput(PEOPLE, out).rows([], () => () => []);
    expect(out.text).toBe("");
  });
});

test("programs get a line of JSON for each fact, with or without a line for people", () => {
  const out = new Out(true, 30);
  const output = createOutput(PROGRAMS, out);
  output.data({ a: 1 }, WIDTH);
  output.data({ a: 2 });
  output.rows([{ b: "x\ny" }, { b: 2 }], () => WIDTH);
  output.rows([], () => WIDTH);
  expect(out.text).toBe('{"a":1}\n{"a":2}\n{"b":"x\\ny"}\n{"b":2}\n');
});

test.each([
  ["people", PEOPLE],
  ["programs", PROGRAMS],
])("rows for %s resolve when they were taken, no rows at once", async (_, settings) => {
  const out = new Slow(false);
  const output = createOutput(settings, out);
  await output.rows([], () => () => []);
  let isTaken = false;
  const rows = output.rows([{ a: 1 }], () => WIDTH).then(() => (isTaken = true));
  const take = await out.taking.promise;
  expect(isTaken).toBe(false);
  take();
  expect(await rows).toBe(true);
});

test("a file's bytes go through a pipe as they are, and to a terminal cleaned", async () => {
  const bytes = Buffer.from("a\x1b[2Jb\nc\xff", "latin1");
  const [pipe, terminal] = [new Out(false), new Out(true, 30)];
  const [piped, shown] = [createOutput(PEOPLE, pipe), createOutput(PEOPLE, terminal)];
  for (const output of [piped, shown]) await output.bytes(bytes);
  expect(pipe.written.equals(bytes)).toBe(true);
  // The rest of the line may still come, and what is begun in it end.
  expect(terminal.text).toBe("ab\n");
  for (const output of [piped, shown]) await output.bytes(Buffer.from([0xf0, 0x9f]));
  for (const output of [piped, shown]) await output.bytesEnd();
  expect(terminal.text).toBe("ab\nc\ufffd\ufffd");
  // The next file has nothing of it.
  await shown.bytes(Buffer.from([0x98, 0x80, 0x0a]));
  expect(terminal.text).toBe("ab\nc\ufffd\ufffd\ufffd\ufffd\n");
  expect(pipe.written.byteLength).toBe(bytes.byteLength + 2);
});

test("remarks and failures go to standard error; quiet leaves the remarks out", () => {
  const { remarks } = spies();
  for (const settings of [PEOPLE, PROGRAMS]) {
    const output = createOutput(settings, new Out(false));
    output.note("by the way");
    output.fail("Cannot");
  }
  expect(remarks).toEqual(["by the way\n", "Cannot\n", "Cannot\n"]);
});

describe("progress", () => {
  const shows = (settings: OutputSettings, err: Out, out = new Out(false)) => {
    const output = createOutput(settings, out, err, () => 0);
    output.progress(() => "a.bin 1 %");
    return output;
  };

  test("is a line of a terminal that goes with whatever comes next", async () => {
    const says: [string, (output: Output) => void, string][] = [
      ["a remark", (output) => output.note("Saved"), "Saved\n"],
      ["a failure", (output) => output.fail("Cannot"), "Cannot\n"],
      ["a fact", (output) => output.data({}, WIDTH), ""],
      ["rows", (output) => void output.rows([{}], () => WIDTH), ""],
    ];
    for (const [what, say, text] of says) {
      const err = new Out(true, 80);
      const output = shows(PEOPLE, err);
      expect(err.text).toBe("\r\x1b[Ka.bin 1 %");
      say(output);
      expect([what, err.text]).toEqual([what, `\r\x1b[Ka.bin 1 %\r\x1b[K${text}`]);
    }
  });

  test("stays beside a file that goes elsewhere, and ends for one that a terminal shows", async () => {
    const [err, both] = [new Out(true, 80), new Out(true, 80)];
    await shows(PEOPLE, err).bytes(Buffer.from("file"));
    expect(err.text).toBe("\r\x1b[Ka.bin 1 %");
    const output = shows(PEOPLE, both, new Out(true, 80));
    await output.bytes(Buffer.from("file"));
    output.progress(() => "a.bin 2 %");
    expect(both.text).toBe("\r\x1b[Ka.bin 1 %\r\x1b[K");
  });

  test.each([
    ["no terminal", PEOPLE, new Out(false)],
    ["a terminal without a width", PEOPLE, new Out(true, 0)],
    ["--quiet", { ...PEOPLE, quiet: true }, new Out(true, 80)],
    ["--json", { ...PEOPLE, json: true }, new Out(true, 80)],
    ["lines that are only appended", { ...PEOPLE, plain: true }, new Out(true, 80)],
  ])("is not shown: %s", (_why, settings, err) => {
    shows(settings, err).fail("Cannot");
    expect(err.text).toBe("Cannot\n");
  });
});

test.each([
  ["EPIPE", 141, []],
  ["ENOSPC", 6, ["Cannot write the output: disk\n"]],
])("an output that takes nothing any more (%s) ends the client with %d", (code, exit, said) => {
  const { remarks, exits } = spies();
  const out = new Out(false);
  createOutput(PEOPLE, out);
  const error = Object.assign(new Error("disk"), { code });
  expect(() => out.emit("error", error)).toThrow("exit");
  expect(exits).toEqual([exit]);
  expect(remarks).toEqual(said);
});
