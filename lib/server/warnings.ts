// What the host is to know beside the log: warnings, errors and some news, kept until somebody shows them.
import { WARNINGS_WAITING } from "../protocol/limits.ts";
import { shorten, type Facts, type Level, type Log } from "./log.ts";

/** Hears of one; `isNews` tells that nothing is wrong. */
type Listener = (text: string, isNews: boolean) => void;

export class Warnings {
  #waiting: Parameters<Listener>[] = [];
  #listener: Listener | undefined;

  /** Tells the host; where nobody listens yet the newest WARNINGS_WAITING are kept. */
  tell(text: string, isNews = false): void {
    if (this.#listener) return this.#listener(text, isNews);
    this.#waiting.push([text, isNews]);
    if (this.#waiting.length > WARNINGS_WAITING) this.#waiting.shift();
  }

  /** Hears of all that was told, and is told from now on. */
  listen(listener: Listener): void {
    this.#listener = listener;
    for (const [text, isNews] of this.#waiting.splice(0)) listener(text, isNews);
  }

  /** The same log, of which warnings and errors are told as well. */
  alsoFrom(log: Log): Log {
    const told = (level: Level) => (message: string, facts?: Facts) => {
      log[level](message, facts);
      this.tell(shorten(message, level));
    };
    return { ...log, warn: told("warn"), error: told("error") };
  }

  /** The same log, of which what it is informed of is told as news as well. */
  alsoNewsFrom(log: Log): Log {
    return {
      ...log,
      info: (message, facts) => {
        log.info(message, facts);
        this.tell(shorten(message, "info"), true);
      },
    };
  }
}
