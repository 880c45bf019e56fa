// The server under attack: a process with its own folders, watched from outside by its log, descriptors and memory.

import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { writeDrawn } from "../crash/draws.ts";
import type { Target } from "./link.ts";

const ROOT = join(import.meta.dir, "../..");

/** What is on its shelf. */
export const FILE = "big.bin";
const FILE_BYTES = 64 * 1024 * 1024;

export const PLACES = 100;

/** How often something is looked at that tells nobody when it changes: milliseconds. */
const LOOK_MS = 50;

/** How long a server may take to start: milliseconds. */
const START_MS = 10_000;

const LogLine = z.object({
  level: z.string(),
  message: z.string(),
  port: z.number().optional(),
});

/** How it is started. */
export interface Terms {
  host?: string | undefined;
  tls?: boolean;
  password?: string | undefined;
  /** More of its flags. */
  flags?: readonly string[];
  /** Bytes of the file on its shelf. */
  fileBytes?: number;
}

export class Subject implements AsyncDisposable {
  /** The sentences of its log, each kind once with how often it came; numbers and names are left out of them. */
  readonly said = new Map<string, number>();
  /** The log's warnings and errors, and what came on standard error. */
  readonly complaints: string[] = [];
  /** Whether it still runs. */
  isUp = true;
  #port = Promise.withResolvers<number>();
  readonly #process: Bun.Subprocess<"ignore", "pipe", "pipe">;

  private constructor(
    private readonly folder: string,
    private readonly terms: Terms,
  ) {
    const { host = "127.0.0.1", tls = false, password, flags = [] } = terms;
    const { FORCE_COLOR: _color, ...inherited } = process.env;
    const [shelf, data] = [join(folder, "shelf"), join(folder, "data")];
    const where = ["--host", host, "--port", "0", "--repo", shelf, "--data", data];
    const room = ["--max-clients", String(PLACES), "--allow-upload", "--log-format", "json"];
    const secret = password === undefined ? {} : { PARLOR_PASSWORD: password };
    this.#process = Bun.spawn(
      [process.execPath, "server.ts", ...where, ...room, ...(tls ? ["--tls"] : []), ...flags],
      {
        cwd: ROOT,
        env: { ...inherited, NO_COLOR: "1", ...secret },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const { stdout, stderr } = this.#process;
    void this.#read(stdout, (line) => this.#log(line));
    void this.#read(stderr, (line) => this.complaints.push(line));
    void this.#process.exited.then((code) => {
      this.isUp = false;
      this.#port.reject(new Error(`the server ended with ${code}: ${this.complaints.join("\n")}`));
    });
    this.#port.promise.catch(() => {}); // who waits for it hears of it
  }

  /** Starts it; resolves once it listens. */
  static async start(terms: Terms = {}): Promise<Subject> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-attack-")));
    mkdirSync(join(folder, "shelf"));
    await writeDrawn(join(folder, "shelf", FILE), terms.fileBytes ?? FILE_BYTES, "attack");
    const subject = new Subject(folder, terms);
    await subject.target();
    return subject;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Where it is to be reached. */
  async target(): Promise<Target> {
    const { host = "127.0.0.1", tls = false, password } = this.terms;
    return { host, port: await this.#port.promise, tls: tls || password !== undefined, password };
  }

  /** Its open descriptors that guests bring: sockets, and files of the shelf. Those of its own housekeeping come and go. */
  descriptors(): number {
    const open = `/proc/${this.pid}/fd`;
    return readdirSync(open).filter((descriptor) => {
      const what = linkOf(join(open, descriptor));
      return what.startsWith("socket:") || what.startsWith(join(this.folder, "shelf"));
    }).length;
  }

  /** Whether its log has said something. */
  hasSaid(pattern: RegExp): boolean {
    return this.said.keys().some((sentence) => pattern.test(sentence));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }

  #log(line: string): void {
    const { data } = LogLine.safeParse(jsonOf(line));
    if (!data) return void this.complaints.push(line);
    const { level, message, port } = data;
    if (port !== undefined) this.#port.resolve(port);
    if (level === "warn" || level === "error") this.complaints.push(`${level}: ${message}`);
    // What guests say is nobody's concern here, and different each time.
    if (/^Received from [^:]*: (?!\((?:refused|broken off)\))/.test(message)) return;
    const kind = message.replaceAll(/"[^"]*"|\d[\d.:]*/g, "…");
    this.said.set(kind, (this.said.get(kind) ?? 0) + 1);
  }

  async #read(stream: ReadableStream<Uint8Array>, take: (line: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of stream) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    }
    if (rest !== "") take(rest);
  }
}

/** Whether something that is looked at has become so, within so many milliseconds. */
export async function comesTrue(look: () => boolean, withinMs = START_MS): Promise<boolean> {
  if (look()) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const looking = setInterval(() => look() && resolve(true), LOOK_MS);
  const deadline = setTimeout(() => resolve(look()), withinMs);
  try {
    return await promise;
  } finally {
    clearInterval(looking);
    clearTimeout(deadline);
  }
}

/** What a link points to; nothing where it is gone. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
