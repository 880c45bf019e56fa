// Who is there when the client is measured: the real server, a talker, and the client in a terminal.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chat } from "../client/process.ts";
import { Program } from "../support/program.ts";
import type { Pty, PtyOptions } from "../support/pty.ts";

/** Below the time limit of a test: milliseconds. */
export const PATIENCE_MS = 20_000;

export const SIZE = { cols: 80, rows: 24 } as const;

/** The client's name in the room; its input is the row that begins with it. */
const NAME = "typist";

export interface Talker {
  /** Says so many lines a second from now on. */
  pace(perSecond: number): void;
  /** Says all its lines at once. */
  flood(): void;
}

export class Scene implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "parlor-bench-"));
  readonly #server = new Program(["--port=0", "--max-clients=8", "--rate=0", "--log-level=warn"]);
  readonly #rest = new AsyncDisposableStack();

  /** Starts a talker that can say so many lines; resolves once it is in the room. */
  async talker(lines: number): Promise<Talker> {
    const ready = Promise.withResolvers<void>();
    const script = join(import.meta.dir, "talker.ts");
    const port = String(await this.#server.port());
    const proc = Bun.spawn([process.execPath, script, port, String(lines)], {
      ipc: () => ready.resolve(),
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.#rest.defer(async () => {
      proc.kill();
      await proc.exited;
    });
    await ready.promise;
    return {
      pace: (perSecond) => proc.send(`pace ${perSecond}`),
      flood: () => proc.send("flood"),
    };
  }

  /** Resolves once the server can be joined. */
  async open(): Promise<void> {
    await this.#server.port();
  }

  /** Starts the client; resolves once its input is drawn. */
  async client(onOutput?: PtyOptions["onOutput"]): Promise<Pty> {
    const at = `127.0.0.1:${await this.#server.port()}`;
    const client = chat([at, "--name", NAME], {
      ...SIZE,
      cwd: this.#folder,
      env: { HOME: this.#folder, XDG_STATE_HOME: this.#folder, LANG: "C.UTF-8" },
      ...(onOutput ? { onOutput } : {}),
    });
    this.#rest.use(client);
    const drawn = () => isReady(client) && client.rows().some((row) => row.startsWith(NAME));
    await client.until(drawn, undefined, PATIENCE_MS);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rest.disposeAsync();
    await this.#server[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether the client takes input, and its screen is not half drawn. */
function isReady({ modes }: Pty): boolean {
  return modes.bracketedPaste && !modes.updating;
}
