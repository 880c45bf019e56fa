// However the client ends: downloads leave nothing half-made, and the terminal is as it was found.
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";
import { restoreTerminal } from "./terminal.ts";

const SIGNALS: readonly [NodeJS.Signals, ExitCode][] = [
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
  ["SIGHUP", EXIT.hungUp],
];

/** What a signal has to end before the process can; nothing until there is a session. */
export interface Interruptible {
  session?: Session;
}

/** Ends the session on a signal, and with it whatever waits for it; the process at once where there is none. */
export function guardSignals(): Interruptible {
  const guarded: Interruptible = {};
  for (const [signal, exit] of SIGNALS) {
    process.on(signal, () => {
      if (!guarded.session || guarded.session.failure) process.exit(exit);
      guarded.session.abandon(new Failure(exit, `Ended by ${signal}`));
    });
  }
  return guarded;
}

/** Gives the terminal back at the end of the process, and says so where a fault of ours is the end. */
export function guardTerminal(): void {
  process.on("exit", () => restoreTerminal(process));
  const crash = (error: unknown) => {
    restoreTerminal(process);
    console.error("\nParlor's client failed; this is a fault of its own:");
    console.error(error);
    process.exit(EXIT.network);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}
