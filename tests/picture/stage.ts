// Where the picture's session is played: the real server as a process, and real clients in terminals.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chat } from "../client/process.ts";
import type { Cell } from "../support/cells.ts";
import { Program } from "../support/program.ts";
import type { Pty, Sight } from "../support/pty.ts";

/** Starting a client takes longer than anything it does then: milliseconds. */
const PATIENCE_MS = 15_000;

/** The port as it would be without flags; as long as the one that is used, which varies. */
const SHOWN_PORT = "12345";

/** What a client may look at, so that it looks the same wherever it is started. */
const SAME_ENV = {
  TZ: "UTC",
  LANG: "C.UTF-8",
  LC_ALL: undefined,
  LC_CTYPE: undefined,
  COLORTERM: undefined,
  ACCESSIBLE: undefined,
};

export interface ShelfFile {
  path: string;
  bytes: number;
  changed: Date;
}

export class Stage implements AsyncDisposable {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-picture-")));
  readonly #server: Program;
  readonly #clients: Pty[] = [];

  /** Opens the room, its shelf filled. */
  constructor(
    files: readonly ShelfFile[],
    private readonly size: { cols: number; rows: number },
  ) {
    const shelf = join(this.#folder, "shelf");
    for (const { path, bytes, changed } of files) {
      const file = join(shelf, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.alloc(bytes, `${path}\n`));
      utimesSync(file, changed, changed);
    }
    this.#server = new Program(["--port", "0", "--repo", shelf]);
  }

  /** Starts a client under a name; resolves once it takes input, and all see that it came. */
  async enter(name: string): Promise<Pty> {
    const home = join(this.#folder, name);
    mkdirSync(home);
    const at = `127.0.0.1:${await this.#server.port()}`;
    const client = chat([at, "--name", name], {
      ...this.size,
      cwd: home,
      env: { ...SAME_ENV, HOME: home, XDG_STATE_HOME: home },
    });
    this.#clients.push(client);
    await client.until(() => client.modes.bracketedPaste, undefined, PATIENCE_MS);
    await this.#allSee(name);
    return client;
  }

  /** Has someone enter a line that everyone hears; resolves once all see what they read of it. */
  async says(speaker: Pty, line: string, read = line): Promise<void> {
    speaker.type(`${line}\r`);
    await this.#allSee(read);
  }

  /** Has someone enter `/msg NAME TEXT`; resolves once the one whom it is for sees the text. */
  async tells(from: Pty, to: Pty, line: string): Promise<void> {
    from.type(`${line}\r`);
    await to.waitFor(line.replace(/^\/msg \S+ /, ""), PATIENCE_MS);
  }

  /** Has someone paste lines, and answer with Enter what the client asks then; resolves once all see them. */
  async pastes(speaker: Pty, lines: readonly string[]): Promise<void> {
    speaker.type(`\x1b[200~${lines.join("\n")}\x1b[201~`);
    await speaker.waitFor(`${lines.length} lines`, PATIENCE_MS);
    speaker.type("\r");
    for (const line of lines) await this.#allSee(line.trim().replace(/\s+/g, " "));
  }

  /** Has someone enter a line; resolves once they see what comes of it. */
  async does(actor: Pty, line: string, seen: Sight): Promise<void> {
    actor.type(`${line}\r`);
    await actor.waitFor(seen, PATIENCE_MS);
  }

  /** A client's screen, with the port that it would show by default. */
  async screenOf(client: Pty): Promise<Cell[][]> {
    const port = `:${await this.#server.port()}`;
    return Array.from({ length: this.size.rows }, (_, y) =>
      replaced(client.cellsOf(y), port, `:${SHOWN_PORT}`),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client[Symbol.asyncDispose]()));
    await this.#server[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #allSee(text: string): Promise<void> {
    // Wherever the client breaks its lines.
    const sight = (screen: string) => screen.replace(/\s+/g, " ").includes(text);
    await Promise.all(this.#clients.map((client) => client.waitFor(sight, PATIENCE_MS)));
  }
}

/** The cells with one text of narrow characters in place of another, as long, wherever it stands. */
export function replaced(cells: readonly Cell[], text: string, by: string): Cell[] {
  const texts = cells.map((cell) => cell.text);
  for (let from = 0; from + text.length <= texts.length; from++) {
    const found = texts.slice(from, from + text.length).join("");
    if (found === text) texts.splice(from, text.length, ...by);
  }
  return cells.map((cell, at) => Object.assign({}, cell, { text: texts[at] ?? cell.text }));
}
