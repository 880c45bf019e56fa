// The journal measured: how fast messages are stored and ACKed, and how fast a long history is opened, read and searched.

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { each, type Report, type Result } from "../report.ts";
import { median, percentile } from "../statistics.ts";
import { measureLong, type LongHistory, type LongPlan } from "./long-history.ts";
import type { Carried } from "./load-order.ts";
import { measureTalk, type TalkPlan, type TalkRound } from "./talk-round.ts";

export interface JournalPlan extends TalkPlan {
  rounds: number;
  long: LongPlan;
}

export const FULL_JOURNAL: JournalPlan = {
  rounds: 5,
  crowds: [1, 8].flatMap((inFlight) => [1, 10, 100].map((talkers) => ({ talkers, inFlight }))),
  paced: { talkers: 10, guests: 100, perSecond: 1000, measureMs: 4000 },
  warmMs: 500,
  measureMs: 1500,
  long: { messages: 1_000_000, opens: 5, asks: 50 },
};

/** What an ACK, the start on a long history, and an answer from it have to stay below: milliseconds. */
const BOUNDS = { ackMs: 10, openMs: 1000, answerMs: 50 } as const;

/** Measures all of it; the full plan takes about five minutes. */
export async function benchJournal(plan: JournalPlan): Promise<Report> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-bench-")));
  try {
    const rounds: TalkRound[] = [];
    for (let number = 0; number < plan.rounds; number++)
      rounds.push(await measureTalk(plan, folder, number));
    const long = await measureLong(plan.long, join(folder, "long"));
    return {
      title: "Parlor's journal",
      command: "bun run bench journal",
      rounds: plan.rounds,
      notes: [
        `in ${folder.slice(0, folder.lastIndexOf("/"))}; SQLite with WAL and synchronous=FULL in all three; all talkers are in one`,
        "room, and everyone's every ACK and message is checked",
        "of the relay: of a bare Bun.listen that stores all that came in a turn of the event loop in one transaction, then",
        "  ACKs and relays it in one write a guest; it knows no names, rooms or limits. Aimed at 0.50 and more with 100 talkers",
        "of the loop: of a bare SQLite loop without sockets, a transaction for as many rows as can be under way at once",
      ],
      results: [...speeds(plan, rounds), ...paced(plan, rounds), ...longRows(plan.long, long)],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function speeds({ crowds }: TalkPlan, rounds: readonly TalkRound[]): Result[] {
  const perSecond = ({ stored, ms }: Carried) => stored / (ms / 1000);
  return crowds.flatMap(({ talkers, inFlight }, at): Result[] => {
    const what = `${talkers} talking, ${inFlight} in flight each`;
    const all = rounds.flatMap((round) => round.crowds[at] ?? []);
    return [
      {
        what: `${what}: stored and ACKed, Parlor`,
        unit: "/s",
        value: each(all, ({ parlor }) => perSecond(parlor)),
        // Each round's own ratio: what else the machine does in a round, it does to all three.
        ofRelay: each(all, ({ parlor, relay }) => perSecond(parlor) / perSecond(relay)),
        ofLoop: each(all, ({ parlor, loop }) => perSecond(parlor) / loop),
      },
      {
        what: "  bare relay",
        unit: "/s",
        value: each(all, ({ relay }) => perSecond(relay)),
        ofLoop: each(all, ({ relay, loop }) => perSecond(relay) / loop),
      },
      { what: "  bare loop", unit: "/s", value: each(all, ({ loop }) => loop) },
      ack("  ACK, p99, Parlor", all, ({ parlor }) => parlor),
      ack("  ACK, p99, bare relay", all, ({ relay }) => relay),
      {
        what: "  processor time of 1,000 messages, Parlor",
        unit: "ms",
        value: each(all, ({ parlor }) => parlor.cpuMs),
        ofRelay: each(all, ({ parlor, relay }) => parlor.cpuMs / relay.cpuMs),
      },
      {
        what: "  heard by the others, all together, Parlor",
        unit: "/s",
        value: each(all, ({ parlor: { delivered, ms } }) => delivered / (ms / 1000)),
      },
      {
        what: "  the load's own processor time, of the time, at its most",
        unit: "%",
        value: each(all, ({ parlor, relay }) => 100 * Math.max(parlor.busy, relay.busy)),
      },
    ];
  });
}

function paced(
  { paced: { talkers, guests, perSecond } }: TalkPlan,
  rounds: readonly TalkRound[],
): Result[] {
  const all = rounds.map((round) => round.paced);
  const what = `${perSecond.toLocaleString("en")}/s by ${talkers} of ${guests} guests`;
  return [
    { ...ack(`${what}: ACK, p99, Parlor`, all, ({ parlor }) => parlor), bound: BOUNDS.ackMs },
    ack("  bare relay", all, ({ relay }) => relay),
  ];
}

function ack<T>(what: string, all: readonly T[], of: (one: T) => Carried): Result {
  return {
    what,
    unit: "ms",
    value: each(all, (one) => of(one).p99),
    p50: each(all, (one) => of(one).p50),
    worst: each(all, (one) => of(one).worst),
  };
}

function longRows(
  { messages }: LongPlan,
  { started, startedEmpty, opened, answers, memoryMb }: LongHistory,
): Result[] {
  const time = (what: string, ms: readonly number[]): Result => ({
    what,
    unit: "ms",
    value: median(ms),
    worst: percentile(ms, 1),
  });
  const many = messages.toLocaleString("en");
  return [
    { ...time(`${many} messages: start until it listens`, started), bound: BOUNDS.openMs },
    time("  the same with none, --ephemeral", startedEmpty),
    time("  opening the journal, of it", opened),
    ...answers.map(({ what, ms }) => ({ ...time(`  ${what}`, ms), bound: BOUNDS.answerMs })),
    { what: "  the server's memory (RSS) then", unit: "MB", value: memoryMb },
  ];
}
