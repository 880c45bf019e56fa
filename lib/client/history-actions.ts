// The headless actions on what was said: the history as it comes, page by page, what a search finds, and the talk.
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import {
  FOUND_MESSAGES,
  HISTORY_LAST,
  HISTORY_PAGE_BYTES,
  PIECE_BYTES,
} from "../protocol/limits.ts";
import type { Command, ServerMessage } from "../protocol/messages.ts";
import { checkCommand } from "../protocol/read-message.ts";
import { cleanText } from "../protocol/text.ts";
import type { Job } from "./actions.ts";
import { Failure, refused } from "./failure.ts";
import { eventLine, PLAIN_LOOK } from "./view/events.ts";
import { datedLine } from "./view/history.ts";
import type { Line } from "./view/line.ts";

/** Prints the messages of the range. */
export async function history(job: Job): Promise<ExitCode> {
  const { range, output } = job;
  const count = await printHistory(job, { type: "history", ...range });
  const isPart = "since" in range && range.since > 0;
  if (count === 0) output.note(`Nothing was said ${isPart ? `since ${range.since}` : "yet"}`);
  return EXIT.ok;
}

/** Prints the messages that have the words. */
export async function search(job: Job): Promise<ExitCode> {
  const text = cleanText(job.words.join(" "));
  const checked = checkCommand({ type: "search", text });
  if (!checked.ok) throw refused(checked.refusal);
  const count = await printHistory(job, { type: "search", text });
  if (count === 0) job.output.note(`Nothing found for "${text}"`);
  return EXIT.ok;
}

/** Shows what is said until the session ends; it is hearing() that hears of it. */
export async function tail({ session, output }: Job): Promise<ExitCode> {
  output.note("Listening; Ctrl-C stops");
  throw await session.ended;
}

/** What prints all that the server says unasked. */
export function hearing(job: Job): (message: ServerMessage) => void {
  return (message) => {
    const line = eventLine(message, PLAIN_LOOK);
    if (line) void pour(job, [message], PIECE_BYTES, () => line);
  };
}

/** How many messages the answer may have; as many as there are where all since one were asked for. */
function mostOf(command: Range): number {
  if (command.type === "search") return FOUND_MESSAGES;
  return command.since === undefined ? (command.last ?? HISTORY_LAST) : Infinity;
}

type Range = Extract<Command, { type: "history" | "search" }>;

/** Prints the pages of the answer as they come; resolves with how many messages they had. */
async function printHistory(job: Job, command: Range): Promise<number> {
  let count = 0;
  let printed = Promise.resolve();
  const message = (page: ServerMessage) => {
    if (page.type !== "history") return;
    count += page.entries.length;
    if (count > mostOf(command)) return job.session.quit(tooMany(command));
    printed = pour(job, page.entries, HISTORY_PAGE_BYTES, (entries) => {
      const lines = entries.map(datedLine);
      return (columns) => lines.flatMap((line) => line(columns));
    });
  };
  await job.session.request(command, { message });
  await printed;
  return count;
}

function tooMany(command: Range): Failure {
  const why = `the answer to "${command.type}" has more than ${mostOf(command)} messages`;
  return new Failure(EXIT.network, `Cannot go on: ${why}`);
}

/**
 * Prints facts of a session, which is not read while too many of them wait for whoever reads the output. `weight` is
 * about how many bytes they are.
 */
async function pour<T extends object>(
  { session, output }: Job,
  facts: T[],
  weight: number,
  table: (facts: T[]) => Line,
): Promise<void> {
  session.hold(weight);
  await output.rows(facts, table);
  session.release(weight);
}
