// Keeping the bans as they change: one write at a time, of the newest list.
import type { Ban } from "../room/bans.ts";
import { writeBans } from "./ban-file.ts";

/** Keeps bans in a folder; in memory alone where there is none. */
export function banKeeper(folder: string | undefined, warn: (message: string) => void): BanKeeper {
  const write = async (bans: readonly Ban[]) => {
    if (folder !== undefined) await writeBans(folder, bans);
  };
  return new BanKeeper(write, warn);
}

export class BanKeeper {
  #next: readonly Ban[] | undefined;
  #writing: Promise<void> | undefined;
  #hasFailed = false;

  /** `write` keeps a list in place of the one before; `warn` hears why it could not, once until it can again. */
  constructor(
    private readonly write: (bans: readonly Ban[]) => Promise<void>,
    private readonly warn: (message: string) => void,
  ) {}

  /** Keeps these bans, and no others. They hold meanwhile, whether or not they can be kept. */
  keep(bans: readonly Ban[]): void {
    this.#next = bans;
    this.#writing ??= this.#work();
  }

  /** Resolves when the newest list is kept, or cannot be. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #work(): Promise<void> {
    for (let bans = this.#take(); bans; bans = this.#take()) {
      try {
        await this.write(bans);
        this.#hasFailed = false;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (!this.#hasFailed) this.warn(`${why}; the bans hold until the server stops`);
        this.#hasFailed = true;
      }
    }
    this.#writing = undefined;
  }

  #take(): readonly Ban[] | undefined {
    const bans = this.#next;
    this.#next = undefined;
    return bans;
  }
}
