// What a headless client prints: data on standard output, remarks and failures on standard error.
import type { Writable } from "node:stream";
import { EXIT } from "../protocol/exits.ts";
import { cleanText } from "../protocol/text.ts";
import type { Line } from "./view/line.ts";
import type { TerminalOut } from "./terminal/terminal.ts";

export interface Output {
  /** One fact: its JSON, or the line that stands for it; without a line, nothing for people. */
  data: (fact: object, line?: Line) => void;
  /** Many facts of one kind, for people as a table. */
  rows: <T extends object>(facts: T[], table: (facts: T[]) => Line) => void;
  /** Bytes of a file, cleaned where a terminal shows them; resolves when they were taken. */
  bytes: (bytes: Uint8Array) => Promise<void>;
  /** A remark that --quiet leaves out. */
  note: (text: string) => void;
  /** Why something was not done. */
  fail: (text: string) => void;
}

/** An output on `out`, with remarks on `err`: lines fit a terminal, and are in full anywhere else. Ends the process where nobody takes them. */
export function createOutput(
  { json, quiet }: { json: boolean; quiet: boolean },
  out: TerminalOut,
  err: Writable = process.stderr,
): Output {
  out.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read it has had enough, as in `tail | head -1`: no complaint, but not all was written either.
    if (error.code === "EPIPE") process.exit(EXIT.pipeClosed);
    process.stderr.write(`Cannot write the output: ${error.message}\n`);
    process.exit(EXIT.localFile);
  });
  const decoder = new TextDecoder();
  const cleanBytes = (bytes: Uint8Array) =>
    decoder.decode(bytes, { stream: true }).split("\n").map(cleanText).join("\n");
  const write = (rows: readonly string[]) => {
    if (rows.length > 0) out.write(`${rows.join("\n")}\n`);
  };
  const show = (line: Line) => write(line(out.isTTY ? out.columns || Infinity : Infinity));
  return {
    data(fact, line) {
      if (json) write([JSON.stringify(fact)]);
      else if (line) show(line);
    },
    rows(facts, table) {
      if (json) write(facts.map((fact) => JSON.stringify(fact)));
      else show(table(facts));
    },
    bytes: (bytes) =>
      new Promise((resolve, reject) => {
        const shown = out.isTTY ? cleanBytes(bytes) : bytes;
        out.write(shown, (error) => (error ? reject(error) : resolve()));
      }),
    note(text) {
      if (!quiet) err.write(`${text}\n`);
    },
    fail: (text) => void err.write(`${text}\n`),
  };
}
