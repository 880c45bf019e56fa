// One attack, measured: a server, a healthy pair, an attacker beside them, and what became of all three.

import { peakMb, memoryMb, resetPeak, cpuSeconds } from "../bench/processes.ts";
import { Running } from "../bench/running.ts";
import { percentile } from "../bench/statistics.ts";
import type { Attack } from "./attacks.ts";
import { Pair, type Exchange } from "./pair.ts";
import { comesTrue, Subject, type Terms } from "./subject.ts";
import { Talker } from "./talker.ts";

/**
 * What the pair says before it is measured, so that the server has by then what it needs for talk alone; where its memory
 * is watched that takes longer, since the collector first lets its heap grow.
 */
const WARMING = 100;
const THOROUGH_WARMING = 5_000;

/** How long the server may take to tell an attacker what it is told, and to be as it was before: milliseconds. */
const TOLD_MS = 15_000;
const RECOVERY_MS = 60_000;

/** How long somebody new may take to come in: milliseconds. */
const ENTER_MS = 5_000;

/** Over how long the idle server's processor time is measured: milliseconds. */
const IDLE_MS = 5_000;

/** What is measured, and how thoroughly. */
export interface Plan extends Terms {
  /** Messages of each of the pair, and how many a second. */
  messages: number;
  perSecond: number;
  /** Whether memory and the idle processor are watched afterwards, which takes its time. */
  isThorough: boolean;
  /** The words before the attacker's command, as those of a network namespace. */
  from?: readonly string[];
}

export interface Outcome {
  name: string;
  exchange: Exchange;
  /** What half and what 99 of 100 ACKs did not exceed, and the slowest: milliseconds. */
  ack: { p50: number; p99: number; worst: number };
  deliveryP99: number;
  /** MiB before the attack, its peak in it, and what is left some time after. */
  memory: { before: number; peak: number; after: number };
  descriptors: { before: number; after: number };
  /** Of one core, once all is quiet: percent. */
  idle: number | undefined;
  isTold: boolean;
  /** Whether somebody new could come in afterwards. */
  isOpen: boolean;
  complaints: string[];
  isUp: boolean;
}

/** What the server has of memory may be above what it had before, once all is quiet: MiB. */
export const LEFT_MB = 32;

/** Has a server attacked while the pair talks. */
export async function underAttack(name: string, attack: Attack, plan: Plan): Promise<Outcome> {
  await using subject = await Subject.start(plan);
  const target = await subject.target();
  const { pid } = subject;
  using pair = await Pair.join(target);
  await pair.exchange(plan.isThorough ? THOROUGH_WARMING : WARMING, plan.perSecond);
  const before = { memory: memoryMb(pid), descriptors: subject.descriptors() };
  resetPeak(pid);

  const attacker = new Running([
    ...(plan.from ?? []),
    process.execPath,
    `${import.meta.dir}/attacker.ts`,
    JSON.stringify({ attack: name, ...target }),
  ]);
  let exchange: Exchange;
  let isTold: boolean;
  try {
    await attacker.line(/^attacks$/);
    exchange = await pair.exchange(plan.messages, plan.perSecond);
    const { told } = attack;
    isTold = told === undefined || (await comesTrue(() => subject.hasSaid(told), TOLD_MS));
  } finally {
    await attacker[Symbol.asyncDispose]();
  }
  const peak = peakMb(pid);

  // Whoever was there before is there still; all that the attacker had is given back.
  const isBack = () => !subject.isUp || subject.descriptors() <= before.descriptors;
  await comesTrue(isBack, RECOVERY_MS);
  const { isUp, complaints } = subject;
  const descriptors = { before: before.descriptors, after: isUp ? subject.descriptors() : NaN };
  const isOpen = isUp && (await canEnter(subject));
  let [after, idle]: [number, number | undefined] = [isUp ? memoryMb(pid) : NaN, undefined];
  if (plan.isThorough && isUp) {
    await comesTrue(() => memoryMb(pid) <= before.memory + LEFT_MB, RECOVERY_MS);
    after = memoryMb(pid);
    idle = await idlePercent(pid);
  }
  const { ackMs, deliveryMs } = exchange;
  const ack = { p50: share(ackMs, 0.5), p99: share(ackMs, 0.99), worst: share(ackMs, 1) };
  const memory = { before: before.memory, peak, after };
  const deliveryP99 = share(deliveryMs, 0.99);
  const facts = { name, exchange, ack, deliveryP99, memory, descriptors, idle };
  return { ...facts, isTold, isOpen, complaints: [...complaints], isUp };
}

/** Whether somebody new comes in, and soon enough. */
async function canEnter(subject: Subject): Promise<boolean> {
  let isIn: boolean | undefined;
  const joining = subject.target().then((target) => Talker.join(target, "Cleo"));
  void joining.then(
    (newcomer) => {
      isIn = true;
      newcomer[Symbol.dispose]();
    },
    () => void (isIn = false),
  );
  await comesTrue(() => isIn !== undefined, ENTER_MS);
  return isIn ?? false;
}

async function idlePercent(pid: number): Promise<number> {
  const begun = cpuSeconds(pid);
  await comesTrue(() => false, IDLE_MS);
  return (100 * (cpuSeconds(pid) - begun)) / (IDLE_MS / 1000);
}

function share(values: readonly number[], part: number): number {
  return values.length > 0 ? percentile(values, part) : NaN;
}
