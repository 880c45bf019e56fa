// The headless actions: one table for usage, help and running them.
import type { OnDuplicate } from "../files/place.ts";
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { REPLAYED_MESSAGES } from "../protocol/limits.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import { checkCommand } from "../protocol/read-message.ts";
import { refused, toFailure } from "./failure.ts";
import { get, put } from "./file-actions.ts";
import { gatherList, gatherStatus, gatherWho } from "./gather.ts";
import type { Output } from "./output.ts";
import type { Session } from "./session.ts";
import { history, search, tail } from "./history-actions.ts";
import type { HistoryRange } from "./settings.ts";
import { listTable, statusTable, whoTable } from "./view/tables.ts";

/** What an action works with. */
export interface Job {
  session: Session;
  /** The folder for downloads and what becomes of a taken name there, or whether standard output is wanted instead. */
  settings: { out: string; onDuplicate: OnDuplicate; stdout: boolean };
  /** Which messages a history is of. */
  range: HistoryRange;
  output: Output;
  words: readonly string[];
  now: () => number;
  /** Makes the UUID of a message. */
  key: () => string;
}

interface ActionRow {
  usage: string;
  summary: string;
  /** How many words follow. */
  takes: { min: number; max: number };
  run: (job: Job) => Promise<ExitCode>;
}

export const ACTIONS = {
  say: { usage: "say TEXT", summary: "say something", takes: { min: 1, max: Infinity }, run: say },
  tail: {
    usage: "tail",
    summary: "show what is said, until stopped; with --since what came after that, first",
    takes: { min: 0, max: 0 },
    run: tail,
  },
  history: {
    usage: "history",
    summary: `the last ${REPLAYED_MESSAGES} messages, or as many as --all, --last or --since say`,
    takes: { min: 0, max: 0 },
    run: history,
  },
  search: {
    usage: "search TEXT",
    summary: "the newest messages that have these words",
    takes: { min: 1, max: Infinity },
    run: search,
  },
  status: {
    usage: "status",
    summary: "every client, connected and past",
    takes: { min: 0, max: 0 },
    run: status,
  },
  list: { usage: "list", summary: "the files on the shelf", takes: { min: 0, max: 0 }, run: list },
  who: { usage: "who", summary: "who is here now", takes: { min: 0, max: 0 }, run: who },
  get: {
    usage: "get FILE...",
    summary: 'download files, also by patterns such as "*.pdf"',
    takes: { min: 1, max: Infinity },
    run: get,
  },
  put: {
    usage: "put FILE...",
    summary: "put files on the shelf, where the server takes them",
    takes: { min: 1, max: Infinity },
    run: put,
  },
} as const satisfies Record<string, ActionRow>;

export type ActionName = keyof typeof ACTIONS;

export function isAction(word: string): word is ActionName {
  return Object.hasOwn(ACTIONS, word);
}

/** Says each line of a stream; a line that is refused is reported, and the others still go. */
export async function sayLines(job: Job, lines: AsyncIterable<string>): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  for await (const line of untilLost(lines, job.session)) {
    const text = line.replace(/\r$/, "");
    if (text.trim() === "") continue;
    try {
      await sayText(job, text);
    } catch (error) {
      const failure = toFailure(error);
      if (job.session.failure) throw failure;
      job.output.fail(failure.message);
      exit ||= failure.exit;
    }
  }
  return exit;
}

/** The lines, while the session lives. A keyboard or pipe that says nothing must not hide that it ended. */
async function* untilLost(lines: AsyncIterable<string>, session: Session): AsyncGenerator<string> {
  const input = lines[Symbol.asyncIterator]();
  const lost = session.ended.then((failure) => Promise.reject(failure));
  lost.catch(() => {}); // it is heard of only while a line is waited for
  for (;;) {
    const next = await Promise.race([input.next(), lost]);
    if (next.done) return;
    yield next.value;
  }
}

/** Says one text, checked before it travels: one that is far too long would end the session. */
async function sayText({ session, output, key }: Job, text: string): Promise<void> {
  const checked = checkCommand({ type: "say", text, key: key() });
  if (!checked.ok) throw refused(checked.refusal);
  let seq: number | undefined;
  const message = (answer: ServerMessage) => void (answer.type === "ack" && (seq = answer.seq));
  await session.request(checked.value, { message });
  output.data({ type: "ack", text, seq });
}

async function say(job: Job): Promise<ExitCode> {
  await sayText(job, job.words.join(" "));
  return EXIT.ok;
}

async function status({ session, output, now }: Job): Promise<ExitCode> {
  await output.rows(await gatherStatus(session), (clients) => statusTable(clients, now()));
  return EXIT.ok;
}

async function list({ session, output, now }: Job): Promise<ExitCode> {
  const files = await gatherList(session);
  if (files.length > 0) await output.rows(files, (all) => listTable(all, now()));
  else output.note("The shelf is empty");
  return EXIT.ok;
}

async function who({ session, output }: Job): Promise<ExitCode> {
  await output.rows(await gatherWho(session), whoTable);
  return EXIT.ok;
}
