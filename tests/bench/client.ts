// The client's speed and thrift, measured: keys, a flood of lines, the start, and how it idles.

import { BOUNDS, FLOOD_LINES, LINES_PER_SECOND } from "./measure.ts";
import { measureFlood, measureKeys, measureStart } from "./measure.ts";
import { each, inRounds, type Report, type Result } from "./report.ts";
import { median, percentile } from "./statistics.ts";

const ROUNDS = 3;
const KEYS = 1000;
const IDLE_MS = 5000;

/** Measures all of it; takes about half a minute. */
export async function benchClient(): Promise<Report> {
  const keys = await inRounds(ROUNDS, () => measureKeys(KEYS));
  const floods = await inRounds(ROUNDS, () => measureFlood(IDLE_MS));
  const starts = await inRounds(ROUNDS, () => measureStart());
  const idles = floods.flatMap(({ idle }) => (idle ? [idle] : []));

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
  return {
    title: "Parlor's client",
    command: "bun run bench client",
    rounds: ROUNDS,
    notes: ["emulator: what the emulated terminal takes of it, given the same output alone"],
    results,
  };
}
