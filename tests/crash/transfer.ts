// One transfer that is broken off again and again, by kill -9 of either side, and finished by repeating the command.

import { renameSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../lib/protocol/exits.ts";
import { RECORD_BYTES } from "../../lib/protocol/limits.ts";
import type { Client } from "../client/process.ts";
import { sha256Of, writeDrawn } from "./draws.ts";
import { FILE, filesIn, Setting, sizeOf, until } from "./setting.ts";

export type Command = "get" | "put";

/** What a shell tells of a process that was killed. */
const KILLED = 137;

/** Kills happen before this part of the file is there: what is on its way then must not be the rest. */
const LAST_KILL = 0.75;

/** What may be sent in all, as a multiple of the size. */
const MOST_SENT = 1.2;

/** Of a small file a kill may cost more than its share of that: what the system holds on the way, bytes. */
const IN_FLIGHT_BYTES = 6 * 1024 * 1024;

export interface Plan {
  command: Command;
  /** The file: bytes. */
  size: number;
  kills: number;
  seed: string;
  /** Numbers from 0 up to 1. */
  draw: () => number;
  /** How far beyond the byte of a kill the relay lets a transfer run: bytes. */
  ahead: number;
  /** Hears of each try that was ended by a kill, or went to its end. */
  onTry?: (tried: Try) => void;
}

export interface Try {
  killed: "client" | "server" | "nobody";
  /** Where the transfer began, and what the receiver had on its disk at the end: bytes. */
  from: number;
  there: number;
  /** Bytes that passed the relay. */
  sent: number;
  exit: number;
}

export interface Outcome {
  tries: Try[];
  /** Bytes that passed in all. */
  sent: number;
  /** What is not as promised; empty where all is. */
  problems: string[];
}

/** Breaks a transfer off so often and finishes it. */
export async function breakOff(plan: Plan): Promise<Outcome> {
  const { command, size, kills, draw } = plan;
  await using setting = new Setting();
  const sha256 = await writeDrawn(sourceOf(setting, command), size, plan.seed);
  await setting.startServer();
  const tries: Try[] = [];
  const tried = (one: Try) => {
    tries.push(one);
    plan.onTry?.(one);
  };
  const marks = Array.from({ length: kills }, () => Math.floor(draw() * LAST_KILL * size));
  for (const mark of marks.toSorted((a, b) => a - b)) {
    const victim = draw() < 0.5 ? "client" : "server";
    tried(await kill(setting, plan, sha256, victim, mark));
  }
  tried(await finish(setting, plan));
  const sent = tries.reduce((sum, one) => sum + one.sent, 0);
  const problems = [
    ...problemsOf(tries, plan),
    ...(await leftProblems(setting, command, sha256)),
    ...(sent > mostSent(plan) ? [`${sent} bytes were sent for ${size}`] : []),
  ];
  return { tries, sent, problems };
}

/** Breaks a transfer off once, puts another file in its place, and repeats the command. */
export async function replaceBetween(plan: Plan): Promise<Outcome> {
  await using setting = new Setting();
  const source = sourceOf(setting, plan.command);
  const before = await writeDrawn(source, plan.size, plan.seed);
  await setting.startServer();
  const tries = [await kill(setting, plan, before, "client", Math.floor(plan.size / 2))];
  const sha256 = await writeDrawn(join(setting.folder, "new"), plan.size, `${plan.seed} new`);
  renameSync(join(setting.folder, "new"), source);
  tries.push(await finish(setting, plan));
  for (const one of tries) plan.onTry?.(one);
  const problems = await leftProblems(setting, plan.command, sha256, before);
  if (tries[1]?.from !== 0) problems.push("the new file was not sent from its beginning");
  return { tries, sent: tries.reduce((sum, one) => sum + one.sent, 0), problems };
}

/** The file that is sent. */
export function sourceOf({ shelf, own }: Setting, command: Command): string {
  return join(command === "get" ? shelf : own, FILE);
}

/** What grows while the file is received. */
export function partialOf({ shelf, out }: Setting, command: Command, sha256: string): string {
  return command === "get" ? join(out, `${FILE}.part`) : join(shelf, ".uploads", `${sha256}.part`);
}

/** One try, until so many bytes are on the receiver's disk; then a side is killed. */
async function kill(
  setting: Setting,
  plan: Plan,
  sha256: string,
  killed: "client" | "server",
  mark: number,
): Promise<Try> {
  const { relay } = setting;
  const partial = partialOf(setting, plan.command, sha256);
  return counted(setting, plan, killed, mark + plan.ahead, async (client) => {
    const ended = client.exit.then(
      (exit) => new Error(`it ended with ${exit} before it was killed: ${client.err.text}`),
    );
    const isThere = () => relay.from !== undefined && sizeOf(partial) >= Math.max(mark, 1);
    await until(isThere, ended);
    if (killed === "client") client.kill("SIGKILL");
    else await setting.killServer();
    relay.release();
    const exit = await client.exit;
    await relay.closed;
    const there = sizeOf(partial);
    if (killed === "server") await setting.startServer();
    return { exit, there };
  });
}

/** The try that nobody breaks off. */
async function finish(setting: Setting, plan: Plan): Promise<Try> {
  return counted(setting, plan, "nobody", Infinity, async (client) => {
    const exit = await client.exit;
    if (exit !== EXIT.ok) throw new Error(`it ended with ${exit}: ${client.err.text}`);
    return { exit, there: plan.size };
  });
}

/** Runs the command, and counts what passes meanwhile. */
async function counted(
  setting: Setting,
  { command }: Plan,
  killed: Try["killed"],
  holdAt: number,
  run: (client: Client) => Promise<{ exit: number; there: number }>,
): Promise<Try> {
  const { relay } = setting;
  const way = command === "get" ? "down" : "up";
  const before = relay.passed[way];
  relay.expect(way, holdAt);
  await using client = setting[command]();
  await client.end();
  const { exit, there } = await run(client);
  return { killed, from: relay.from ?? 0, there, sent: relay.passed[way] - before, exit };
}

function problemsOf(tries: readonly Try[], { command }: Plan): string[] {
  return tries.flatMap(({ killed, exit, from }, at) => {
    const problems: string[] = [];
    const expected = { client: KILLED, server: EXIT.network, nobody: EXIT.ok }[killed];
    if (exit !== expected) problems.push(`try ${at + 1} ended with ${exit}, not ${expected}`);
    const before = tries[at - 1];
    // A client that was itself killed loses what its record does not tell of yet: what is sent in all has
    // a bound. All else continues with the very byte that it has stopped at.
    if (command === "get" && before?.killed === "client") return problems;
    const least = before?.there ?? 0;
    if (from < least) problems.push(`try ${at + 1} began at ${from}, ${least} were there`);
    return problems;
  });
}

/** What the folders have that they should not, or not. The partial of a file that was put aside may stay on the shelf. */
async function leftProblems(
  { shelf, out }: Setting,
  command: Command,
  sha256: string,
  aside?: string,
): Promise<string[]> {
  const mayStay = join(".uploads", `${aside}.part`);
  const left = {
    shelf: filesIn(shelf).filter((file) => file !== mayStay),
    downloads: filesIn(out),
  };
  const wanted = { shelf: [FILE], downloads: command === "get" ? [FILE] : [] };
  const problems: string[] = [];
  if (!Bun.deepEquals(left, wanted)) problems.push(`what is there is ${JSON.stringify(left)}`);
  const file = join(command === "get" ? out : shelf, FILE);
  if (sizeOf(file) > 0 && (await sha256Of(file)) !== sha256) problems.push("the SHA-256 differs");
  return problems;
}

/** The most that a receiver had on its disk and did not continue with: bytes. */
export function mostLost(tries: readonly Try[]): number {
  return Math.max(0, ...tries.map(({ from }, at) => (tries[at - 1]?.there ?? from) - from));
}

function mostSent({ size, kills }: Plan): number {
  return Math.max(MOST_SENT * size, size + kills * (RECORD_BYTES + IN_FLIGHT_BYTES));
}
