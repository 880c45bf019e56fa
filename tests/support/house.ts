// A server in this process on a free port, with a shelf of its own and a log that tests can read.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { UploadRules } from "../../lib/files/uploads.ts";
import type { Journal } from "../../lib/room/journal.ts";
import type { Ban } from "../../lib/room/bans.ts";
import { Room } from "../../lib/room/room.ts";
import type { Certificate } from "../../lib/server/certificate.ts";
import type { Gate } from "../../lib/server/gate.ts";
import { createLog } from "../../lib/server/log.ts";
import { Server } from "../../lib/server/server.ts";
import { FramesGuest, type Earlier } from "./frames-guest.ts";
import { Guest } from "./guest.ts";
import { memoryJournal } from "./journals.ts";
import { Changing } from "./patience.ts";
import { NO_HOST } from "./no-host.ts";
import { OPEN_DOOR } from "./open-door.ts";
import { TestShelf } from "./shelf.ts";

export interface HouseOptions {
  places?: number;
  motd?: string;
  nameTimeoutMs?: number;
  /** Messages a second that a guest may send before it is delayed; any number, unless a test is about that. */
  rate?: number;
  now?: () => number;
  /** The files on the shelf, by path. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** Whether guests may put files there; withUploads() makes such a house. */
  uploads?: boolean;
  /** How many earlier messages newcomers are shown; none, unless a test is about them. */
  replay?: number;
  /** Where what is said is stored; in memory, unless a test is about that. */
  journal?: Journal;
  /** With which TLS is spoken, by the server and the guests; in the clear, unless a test is about that. */
  certificate?: Certificate;
  /** 0 for a free one. */
  port?: number;
  /** The most files that may be on their way to all guests at once. */
  transfers?: number;
  /** Compares passwords; there is none, unless a test is about that. */
  gate?: Gate;
  /** The most sockets that may be open at once. */
  mostSockets?: number;
  /** Whether the bounds of one address do not hold for a host; for all, unless a test is about them. */
  isExempt?: (host: string) => boolean;
  /** Whom the host keeps out from the beginning, what keeps them, and what closes the room. */
  bans?: readonly Ban[];
  keepBans?: (bans: readonly Ban[]) => void;
  closeIn?: (ms: number | undefined) => void;
}

/** The log's lines without their time; they can be waited for. */
class LogLines extends Changing {
  readonly all: string[] = [];

  write(line: string): void {
    this.all.push(line);
    this.changed();
  }

  /** The first line that contains a text. */
  line(text: string): Promise<string> {
    return this.until(
      () => this.all.find((line) => line.includes(text)),
      (state) => `nobody logged "${text}": ${state}; ${this.all.join("")}`,
    );
  }
}

export class House implements AsyncDisposable {
  readonly log = new LogLines();
  /** The shelf's folder. */
  readonly shelf = realpathSync(mkdtempSync(join(tmpdir(), "parlor-shelf-")));
  /** The same as the server has it. */
  readonly parts: TestShelf;
  readonly #now: () => number;
  #server: Server;
  #journal: Journal;
  #guests: Disposable[] = [];

  constructor(private readonly options: HouseOptions = {}) {
    const { now = Date.now, files = {}, journal = memoryJournal(), port = 0 } = options;
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.shelf, file)), { recursive: true });
      writeFileSync(join(this.shelf, file), content);
    }
    this.#now = now;
    this.parts = new TestShelf(this.shelf);
    this.#journal = journal;
    this.#server = this.#open(port);
  }

  get server(): Server {
    return this.#server;
  }

  /** A house whose guests may put files on the shelf. */
  static async withUploads(
    rules: Partial<UploadRules> = {},
    options: HouseOptions = {},
  ): Promise<House> {
    const house = new House({ ...options, uploads: true });
    await house.parts.allow(rules, options.now);
    return house;
  }

  /** Stops the server, and opens it again on the same port, over the same journal or that which `open` opens. */
  async restart(open: () => Promise<Journal> | Journal): Promise<void> {
    const { port } = this.#server;
    await this.#server.stop();
    this.#journal = await open();
    this.#server = this.#open(port);
  }

  /** A connection that has said and read nothing yet. */
  async guest(options?: { stays?: boolean; from?: string; tls?: boolean }): Promise<Guest> {
    const tls = this.options.certificate !== undefined;
    const guest = await Guest.connect(this.server.port, { tls, ...options });
    this.#guests.push(guest);
    return guest;
  }

  /** A lines guest by a name, with all read that comes with it; CRLF or no ending make it another guest. */
  async lines(name: string, ending = "\n"): Promise<Guest> {
    const guest = await this.guest();
    guest.send(name + ending);
    const welcome = (await guest.lines(2))[1];
    if (welcome !== `Your name is set as: ${name}`) throw new Error(`"${name}" got "${welcome}"`);
    return guest;
  }

  /** A guest by a name that speaks as the original client: without any line ending. */
  bare(name: string): Promise<Guest> {
    return this.lines(name, "");
  }

  /** A frames guest at the door. */
  async unnamedFrames(): Promise<FramesGuest> {
    return FramesGuest.open(await this.guest());
  }

  /** A frames guest by a name; it is shown what the room shows newcomers, or what it asks for. */
  async frames(name: string, earlier: Earlier = {}): Promise<FramesGuest> {
    const guest = await this.unnamedFrames();
    await guest.join(name, earlier);
    return guest;
  }

  /** A frames guest that comes back by a token, and gets what it missed since a message. */
  async comesBack(token: string, since: number): Promise<FramesGuest> {
    const guest = await this.unnamedFrames();
    await guest.comeBack(token, since);
    return guest;
  }

  /** Resolves when the server has read all that was sent so far. */
  async read(): Promise<void> {
    using guest = await this.unnamedFrames();
    await guest.request({ type: "ping" });
  }

  /** Resolves when whatever was sent so far was followed by a silence that completes a bare message. */
  async silence(): Promise<void> {
    using guest = await this.guest();
    guest.send("no:name");
    await guest.lines(2);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const guest of this.#guests) guest[Symbol.dispose]();
    await this.#server.stop();
    rmSync(this.shelf, { recursive: true, force: true });
  }

  #open(port: number): Server {
    const { places = 100, motd = "", nameTimeoutMs = 30_000 } = this.options;
    const { uploads = false, replay = 0 } = this.options;
    const now = this.#now;
    const journal = this.#journal;
    const write = (line: string) => this.log.write(line);
    const log = createLog({ level: "debug", format: "json", write, now });
    const { gate } = this.options;
    const { bans = [], keepBans = NO_HOST.keepBans, closeIn = NO_HOST.closeIn } = this.options;
    const settings = {
      name: "Parlor",
      motd,
      places,
      uploads,
      replay,
      password: gate !== undefined,
      bans,
    };
    const barred = () => gate?.barred() ?? [];
    const room = new Room(settings, journal.kept, { now, secret, key: Bun.randomUUIDv7, barred });
    const { mostSockets: connections = OPEN_DOOR.descriptors.connections } = this.options;
    const { isExempt = OPEN_DOOR.isExempt, rate = 0 } = this.options;
    const { transfers = OPEN_DOOR.descriptors.transfers } = this.options;
    const descriptors = { connections, transfers };
    const door = { descriptors, isExempt, rate };
    const { certificate } = this.options;
    const parts = {
      ...NO_HOST,
      clock: now,
      keepBans,
      closeIn,
      gate,
      ...door,
      certificate,
      room,
      journal,
      shelf: this.parts,
      log,
      now,
      nameTimeoutMs,
    };
    return new Server("127.0.0.1", port, parts);
  }
}

/** A token's secret, as the server makes it. */
const secret = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");

/**
 * Line texts that no screen or log should get, as they would come from a peer: controls, lone surrogates, what shows
 * nothing (but what words and emoji are joined and varied by), and towers of marks.
 */
export const FORBIDDEN =
  /[\x00-\x09\x0b-\x1f\x7f-\x9f]|\p{Cs}|\p{Zl}|\p{Zp}|[[\p{Default_Ignorable_Code_Point}\u200e\u200f\u061c\ufff9-\ufffb]--[\u200c\u200d\p{Variation_Selector}]]|[\p{Mn}\p{Me}]{5}/v;
