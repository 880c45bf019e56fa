// What the host is to know beside the log: warnings and errors, kept until somebody shows them.
import { WARNINGS_WAITING } from "../protocol/limits.ts";
import { shorten, type Facts, type Level, type Log } from "./log.ts";

export class Warnings {
  #waiting: string[] = [];
  #listener: ((text: string) => void) | undefined;

  /** Tells the host; where nobody listens yet the newest WARNINGS_WAITING are kept. */
  tell(text: string): void {
    if (this.#listener) return this.#listener(text);
    this.#waiting.push(text);
    if (this.#waiting.length > WARNINGS_WAITING) this.#waiting.shift();
  }

  /** Hears of all that was told, and is told from now on. */
  listen(listener: (text: string) => void): void {
    this.#listener = listener;
    for (const text of this.#waiting.splice(0)) listener(text);
  }

  /** The same log, of which warnings and errors are told as well. */
  alsoFrom(log: Log): Log {
    const told = (level: Level) => (message: string, facts?: Facts) => {
      log[level](message, facts);
      this.tell(shorten(message, level));
    };
    return { ...log, warn: told("warn"), error: told("error") };
  }
}
