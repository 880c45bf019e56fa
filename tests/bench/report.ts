// How measurements are told: as a table for people, as a line of JSON for machines.

import { cpus, release, totalmem, type } from "node:os";
import { median } from "./statistics.ts";

export type Unit = "ms" | "%" | "MB" | "/s" | "GB/s" | "s/GB";

/** One row: medians of the rounds. */
export interface Result {
  what: string;
  unit: Unit;
  value: number;
  /** What the terminal's emulator takes of it when it is given the same output alone. */
  emulator?: number;
  /** What half of the measurements do not exceed, where the value is their p99. */
  p50?: number;
  /** The value as a multiple of the bare sender's, of the bare relay's, and of the bare loop's. */
  ratio?: number;
  ofRelay?: number;
  ofLoop?: number;
  /** The largest of the measurements. */
  worst?: number;
  /** What it has to stay below. */
  bound?: number;
}

export interface Report {
  title: string;
  /** How to have it measured again. */
  command: string;
  rounds: number;
  /** What has to be known to read the rows. */
  notes: string[];
  results: Result[];
}

const COLUMNS = [
  ["value", "measured"],
  ["p50", "p50"],
  ["worst", "worst"],
  ["emulator", "emulator"],
  ["ratio", "of the bare"],
  ["ofRelay", "of the relay"],
  ["ofLoop", "of the loop"],
  ["bound", "below"],
] as const;

const RATIOS: ReadonlySet<keyof Result> = new Set(["ratio", "ofRelay", "ofLoop"] as const);

const WHAT_COLUMNS = 62;
const FIGURE_COLUMNS = 13;

/** The machine that measures. */
export function machine(): string {
  const [cpu] = cpus();
  return [
    `${cpus().length} × ${cpu?.model.trim()}`,
    `${Math.round(totalmem() / 1024 ** 3)} GB`,
    `${type()} ${release()}`,
    `Bun ${Bun.version}`,
  ].join(", ");
}

/** The report as one line of JSON. */
export function reportJson(report: Report): string {
  const { command, rounds, notes, results } = report;
  return JSON.stringify({ command, machine: machine(), rounds, notes, results });
}

/** The report as a table, with the columns that have figures. */
export function reportTable({ title, command, rounds, notes, results }: Report): string {
  const columns = COLUMNS.filter(([key]) => results.some((row) => row[key] !== undefined));
  const row = (what: string, cells: string[]) =>
    what.padEnd(WHAT_COLUMNS) + cells.map((cell) => cell.padStart(FIGURE_COLUMNS)).join("");
  return [
    `${title}: ${command}, medians of ${rounds} rounds`,
    machine(),
    ...notes,
    "",
    row(
      "",
      columns.map(([, heading]) => heading),
    ),
    ...results.map((result) =>
      row(
        result.what,
        columns.map(([key]) => figure(result[key], RATIOS.has(key) ? "×" : result.unit)),
      ),
    ),
  ].join("\n");
}

function figure(value: number | undefined, unit: Unit | "×"): string {
  if (value === undefined) return "";
  if (Number.isNaN(value)) return "not told";
  return `${value.toFixed(unit === "×" || unit.includes("GB") ? 2 : 1)} ${unit}`;
}

/** The median of what is asked of each. */
export function each<T>(all: readonly T[], value: (one: T) => number): number {
  return median(all.map(value));
}

/** What so many measurements give, one after the other. */
export async function inRounds<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < count) all.push(await measure());
  return all;
}
