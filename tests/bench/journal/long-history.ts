// A long history, measured: how fast the server is there with it, and how fast it answers from it.

import { z } from "zod";
import { openJournal } from "../../../lib/journal/open.ts";
import { BATCH_MESSAGES } from "../../../lib/protocol/limits.ts";
import type { Draft } from "../../../lib/room/journal.ts";
import { memoryMb } from "../processes.ts";
import { Asker, type Answer } from "./asker.ts";
import { isDirect, longText } from "./long-text.ts";
import { newest, QUESTIONS } from "./questions.ts";
import { startParlor } from "./servers.ts";

export interface LongPlan {
  messages: number;
  /** How often it is opened, and how often each question is asked. */
  opens: number;
  asks: number;
}

/** What was measured: milliseconds of each time, and MB. */
export interface LongHistory {
  /** From the start of the process until it listens: with the history, and without any. */
  started: number[];
  startedEmpty: number[];
  /** What opening the journal takes of that. */
  opened: number[];
  answers: { what: string; ms: number[] }[];
  memoryMb: number;
}

/** How far back somebody comes back from: messages. */
const MISSED = 1000;

/** Those who said it all: so many clients, of whom the second hears what is told to one alone. */
const CLIENTS = 5;

/** When the first of it was said, and how much later each of the others: milliseconds. */
const FIRST_AT = Date.UTC(2025, 0);
const STEP_MS = 20_000;

const Page = z.object({ entries: z.array(z.object({ seq: z.number() })) });
const Said = z.object({ type: z.literal("said"), seq: z.number() });
const Welcome = z.object({ type: z.literal("welcome"), token: z.string() });

/** Makes the history in a folder, and measures. */
export async function measureLong(plan: LongPlan, folder: string): Promise<LongHistory> {
  await make(plan.messages, folder);
  const opened: number[] = [];
  const started: number[] = [];
  const startedEmpty: number[] = [];
  while (opened.length < plan.opens) {
    opened.push(
      await timed(
        () => open(folder),
        (journal) => journal.close(),
      ),
    );
    const stop = (server: AsyncDisposable) => server[Symbol.asyncDispose]();
    started.push(await timed(() => startParlor(1, folder), stop));
    startedEmpty.push(await timed(() => startParlor(1, undefined), stop));
  }
  await using server = await startParlor(2, folder);
  const answers = await ask(plan, server.port);
  return { started, startedEmpty, opened, answers, memoryMb: memoryMb(server.pid) };
}

function open(folder: string) {
  return openJournal({ folder, keep: {}, now: Date.now });
}

async function timed<T>(
  run: () => Promise<T>,
  end: (made: T) => PromiseLike<void>,
): Promise<number> {
  const begun = performance.now();
  const made = await run();
  const ms = performance.now() - begun;
  await end(made);
  return ms;
}

async function make(messages: number, folder: string): Promise<void> {
  const journal = await open(folder);
  for (let first = 1; first <= messages; first += BATCH_MESSAGES) {
    const count = Math.min(BATCH_MESSAGES, messages - first + 1);
    const drafts = Array.from({ length: count }, (_, at) => draft(first + at, messages));
    const seen = FIRST_AT + STEP_MS * messages;
    const fates = await journal.append({ drafts, clients: [], lastNumber: CLIENTS, seen });
    const failed = fates.find(({ fate }) => fate !== "stored");
    if (failed) throw new Error(`a message is not stored: ${JSON.stringify(failed)}`);
  }
  // Each search has some more of it indexed; what is measured is a search of all.
  const last = { viewer: 2, text: longText(messages, messages) };
  while ((await journal.search(last)).at(-1)?.seq !== messages);
  await journal.close();
}

function draft(seq: number, messages: number): Draft {
  const client = 1 + (seq % CLIENTS);
  return {
    key: Bun.randomUUIDv7(),
    at: FIRST_AT + STEP_MS * seq,
    client,
    from: `guest-${client}`,
    text: longText(seq, messages),
    ...(isDirect(seq) ? { to: { client: 2, name: "guest-2" } } : {}),
  };
}

/** Asks each question as often as it is planned, all in turn, and makes sure of every answer. */
async function ask({ messages, asks }: LongPlan, port: number): Promise<LongHistory["answers"]> {
  using guest = new Asker();
  await guest.enter(port, { type: "nick", name: "reader", replay: 0 });
  using coming = await ComingBack.open(port, messages);
  const times = new Map<string, number[]>();
  const add = (what: string, ms: number) => times.set(what, [...(times.get(what) ?? []), ms]);
  for (let nth = 0; nth < asks; nth++) {
    for (const { what, about } of QUESTIONS) {
      const { command, seqs } = about(nth, messages);
      const answer = await guest.ask(command);
      const got = parsed(answer, Page).flatMap(({ entries }) => entries.map(({ seq }) => seq));
      expectSame(what, got, seqs);
      add(what, answer.ms);
    }
    add(`coming back, ${MISSED.toLocaleString("en")} messages missed`, await coming.again());
  }
  return Array.from(times, ([what, ms]) => ({ what, ms }));
}

/** A guest that comes back again and again, each time by a new connection. */
class ComingBack implements Disposable {
  private constructor(
    private readonly port: number,
    private readonly messages: number,
    private readonly token: string,
    private last: Asker,
  ) {}

  static async open(port: number, messages: number): Promise<ComingBack> {
    const asker = new Asker();
    const entered = await asker.enter(port, { type: "nick", name: "returner", replay: 0 });
    const token = parsed(entered, Welcome)[0]?.token ?? "";
    return new ComingBack(port, messages, token, asker);
  }

  /** Comes back, and takes all that it missed; how long that took, the connection included: milliseconds. */
  async again(): Promise<number> {
    const { port, messages, token } = this;
    const since = Math.max(0, messages - MISSED);
    const asker = new Asker();
    const answer = await asker.enter(port, { type: "resume", token, since });
    const got = parsed(answer, Said).map(({ seq }) => seq);
    const missed = newest(MISSED, messages, (seq) => seq > since);
    expectSame("coming back", got, missed);
    this.last[Symbol.dispose]();
    this.last = asker;
    return answer.ms;
  }

  [Symbol.dispose](): void {
    this.last[Symbol.dispose]();
  }
}

/** The messages of an answer that are of a kind. */
function parsed<T extends z.ZodType>({ messages }: Answer, kind: T): z.infer<T>[] {
  return messages.flatMap((json) => kind.safeParse(JSON.parse(json)).data ?? []);
}

function expectSame(what: string, got: readonly number[], right: readonly number[]): void {
  if (got.join() !== right.join())
    throw new Error(`${what}: ${got.length} messages, ${got.slice(0, 5)}, not ${right.length}`);
}
