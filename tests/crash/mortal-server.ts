// A server on a data folder that is killed as kill -9 does and started again, on the same port.

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "../support/program.ts";

/** What a log line of a server has that is not as it should be; that somebody was turned away may be. */
const COMPLAINT = /"level":"(?:warn|error)"(?!.* turned away\b)/;

export class MortalServer implements AsyncDisposable {
  port = 0;
  /** Whether it listens and was not killed. */
  isUp = false;
  kills = 0;
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-journal-")));
  /** What it complained of while it ran. */
  readonly complaints: string[] = [];
  #flags: readonly string[];
  #program: Program | undefined;
  #gone: Promise<void> = Promise.resolve();

  constructor(flags: readonly string[]) {
    const shelf = join(this.folder, "shelf");
    mkdirSync(shelf);
    this.#flags = ["--data", join(this.folder, "data"), "--repo", shelf, ...flags];
  }

  /** Starts it; resolves once it listens. */
  async start(): Promise<void> {
    this.port = await this.#run().port();
    this.isUp = true;
  }

  /** Starts it and kills it after so many milliseconds, whether it listens by then or not. */
  async startInVain(ms: number): Promise<void> {
    const program = this.#run();
    // A moment of its start that chance picks; nothing is waited for.
    await Bun.sleep(ms);
    this.#kill(program);
    await this.#gone;
  }

  /** Kills it at once; `gone` resolves when it is. */
  kill(): void {
    if (this.#program && this.isUp) this.#kill(this.#program);
  }

  get gone(): Promise<void> {
    return this.#gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(): Program {
    const own = ["--port", String(this.port), "--rate", "0", "--log-format", "json"];
    this.#program = new Program([...own, ...this.#flags]);
    return this.#program;
  }

  #kill(program: Program): void {
    this.isUp = false;
    this.kills++;
    const killed = program[Symbol.asyncDispose]();
    this.#gone = killed.then(async () => {
      const errors = await program.errors;
      const said = [...program.output.filter((line) => COMPLAINT.test(line)), errors.trim()];
      this.complaints.push(...said.filter((text) => text !== ""));
    });
  }
}
