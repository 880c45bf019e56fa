// A server in this process on a free port, with a shelf of its own and a log that tests can read.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { UploadRules } from "../../lib/files/uploads.ts";
import { Room } from "../../lib/room/room.ts";
import { createLog } from "../../lib/server/log.ts";
import { Server } from "../../lib/server/server.ts";
import { FramesGuest } from "./frames-guest.ts";
import { Guest } from "./guest.ts";
import { Changing } from "./patience.ts";
import { TestShelf } from "./shelf.ts";

export interface HouseOptions {
  places?: number;
  motd?: string;
  nameTimeoutMs?: number;
  now?: () => number;
  /** The files on the shelf, by path. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** Whether guests may put files there; withUploads() makes such a house. */
  uploads?: boolean;
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
  readonly server: Server;
  /** The shelf's folder. */
  readonly shelf = realpathSync(mkdtempSync(join(tmpdir(), "parlor-shelf-")));
  /** The same as the server has it. */
  readonly parts: TestShelf;
  #guests: Disposable[] = [];

  constructor({
    places = 100,
    motd = "",
    nameTimeoutMs = 30_000,
    now = Date.now,
    files = {},
    uploads = false,
  }: HouseOptions = {}) {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.shelf, file)), { recursive: true });
      writeFileSync(join(this.shelf, file), content);
    }
    const write = (line: string) => this.log.write(line);
    const log = createLog({ level: "debug", format: "json", write, now });
    const room = new Room({ name: "Parlor", motd, places, uploads }, now);
    this.parts = new TestShelf(this.shelf);
    this.server = new Server("127.0.0.1", 0, {
      room,
      shelf: this.parts,
      log,
      now,
      nameTimeoutMs,
    });
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

  /** A connection that has said and read nothing yet. */
  async guest(options?: { stays?: boolean }): Promise<Guest> {
    const guest = await Guest.connect(this.server.port, options);
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

  /** A frames guest by a name. */
  async frames(name: string): Promise<FramesGuest> {
    const guest = await this.unnamedFrames();
    await guest.join(name);
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
    await this.server.stop();
    rmSync(this.shelf, { recursive: true, force: true });
  }
}

/** Line texts that no screen or log should get, as they would come from a peer. */
export const FORBIDDEN = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;
