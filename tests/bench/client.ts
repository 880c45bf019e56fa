// Measures the client by hand: bun tests/bench/client.ts [--json]

import { cpus, release, totalmem, type } from "node:os";
import { BOUNDS, FLOOD_LINES, LINES_PER_SECOND } from "./measure.ts";
import { measureFlood, measureKeys, measureStart } from "./measure.ts";
import { median, percentile } from "./statistics.ts";

const ROUNDS = 3;
const KEYS = 1000;
const IDLE_MS = 5000;

/** One row of the table: the medians of the rounds. */
interface Result {
  what: string;
  unit: "ms" | "%" | "MB" | "/s";
  value: number;
  /** What the terminal's emulator takes of it when it is given the same output alone. */
  emulator?: number;
  bound?: number;
}

const keys = await rounds(() => measureKeys(KEYS));
const floods = await rounds(() => measureFlood(IDLE_MS));
const starts = await rounds(() => measureStart());
const idles = floods.flatMap(({ idle }) => (idle ? [idle] : []));

const each = <T>(all: readonly T[], value: (one: T) => number) => median(all.map(value));
const keyRow = (name: string, share: number): Result => ({
  what: `key to screen, ${name} of ${KEYS}, at ${LINES_PER_SECOND} lines a second`,
  unit: "ms",
  value: each(keys, ({ ms }) => percentile(ms, share)),
  emulator: each(keys, ({ emulatorMs }) => percentile(emulatorMs, share)),
});

const results: Result[] = [
  keyRow("p50", 0.5),
  { ...keyRow("p99", 0.99), bound: BOUNDS.keyP99Ms },
  keyRow("slowest", 1),
  {
    what: "lines that arrived a second meanwhile",
    unit: "/s",
    value: each(keys, ({ linesPerSecond }) => linesPerSecond),
  },
  {
    what: `${FLOOD_LINES.toLocaleString("en")} lines at once, drawn`,
    unit: "ms",
    value: each(floods, ({ ms }) => ms),
    emulator: each(floods, ({ emulatorMs }) => emulatorMs),
    bound: BOUNDS.floodMs,
  },
  {
    what: "the client's processor time of that",
    unit: "ms",
    value: each(floods, (flood) => flood.cpuMs),
  },
  { what: "start to prompt", unit: "ms", value: median(starts), bound: BOUNDS.startMs },
];
if (idles.length > 0) {
  results.push(
    { what: "idle after it, processor", unit: "%", value: each(idles, (one) => one.cpuPercent) },
    { what: "idle after it, memory (RSS)", unit: "MB", value: each(idles, (one) => one.rssMb) },
  );
}

const [cpu] = cpus();
const machine = [
  `${cpus().length} × ${cpu?.model.trim()}`,
  `${Math.round(totalmem() / 1024 ** 3)} GB`,
  `${type()} ${release()}`,
  `Bun ${Bun.version}`,
].join(", ");

if (process.argv.includes("--json")) {
  console.log(
    JSON.stringify({ command: "bun tests/bench/client.ts", machine, rounds: ROUNDS, results }),
  );
} else {
  console.log(`Parlor's client: bun tests/bench/client.ts, medians of ${ROUNDS} rounds`);
  console.log(machine);
  console.log("emulator: what the emulated terminal takes of it, given the same output alone\n");
  const shown = (value: number | undefined, unit: string) =>
    (value === undefined ? "" : `${value.toFixed(1)} ${unit}`).padStart(12);
  console.log(
    `${"".padEnd(54)}${"measured".padStart(12)}${"emulator".padStart(12)}${"below".padStart(12)}`,
  );
  for (const { what, unit, value, emulator, bound } of results) {
    console.log(what.padEnd(54) + shown(value, unit) + shown(emulator, unit) + shown(bound, unit));
  }
}

async function rounds<T>(measure: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < ROUNDS) all.push(await measure());
  return all;
}
