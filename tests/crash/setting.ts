// Where transfers are broken off: a server that can be killed and started again, clients, and the relay between.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { client, type Client } from "../client/process.ts";
import { Program } from "../support/program.ts";
import { Relay } from "./relay.ts";

export const FILE = "big.bin";

/** How often a growing file is looked at: milliseconds. */
const LOOK_MS = 1;

/** Where things are, if not all in one temporary folder. */
export interface Places {
  shelf?: string;
  out?: string;
}

export class Setting implements AsyncDisposable {
  readonly relay = new Relay();
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-crash-")));
  readonly shelf: string;
  readonly out: string;
  /** The folder of the file that is put. */
  readonly own = join(this.folder, "own");
  #server: Program | undefined;

  constructor({ shelf = "shelf", out = "downloads" }: Places = {}) {
    this.shelf = join(this.folder, shelf);
    this.out = join(this.folder, out);
    for (const folder of [this.shelf, this.out, this.own]) mkdirSync(folder, { recursive: true });
  }

  /** Starts the server, on the port that it had before. */
  async startServer(): Promise<void> {
    const flags = ["--port", String(this.relay.target), "--repo", this.shelf, "--max-clients", "8"];
    const uploads = ["--allow-upload", "--upload-quota", "100GB", "--upload-limit", "100GB"];
    this.#server = new Program([...flags, ...uploads]);
    this.relay.target = await this.#server.port();
  }

  /** Kills it as `kill -9` does. */
  async killServer(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = undefined;
  }

  /** Starts the client's `get` through the relay. */
  get(): Client {
    return this.#client(["get", FILE, "--out", this.out]);
  }

  /** Starts the client's `put` of the own file through the relay. */
  put(): Client {
    return this.#client(["put", join(this.own, FILE)]);
  }

  /** Whether another guest of the server is served. */
  async isAlive(): Promise<boolean> {
    await using other = client([`127.0.0.1:${this.relay.target}`, "who"]);
    await other.end();
    return (await other.exit) === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.relay[Symbol.dispose]();
    await this.killServer();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #client(words: readonly string[]): Client {
    const env = { XDG_STATE_HOME: join(this.folder, "state") };
    return client([`127.0.0.1:${this.relay.port}`, ...words], env);
  }
}

/** A file's size, 0 where it is not there: bytes. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** All files below a folder, by their paths in it. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}

/** Resolves when something that is looked at has become so; rejects with what `ended` gives if that is first. */
export async function until(look: () => boolean, ended: Promise<Error>): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const looking = setInterval(() => look() && seen.resolve(), LOOK_MS);
  try {
    await Promise.race([seen.promise, ended.then((error) => Promise.reject(error))]);
  } finally {
    clearInterval(looking);
  }
}
