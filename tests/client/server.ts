// What the client's tests talk to: the real server in this process, with a filled shelf.

import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import type { Address } from "../../lib/protocol/address.ts";
import { Failure } from "../../lib/client/failure.ts";
import type { Session } from "../../lib/client/session.ts";
import type { Journal } from "../../lib/room/journal.ts";
import { Room } from "../../lib/room/room.ts";
import type { Certificate } from "../../lib/server/certificate.ts";
import type { Gate } from "../../lib/server/gate.ts";
import { Server } from "../../lib/server/server.ts";
import { someBytes } from "../files/temp.ts";
import type { UploadRules } from "../../lib/files/uploads.ts";
import { memoryJournal } from "../support/journals.ts";
import { NO_HOST } from "../support/no-host.ts";
import { OPEN_DOOR } from "../support/open-door.ts";
import { TestShelf } from "../support/shelf.ts";
import { dial, Heard, type Peer } from "./peers.ts";

const REPO = join(import.meta.dir, "../../repo");
const SERVER = join(import.meta.dir, "../../server.ts");

export interface HouseOptions {
  places?: number;
  motd?: string;
  /** With which TLS is spoken; in the clear, unless a test is about that. */
  certificate?: Certificate;
  /** 0 for a free one. */
  port?: number;
  /** Asks for a password; none, unless a test is about that. */
  gate?: Gate | undefined;
  /** Whether guests may put files there; withUploads() makes such a house. */
  uploads?: boolean;
  /** How many earlier messages newcomers are shown; none, unless a test is about them. */
  replay?: number;
  /** Where what is said is stored; in memory, unless a test is about that. */
  journal?: Journal;
  /** The room's clock: milliseconds since the epoch. */
  now?: () => number;
  /** Messages a second that a guest may send before it is delayed; any number, unless a test is about that. */
  rate?: number;
}

/** The sizes of the made files of the shelf, by name; beside them stand those of repo/. */
export const SIZES = {
  "empty.bin": 0,
  "one.bin": 1,
  "chunk.bin": 256 * 1024,
  "big.bin": 5_000_000,
};

let made: Map<string, Uint8Array> | undefined;

function makeFiles(): Map<string, Uint8Array> {
  return new Map(Object.entries(SIZES).map(([name, size]) => [name, someBytes(size)]));
}

/** The real server in this process, on a port and a shelf of its own, with a folder for downloads. */
export class House implements AsyncDisposable {
  readonly shelf: string;
  readonly out: string;
  /** The shelf as the server has it. */
  readonly parts: TestShelf;
  readonly log = new Heard();
  readonly server: Server;
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-client-")));
  #stopped: Promise<void> | undefined;

  constructor({
    places = 16,
    motd = "",
    port = 0,
    gate,
    uploads = false,
    replay = 0,
    journal = memoryJournal(),
    now = Date.now,
    rate = 0,
    certificate,
  }: HouseOptions = {}) {
    this.shelf = join(this.#folder, "shelf");
    this.out = join(this.#folder, "downloads");
    cpSync(REPO, this.shelf, { recursive: true });
    for (const [name, bytes] of (made ??= makeFiles())) {
      writeFileSync(join(this.shelf, name), bytes);
    }
    const write = (message: string) => this.log.add(`${message}\n`);
    const log = { debug: write, info: write, warn: write, error: write };
    const settings = {
      name: "Testing",
      motd,
      places,
      uploads,
      replay,
      password: gate !== undefined,
      bans: [],
    };
    const means = { now, secret: Bun.randomUUIDv7, key: Bun.randomUUIDv7 };
    const room = new Room(settings, journal.kept, means);
    this.parts = new TestShelf(this.shelf);
    const parts = {
      ...NO_HOST,
      gate,
      ...OPEN_DOOR,
      certificate,
      room,
      journal,
      shelf: this.parts,
      log,
      now: Date.now,
      rate,
      nameTimeoutMs: 60_000,
    };
    this.server = new Server("127.0.0.1", port, parts);
  }

  /** A house whose guests may put files on the shelf. */
  static async withUploads(
    rules: Partial<UploadRules> = {},
    options: HouseOptions = {},
  ): Promise<House> {
    const house = new House({ ...options, uploads: true });
    await house.parts.allow(rules);
    return house;
  }

  get address(): Address {
    return { host: "127.0.0.1", port: this.server.port };
  }

  /** The address as the client takes it. */
  get at(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  /** A session of this process, under a name. */
  async join(name: string): Promise<Session> {
    const { session } = await connect(this.address, Date.now);
    await session.request({ type: "nick", name });
    return session;
  }

  /** A lines guest, as netcat would be one, under a name. */
  async netcat(name: string): Promise<Peer> {
    const guest = await dial(this.server.port);
    guest.text(`${name}\n`);
    const seen = Buffer.from(`Your name is set as: ${name}\n`).toString("latin1");
    await guest.heard.waitFor(seen);
    return guest;
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.server.stop());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The real server in a process of its own, which can be stopped as a debugger stops it. */
export class ServerProcess implements AsyncDisposable {
  readonly #process = Bun.spawn([process.execPath, SERVER, "--port", "0", "--ephemeral"], {
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    stdout: "pipe",
    stderr: "ignore",
  });
  /** Where it is, as the client takes it. */
  readonly at: Promise<string> = this.#read();

  /** Has it do nothing any more; its connections stay. */
  stop(): void {
    this.#process.kill("SIGSTOP");
  }

  /** Has it go on. */
  go(): void {
    this.#process.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  async #read(): Promise<string> {
    const said = new Heard();
    void (async () => {
      const decoder = new TextDecoder();
      for await (const bytes of this.#process.stdout) said.add(decoder.decode(bytes));
    })();
    const banner = await said.waitFor(/is open on [\d.]+:\d+\n/);
    return /is open on (\S+)/.exec(banner)?.[1] ?? "";
  }
}

/** The error that a promise ends in. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  return error instanceof Error ? error : new Error(String(error));
}

/** The failure that a promise ends in; another error is thrown on. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await errorOf(promise);
  if (error instanceof Failure) return error;
  throw error;
}
