// What is measured of the client, each with a server, a talker and a terminal of its own; times are milliseconds.

import { Terminal as Emulator } from "@xterm/headless";
import { KEY, lineText, numbersIn } from "./lines.ts";
import { cpuSeconds, memoryMb, TELLS } from "./processes.ts";
import { PATIENCE_MS, Scene, SIZE } from "./scene.ts";

/** What the client has to stay below. */
export const BOUNDS = { keyP99Ms: 16, floodMs: 1000, startMs: 300 } as const;

/** Lines a second that arrive while one types, and lines that arrive at once. */
export const LINES_PER_SECOND = 200;
export const FLOOD_LINES = 20_000;

/** Keys until the line is deleted again, key by key; it then fits in one row. */
const KEYS_PER_LINE = 24;
const BACKSPACE = "\x7f";

export interface Keys {
  /** From each key until the screen showed it. */
  ms: number[];
  /** What the emulator takes of that: the time it needs for each piece of the output alone. */
  emulatorMs: number[];
  /** How many lines a second arrived meanwhile. */
  linesPerSecond: number;
}

/** Types so many keys while lines arrive. */
export async function measureKeys(count: number): Promise<Keys> {
  await using scene = new Scene();
  const pieces: Uint8Array[] = [];
  const client = await scene.client((bytes) => pieces.push(bytes.slice()));
  const talker = await scene.talker(0);
  talker.pace(LINES_PER_SECOND);
  await client.waitFor("<20>");
  const before = pieces.length;
  const linesBefore = numbersIn(client.raw()).size;
  const begun = performance.now();
  const ms: number[] = [];
  let typed = 0;
  let key = KEY;
  while (ms.length < count) {
    if (typed === KEYS_PER_LINE) key = BACKSPACE;
    if (typed === 0) key = KEY;
    typed += key === KEY ? 1 : -1;
    const at = performance.now();
    client.type(key);
    const shown = () => !client.modes.updating && occurrences(client.rows(), KEY) === typed;
    await client.until(shown, undefined, PATIENCE_MS);
    ms.push(performance.now() - at);
  }
  const seconds = (performance.now() - begun) / 1000;
  const lines = numbersIn(client.raw()).size - linesBefore;
  const emulatorMs = await emulatorAlone(pieces.slice(before));
  return { ms, emulatorMs, linesPerSecond: lines / seconds };
}

export interface Flood {
  /** From the first byte sent until the last line was on the screen. */
  ms: number;
  /** The processor time that the client took of it; NaN where the system does not tell. */
  cpuMs: number;
  /** What the emulator needs for the same output alone. */
  emulatorMs: number;
  /** How many of the lines were drawn. */
  drawn: number;
  /** The client after it, where the system tells. */
  idle: Idle | undefined;
}

/** Has FLOOD_LINES lines arrive at once; then watches the client idle for a while. */
export async function measureFlood(idleMs: number): Promise<Flood> {
  await using scene = new Scene();
  const pieces: Uint8Array[] = [];
  const client = await scene.client((bytes) => pieces.push(bytes.slice()));
  const talker = await scene.talker(FLOOD_LINES);
  await client.waitFor("talker");
  const before = pieces.length;
  const cpuBefore = cpuSeconds(client.proc.pid);
  const last = lineText(FLOOD_LINES - 1);
  const begun = performance.now();
  talker.flood();
  const shown = () => !client.modes.updating && client.rows().some((row) => row.includes(last));
  await client.until(shown, undefined, PATIENCE_MS);
  const ms = performance.now() - begun;
  const cpuAfter = cpuSeconds(client.proc.pid);
  const idle = idleMs > 0 ? await measureIdle(client.proc.pid, idleMs) : undefined;
  const times = await emulatorAlone(pieces.slice(before), false);
  return {
    ms,
    cpuMs: 1000 * (cpuAfter - cpuBefore),
    emulatorMs: times.reduce((sum, each) => sum + each, 0),
    drawn: numbersIn(client.raw()).size,
    idle,
  };
}

/** From the start of the client's process until its input was drawn. */
export async function measureStart(): Promise<number> {
  await using scene = new Scene();
  await scene.open();
  const begun = performance.now();
  await scene.client();
  return performance.now() - begun;
}

export interface Idle {
  /** Of one processor. */
  cpuPercent: number;
  rssMb: number;
}

/** What a process that has nothing to do takes, over so many milliseconds; undefined where /proc does not tell. */
async function measureIdle(pid: number, ms: number): Promise<Idle | undefined> {
  if (!TELLS) return undefined;
  const before = cpuSeconds(pid);
  await Bun.sleep(ms);
  const cpuPercent = (100_000 * (cpuSeconds(pid) - before)) / ms;
  return { cpuPercent, rssMb: memoryMb(pid) };
}

function occurrences(rows: readonly string[], text: string): number {
  return rows.join("").split(text).length - 1;
}

/** What a fresh emulator of the same size needs for output: for each piece in turn, or all of it written at once. */
async function emulatorAlone(pieces: readonly Uint8Array[], inTurn = true): Promise<number[]> {
  const emulator = new Emulator({ ...SIZE, scrollback: 5000, allowProposedApi: true });
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve) => emulator.write(bytes, resolve));
  const ms: number[] = [];
  for (const piece of inTurn ? pieces : [Buffer.concat(pieces)]) {
    const begun = performance.now();
    await write(piece);
    ms.push(performance.now() - begun);
  }
  emulator.dispose();
  return ms;
}
