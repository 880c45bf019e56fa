// How fast rows are stored where nobody sends them: bun tests/bench/journal/bare-loop.ts ORDER
// Transaction after transaction of so many rows; says the rows per second.

import { z } from "zod";
import { lineText } from "../lines.ts";
import { BareStore, type Row } from "./bare-store.ts";

const { folder, rows, warmMs, measureMs } = z
  .object({ folder: z.string(), rows: z.number(), warmMs: z.number(), measureMs: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ""));
const store = new BareStore(folder);
run(warmMs);
console.log(run(measureMs));
store.close();

function run(ms: number): number {
  const begun = performance.now();
  const before = store.last;
  do store.store(Array.from({ length: rows }, row));
  while (performance.now() - begun < ms);
  return (store.last - before) / ((performance.now() - begun) / 1000);
}

function row(_: unknown, number: number): Row {
  return {
    key: Bun.randomUUIDv7("buffer"),
    at: Date.now(),
    client: number + 1,
    sender: `guest-${number}`,
    text: lineText(store.last + number),
  };
}
