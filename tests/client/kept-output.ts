// Headless runs in this process, and an output that keeps what they print.

import { runHeadless } from "../../lib/client/headless.ts";
import type { Output } from "../../lib/client/output.ts";
import { readPlan } from "../../lib/client/settings.ts";
import type { Line } from "../../lib/client/view/line.ts";
import type { House } from "./server.ts";

/** An output that keeps what it is given, as a pipe would have it. */
export class Kept implements Output {
  readonly lines: string[] = [];
  readonly facts: object[] = [];
  readonly failures: string[] = [];
  readonly notes: string[] = [];
  readonly progresses: string[] = [];
  size = 0;
  /** Hears of each line. */
  onLine: (line: string) => void = () => {};

  data = (fact: object, line?: Line) => {
    this.facts.push(fact);
    if (line) this.#show(line);
  };
  rows = async <T extends object>(facts: T[], table: (facts: T[]) => Line) => {
    this.facts.push(...facts);
    this.#show(table(facts));
  };
  bytes = async (bytes: Uint8Array) => void (this.size += bytes.byteLength);
  bytesEnd = async () => {};
  progress = (text: () => string) => void this.progresses.push(text());
  note = (text: string) => void this.notes.push(text);
  fail = (text: string) => void this.failures.push(text);

  #show(line: Line): void {
    for (const row of line(Infinity)) {
      this.lines.push(Bun.stripANSI(row));
      this.onLine(Bun.stripANSI(row));
    }
  }
}

/** A standard input of these lines. */
export async function* linesOf(...lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

/** Runs the client with these words; resolves with the exit code. */
export function run(
  house: Pick<House, "at">,
  words: string[],
  output: Kept,
  lines = linesOf(),
): Promise<number> {
  const plan = readPlan([house.at, ...words], {});
  return runHeadless(plan, output, lines, { USER: "ann" });
}
