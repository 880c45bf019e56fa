// How the server's process ends: expected failures in one line, signals by telling everyone first.
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { UsageError } from "../protocol/settings.ts";
import type { Closing } from "./closing.ts";

/** The value, or the end of the process: one line on standard error and this exit code, or that of wrong usage. */
export async function orExit<T>(code: ExitCode, make: () => T | Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof UsageError ? EXIT.usage : code);
  }
}

/**
 * Stops the server on the first SIGINT or SIGTERM; a second one exits at once. A SIGINT of which `isKey` tells that
 * it was only a key that somebody pressed ends nothing.
 */
export function stopOnSignals(
  closing: Pick<Closing, "begun" | "now">,
  isKey: () => boolean = () => false,
): void {
  const on = (signal: "SIGINT" | "SIGTERM", code: ExitCode) =>
    process.on(signal, () => {
      if (closing.begun) process.exit(code);
      if (signal === "SIGINT" && isKey()) return;
      closing.now(`Stopping on ${signal}`);
    });
  on("SIGINT", EXIT.interrupted);
  on("SIGTERM", EXIT.terminated);
}
