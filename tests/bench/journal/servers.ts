// What the journal's bench measures, each a process: Parlor's server, the bare relay, and the bare loop.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cpuSeconds } from "../processes.ts";
import { Running, script } from "../running.ts";
import { Carried, type LoadOrder } from "./load-order.ts";

const ROOT = join(import.meta.dir, "../../..");

export interface Speaking extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  readonly speaks: LoadOrder["speaks"];
}

/** Parlor's server with so many places, and its journal in a folder; in memory without one. */
export async function startParlor(places: number, folder: string | undefined): Promise<Speaking> {
  const room = ["--port", "0", "--max-clients", String(places), "--rate", "0"];
  const flags = [...room, "--log-level", "warn"];
  const shelf = ["--repo", join(ROOT, "repo")];
  const where = folder === undefined ? ["--ephemeral"] : ["--data", folder];
  const running = new Running([
    process.execPath,
    join(ROOT, "server.ts"),
    ...flags,
    ...shelf,
    ...where,
  ]);
  return speaking(running, "frames", /is open on .*:(\d+)/);
}

/** The bare relay, with its rows in a folder. */
export function startRelay(folder: string): Promise<Speaking> {
  mkdirSync(folder, { recursive: true });
  return speaking(
    new Running(script("journal/bare-relay.ts", { folder })),
    "bare",
    /listens on (\d+)/,
  );
}

/** What was carried, and the processor time of all the server's threads for a thousand of its messages: milliseconds. */
export type Served = Carried & { cpuMs: number };

/** Has guests talk to one of these. @throws Error where anything was lost, doubled or out of order */
export async function carry(
  { pid, port, speaks }: Speaking,
  what: Omit<LoadOrder, "port" | "speaks">,
): Promise<Served> {
  const before = cpuSeconds(pid);
  await using running = new Running(script("journal/load.ts", { ...what, port, speaks }));
  const carried = Carried.parse(JSON.parse((await running.line(/^\{.*\}$/))[0]));
  return { ...carried, cpuMs: ((cpuSeconds(pid) - before) / carried.all) * 1e6 };
}

/** Rows that a loop stores a second, in transactions of so many. */
export async function loopRate(order: {
  folder: string;
  rows: number;
  warmMs: number;
  measureMs: number;
}): Promise<number> {
  mkdirSync(order.folder, { recursive: true });
  await using running = new Running(script("journal/bare-loop.ts", order));
  return Number((await running.line(/^[\d.]+$/))[0]);
}

async function speaking(
  running: Running,
  speaks: Speaking["speaks"],
  listens: RegExp,
): Promise<Speaking> {
  return {
    pid: running.pid,
    port: Number((await running.line(listens))[1]),
    speaks,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
