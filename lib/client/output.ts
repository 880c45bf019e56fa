// What a headless client prints: data on standard output, remarks and failures on standard error.
import { EXIT } from "../protocol/exits.ts";
import { ProgressLine } from "./progress-line.ts";
import { ShownBytes } from "./shown-bytes.ts";
import type { TerminalOut } from "./terminal/terminal.ts";
import type { Line } from "./view/line.ts";

export interface Output {
  /** One fact: its JSON, or the line that stands for it; without a line, nothing for people. */
  data: (fact: object, line?: Line) => void;
  /** Many facts of one kind, for people as a table; resolves when they were taken. */
  rows: <T extends object>(facts: T[], table: (facts: T[]) => Line) => Promise<void>;
  /** Bytes of a file, cleaned where a terminal shows them; resolves when they were taken. */
  bytes: (bytes: Uint8Array) => Promise<void>;
  /** No more bytes of that file come; resolves when what was held back of them was taken. */
  bytesEnd: () => Promise<void>;
  /** How far something is, where a person looks at standard error; gone with whatever comes next. Asked now and then. */
  progress: (text: () => string) => void;
  /** A remark that --quiet leaves out. */
  note: (text: string) => void;
  /** Why something was not done. */
  fail: (text: string) => void;
}

export interface OutputSettings {
  json: boolean;
  quiet: boolean;
  /** Lines are only appended: no progress is shown. */
  plain: boolean;
}

/** An output on `out`, with remarks on `err`: lines fit a terminal, and are in full anywhere else. Ends the process where nobody takes them. */
export function createOutput(
  { json, quiet, plain }: OutputSettings,
  out: TerminalOut,
  err: TerminalOut = process.stderr,
  now: () => number = Date.now,
): Output {
  out.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read it has had enough, as in `tail | head -1`: no complaint, but not all was written either.
    if (error.code === "EPIPE") process.exit(EXIT.pipeClosed);
    process.stderr.write(`Cannot write the output: ${error.message}\n`);
    process.exit(EXIT.localFile);
  });
  let shownBytes = new ShownBytes();
  const progressLine = new ProgressLine(err, now);
  let isProgressShown = err.isTTY && err.columns > 0 && !json && !quiet && !plain;
  const hideProgress = () => {
    progressLine.clear();
    isProgressShown = false;
  };
  const write = (rows: readonly string[], taken?: () => void) => {
    progressLine.clear();
    if (rows.length > 0) out.write(`${rows.join("\n")}\n`, taken);
    else taken?.();
  };
  const writeAll = (shown: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      out.write(shown, (error) => (error ? reject(error) : resolve()));
    });
  const rowsOf = (line: Line) => line(out.isTTY ? out.columns || Infinity : Infinity);
  const remark = (text: string) => {
    progressLine.clear();
    err.write(`${text}\n`);
  };
  return {
    data(fact, line) {
      if (json) write([JSON.stringify(fact)]);
      else if (line) write(rowsOf(line));
    },
    rows(facts, table) {
      const rows = json ? facts.map((fact) => JSON.stringify(fact)) : rowsOf(table(facts));
      // Where they cannot be taken, the stream's own error ends the process.
      return new Promise((resolve) => write(rows, resolve));
    },
    bytes(bytes) {
      if (out.isTTY) hideProgress(); // it would be written into the file's text
      return writeAll(out.isTTY ? shownBytes.push(bytes) : bytes);
    },
    async bytesEnd() {
      if (!out.isTTY) return;
      const rest = shownBytes.end();
      shownBytes = new ShownBytes();
      await writeAll(rest);
    },
    progress(text) {
      if (isProgressShown) progressLine.show(text);
    },
    note(text) {
      if (!quiet) remark(text);
    },
    fail: remark,
  };
}
