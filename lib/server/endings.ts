// How the server's process ends: expected failures in one line, signals by telling everyone first.
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import type { Log } from "./log.ts";
import type { Server } from "./server.ts";

/** The value, or the end of the process: one line on standard error and this exit code. */
export async function orExit<T>(code: ExitCode, make: () => T | Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(code);
  }
}

/** Stops the server on the first SIGINT or SIGTERM and exits 0; a second one exits at once. */
export function stopOnSignals(server: Server, log: Log): void {
  let stopping = false;
  const on = (signal: "SIGINT" | "SIGTERM", code: ExitCode) =>
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      log.info(`Stopping on ${signal}`);
      server.stop().then(
        () => {
          log.info("Stopped");
          process.exit(EXIT.ok);
        },
        (error: unknown) => {
          log.error(`Cannot stop: ${error}`);
          process.exit(EXIT.network);
        },
      );
    });
  on("SIGINT", EXIT.interrupted);
  on("SIGTERM", EXIT.terminated);
}
