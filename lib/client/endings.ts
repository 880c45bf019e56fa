// However the client ends: what was transferred is kept to go on with, the terminal is as it was found, and nothing
// that was typed is lost without a word.

import { writeSync } from "node:fs";
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { ENDING_MS, QUIT_MS } from "../protocol/limits.ts";
import { cleanLines } from "../protocol/text.ts";
import type { Abilities } from "./terminal/abilities.ts";
import { toAscii } from "./terminal/ascii.ts";
import { describeCrash, logCrash } from "./crash.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";
import { attempt, restoreTerminal } from "./terminal/terminal.ts";

const SIGNALS: readonly [NodeJS.Signals, ExitCode][] = [
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
  ["SIGHUP", EXIT.hungUp],
];

/** What a signal has to end before the process can; nothing until there is a session. */
export interface Interruptible {
  session?: Pick<Session, "failure" | "quit">;
  /** Is asked first on SIGINT: true where the Ctrl-C was only a key, and ends nothing. */
  onInterrupt?: () => boolean;
}

/** What is to be saved when the client crashes. Each is asked only then. */
export interface Unsaved {
  /** Nothing of the terminal was changed where lines are only appended, so nothing is written to it either. */
  abilities: Pick<Abilities, "plain" | "ascii">;
  /** What was typed and not sent; "" where nothing was. */
  draft: () => string;
  /** Keeps that for the next run. */
  keep: (draft: string) => void;
  /** The file that is told of the crash; undefined where nothing may be kept, standard error is told all then. */
  log: string | undefined;
}

/**
 * Ends the session on a signal, and with it whatever waits for it; the process at once where there is none. What then
 * takes longer than this, as a disk that hangs, is not waited for.
 */
export function guardSignals(endingMs = ENDING_MS): Interruptible {
  const guarded: Interruptible = {};
  for (const [signal, exit] of SIGNALS) {
    process.on(signal, () => {
      if (signal === "SIGINT" && guarded.onInterrupt?.()) return;
      const { session } = guarded;
      if (!session) process.exit(exit);
      // Where it is ending already its goodbye may still be on its way, as when a window is closed.
      const ms = session.failure ? QUIT_MS : endingMs;
      session.quit(new Failure(exit, `Ended by ${signal}`));
      setTimeout(() => process.exit(exit), ms).unref();
    });
  }
  return guarded;
}

/** Gives the terminal back at the end of the process; where a fault of ours is the end, says so and saves what is unsaved. */
export function guardTerminal(unsaved: Unsaved): void {
  const { plain } = unsaved.abilities;
  const giveBack = () => plain || restoreTerminal(process);
  process.on("exit", giveBack);
  const crash = (error: unknown) => {
    giveBack();
    // At once, and without the colours of console.error.
    attempt(() => writeSync(process.stderr.fd, epitaph(unsaved, error, new Date())));
    process.exit(EXIT.network);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}

/** Saves what is unsaved at a crash, each thing whether or not the others can be; returns the lines that tell the person. */
export function epitaph(unsaved: Unsaved, error: unknown, at: Date): string {
  const { abilities, draft, keep, log } = unsaved;
  const description = describeCrash(error);
  const unsent = attempt(() => cleanLines(draft())) ?? "";
  if (unsent !== "") attempt(() => keep(unsent));
  const logged = log !== undefined && attempt(() => (logCrash(log, at, description), true));
  const failed = "Parlor's client failed; this is a fault of its own";
  const lines = [
    "",
    ...(unsent === "" ? [] : [`Unsent: ${unsent}`]),
    logged ? `${failed}. What is known of it is in ${log}` : `${failed}:\n${description}`,
    "",
  ];
  return abilities.ascii ? toAscii(lines.join("\n")) : lines.join("\n");
}
