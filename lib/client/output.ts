// What a headless client prints: data on standard output, remarks and failures on standard error.
import { EXIT } from "../protocol/exits.ts";
import { cleanText } from "../protocol/text.ts";

export interface Output {
  /** One fact: its JSON, or the line that stands for it; without a line, nothing for people. */
  data: (fact: object, line?: string) => void;
  /** Many facts of one kind, for people as a table. */
  rows: <T extends object>(facts: T[], table: (facts: T[]) => string[]) => void;
  /** Bytes of a file, cleaned where a terminal shows them; resolves when they were taken. */
  bytes: (bytes: Uint8Array) => Promise<void>;
  /** A remark that --quiet leaves out. */
  note: (text: string) => void;
  /** Why something was not done. */
  fail: (text: string) => void;
}

export function createOutput({ json, quiet }: { json: boolean; quiet: boolean }): Output {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read it has had enough, as in `tail | head -1`: no complaint, but not all was written either.
    if (error.code === "EPIPE") process.exit(EXIT.pipeClosed);
    process.stderr.write(`Cannot write the output: ${error.message}\n`);
    process.exit(EXIT.localFile);
  });
  const decoder = new TextDecoder();
  const cleanLines = (bytes: Uint8Array) =>
    decoder.decode(bytes, { stream: true }).split("\n").map(cleanText).join("\n");
  const line = (text: string) => void process.stdout.write(`${text}\n`);
  return {
    data(fact, text) {
      if (json) line(JSON.stringify(fact));
      else if (text !== undefined) line(text);
    },
    rows(facts, table) {
      if (json) for (const fact of facts) line(JSON.stringify(fact));
      else for (const row of table(facts)) line(row);
    },
    bytes: (bytes) =>
      new Promise((resolve, reject) => {
        const shown = process.stdout.isTTY ? cleanLines(bytes) : bytes;
        process.stdout.write(shown, (error) => (error ? reject(error) : resolve()));
      }),
    note(text) {
      if (!quiet) process.stderr.write(`${text}\n`);
    },
    fail: (text) => void process.stderr.write(`${text}\n`),
  };
}
