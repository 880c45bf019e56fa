// However the interactive client ends, the terminal is left as it was found.
import { EXIT } from "../protocol/exits.ts";
import { restoreTerminal } from "./terminal.ts";

const SIGNALS = [
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
  ["SIGHUP", EXIT.hungUp],
] as const;

/** To be called once, before the first prompt. */
export function guardTerminal(): void {
  process.on("exit", () => restoreTerminal(process));
  for (const [signal, exit] of SIGNALS) {
    process.on(signal, () => {
      console.error(); // below the input line, where the shell's prompt can begin
      process.exit(exit);
    });
  }
  const crash = (error: unknown) => {
    restoreTerminal(process);
    console.error("\nParlor's client failed; this is a fault of its own:");
    console.error(error);
    process.exit(EXIT.network);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}
