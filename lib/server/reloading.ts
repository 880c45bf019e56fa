// What can be changed without a restart: on SIGHUP the motd, the password and the bans are read anew.
import { passwordOfFile } from "../files/given-password.ts";
import type { Ban } from "../room/bans.ts";
import type { Effect } from "../room/effects.ts";
import type { Room } from "../room/room.ts";
import { hashOf, type Cost, type Gate } from "./gate.ts";
import type { Log } from "./log.ts";
import { motdOfFile } from "./motd.ts";

/** Where each is from; what is from nowhere stays. */
export interface Sources {
  motdFile: string | undefined;
  passwordFile: string | undefined;
  /** Reads whom the host keeps out. @throws Error */
  readBans: (() => Promise<readonly Ban[]>) | undefined;
}

export interface ReloadParts {
  room: Pick<Room, "motd" | "bans" | "reload">;
  /** Carries out what the room decided. */
  perform(effects: readonly Effect[]): void;
  /** Undefined where the room has no password; a reload gives it none. */
  gate: Gate | undefined;
  log: Pick<Log, "info" | "warn">;
  /** What hashing a password costs. */
  cost?: Cost;
}

/** Has SIGHUP read all anew, but for one that only tells of an end: that of the server, or of the terminal it is at. */
export function reloadOnSignal(
  reloading: Pick<Reloading, "reload">,
  isEnding: () => boolean,
): void {
  process.on("SIGHUP", () => {
    if (!isEnding()) void reloading.reload();
  });
}

export class Reloading {
  /** Settles when the last of those that were asked for is done. */
  #done: Promise<void> = Promise.resolve();
  #isNextAsked = false;
  /** Whether a part could not be read this time. */
  #hasFailed = false;

  constructor(
    private readonly sources: Sources,
    private readonly parts: ReloadParts,
  ) {}

  /** Reads all anew, after a reading that is under way; who asks for one meanwhile gets the same. Never throws. */
  reload(): Promise<void> {
    if (!this.#isNextAsked) {
      this.#isNextAsked = true;
      this.#done = this.#done.then(() => {
        this.#isNextAsked = false;
        return this.#readAll();
      });
    }
    return this.#done;
  }

  async #readAll(): Promise<void> {
    const { motdFile, passwordFile, readBans } = this.sources;
    const { gate, log } = this.parts;
    this.#hasFailed = false;
    const changed = [
      ...(await this.#part("the message of the day stays", motdFile, (file) => this.#motd(file))),
      ...(await this.#part("the password stays", gate && passwordFile, (file) =>
        this.#password(file),
      )),
      ...(await this.#part("the bans stay", readBans, (read) => this.#bans(read))),
    ];
    if (changed.length > 0 || !this.#hasFailed)
      log.info(`Read anew; ${changed.length > 0 ? changed.join(", ") : "nothing has changed"}`);
  }

  /** What has changed of one part, if anything; one that cannot be read stays as it was. */
  async #part<T>(
    stays: string,
    source: T | undefined,
    read: (source: T) => Promise<string | undefined>,
  ): Promise<string[]> {
    if (source === undefined) return [];
    try {
      const change = await read(source);
      return change === undefined ? [] : [change];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#hasFailed = true;
      this.parts.log.warn(`${why}; ${stays} as before`);
      return [];
    }
  }

  async #motd(file: string): Promise<string | undefined> {
    const { room, perform } = this.parts;
    const motd = await motdOfFile(file);
    if (motd === room.motd) return undefined;
    perform(room.reload({ motd }));
    return motd === "" ? "newcomers read nothing" : `newcomers read: ${motd}`;
  }

  async #password(file: string): Promise<string | undefined> {
    const { gate, cost } = this.parts;
    const password = await passwordOfFile(file);
    if (!gate || (await gate.isPassword(password))) return undefined;
    gate.replace(await hashOf(password, cost));
    return "there is another password";
  }

  async #bans(read: () => Promise<readonly Ban[]>): Promise<string | undefined> {
    const { room, perform } = this.parts;
    const bans = await read();
    if (Bun.deepEquals(bans, room.bans)) return undefined;
    perform(room.reload({ bans }));
    return `bans: ${room.bans.length}`;
  }
}
