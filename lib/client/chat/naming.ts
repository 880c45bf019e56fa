// Asking for a name until the server accepts one, on a screen or line by line.

import { EXIT } from "../../protocol/exits.ts";
import { nameProblem } from "../../protocol/names.ts";
import { anotherName } from "../another-name.ts";
import { Failure, toFailure } from "../failure.ts";
import { join, type Welcomed } from "../joining.ts";
import type { Session } from "../session.ts";
import type { TerminalOut } from "../terminal/terminal.ts";
import type { TypedLines } from "../terminal/typed-lines.ts";

const ASK_AGAIN = new Set(["name-taken", "name-refused"]);

/** Who asks the person. */
export interface NameAsker {
  /**
   * A trimmed name in which `problem` finds nothing wrong, or undefined where the person gives up or the signal
   * aborts. What is suggested can be changed, or taken as it is.
   */
  ask(asked: NameQuestion): Promise<string | undefined>;
  /** Shows why a name was refused. */
  refuse(why: string): void;
}

export interface NameQuestion {
  suggested: string;
  problem: (text: string) => string | undefined;
  signal: AbortSignal;
}

/**
 * The server's welcome and what came behind it, under the wanted name or one that is asked for. The server's refusals are shown.
 * @throws Failure where the session ends, or the person gives up
 */
export async function takeName(
  session: Session,
  wanted: string | undefined,
  asker: NameAsker,
): Promise<Welcomed> {
  let name = wanted ?? (await askName(session, asker, ""));
  for (;;) {
    try {
      return await join(session, { type: "nick", name });
    } catch (error) {
      const { refusal, message } = toFailure(error);
      if (!refusal || !ASK_AGAIN.has(refusal.code)) throw error;
      asker.refuse(message);
      const suggested = refusal.code === "name-taken" ? anotherName(name) : name;
      name = await askName(session, asker, suggested);
    }
  }
}

/** Asks in lines that are only appended; an empty line takes what is suggested. */
export function plainNames(lines: TypedLines, out: TerminalOut): NameAsker {
  return {
    async ask({ suggested, problem, signal }) {
      for (;;) {
        out.write(
          suggested === "" ? "Your name?\n" : `Your name? Enter alone takes "${suggested}"\n`,
        );
        const line = await nextUnless(signal, lines);
        if (line === undefined) return undefined;
        const name = line.trim() || suggested;
        const why = problem(name);
        if (!why) return name;
        out.write(`${why}\n`);
      }
    },
    refuse: (why) => void out.write(`${why}\n`),
  };
}

/** The next line, or undefined as soon as the signal aborts. */
export async function nextUnless(
  signal: AbortSignal,
  lines: TypedLines,
): Promise<string | undefined> {
  const aborted = Promise.withResolvers<undefined>();
  const abort = () => aborted.resolve(undefined);
  if (signal.aborted) return undefined;
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([lines.next(), aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function askName(session: Session, asker: NameAsker, suggested: string): Promise<string> {
  const over = new AbortController();
  void session.ended.then(() => over.abort());
  const name = await asker.ask({ suggested, problem: problemOf, signal: over.signal });
  if (session.failure) throw session.failure;
  if (name === undefined) throw new Failure(EXIT.interrupted, "Cancelled");
  return name;
}

function problemOf(text: string): string | undefined {
  const problem = nameProblem(text.trim());
  return problem && `Cannot use this as a name: ${problem}`;
}
