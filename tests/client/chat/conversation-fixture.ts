// A conversation in this process: with a server, and a surface that keeps what it is told and is typed into by hand.

import { NameColours } from "../../../lib/client/view/colours.ts";
import { later } from "../../../lib/protocol/later.ts";
import { connect } from "../../../lib/client/connect.ts";
import { join } from "../../../lib/client/joining.ts";
import { Membership } from "../../../lib/client/membership.ts";
import { CONNECT_MS } from "../../../lib/protocol/limits.ts";
import type { Address } from "../../../lib/protocol/address.ts";
import { CHAT_COMMANDS } from "../../../lib/client/chat/commands.ts";
import { Conversation } from "../../../lib/client/chat/conversation.ts";
import { every } from "../../../lib/client/chat/quiet.ts";
import type { Line } from "../../../lib/client/view/line.ts";
import type { Session } from "../../../lib/client/session.ts";
import type { Question, Surface } from "../../../lib/client/terminal/surface.ts";
import { Changing } from "../../support/patience.ts";

/** A surface without a screen. */
export class Paper extends Changing implements Surface {
  readonly appendOnly = false;
  draft = "";
  readonly printed: string[] = [];
  readonly questions: Question[] = [];
  live: readonly string[] = [];
  status: readonly string[] = [];
  label = "";
  bells = 0;
  clears = 0;
  /** What the next questions are answered. */
  answers: (string | undefined)[] = [];
  readonly #over = Promise.withResolvers<void>();
  /** Resolves when it is told to end. */
  readonly over = this.#over.promise;

  run(): Promise<void> {
    return this.over;
  }

  quit(): void {
    this.#over.resolve();
  }

  print(line: Line): void {
    this.printed.push(...texts(line));
    this.changed();
  }

  setLabel(label: string): void {
    this.label = label;
    this.changed();
  }

  setLive(lines: readonly Line[]): void {
    this.live = lines.flatMap(texts);
    this.changed();
  }

  setStatus(parts: readonly string[]): void {
    this.status = parts;
    this.changed();
  }

  bell(): void {
    this.bells++;
  }

  clear(): void {
    this.clears++;
  }

  async choose(question: Question): Promise<string | undefined> {
    this.questions.push(question);
    this.changed();
    return this.answers.shift();
  }

  /** Resolves once the last rows that were printed are these. */
  async shows(...rows: (string | RegExp)[]): Promise<void> {
    await this.until(
      () => {
        const last = this.printed.slice(-rows.length);
        const same = rows.every((row, at) =>
          typeof row === "string" ? last[at] === row : row.test(last[at] ?? ""),
        );
        return (same && last.length === rows.length) || undefined;
      },
      (state) => `no ${rows.join("\n")}: ${state}; ${this.printed.join("\n")}`,
    );
  }

  /** Resolves once the status row has such a part. */
  async tells(part: string | RegExp): Promise<void> {
    const holds = (each: string) => (typeof part === "string" ? each === part : part.test(each));
    await this.until(
      () => this.status.some(holds) || undefined,
      (state) => `no ${part}: ${state}; ${this.status.join(" · ")}`,
    );
  }
}

function texts(line: Line): string[] {
  return line(Infinity).map((row) => Bun.stripANSI(row));
}

export interface Talking {
  conversation: Conversation;
  paper: Paper;
  place: Membership;
  /** The first session of that place. */
  session: Session;
  /** How run() ends. */
  over: Promise<void>;
}

/** Takes a name at a server and begins to talk; downloads go to `out`. */
export async function talk(
  name: string,
  address: Address,
  out: string,
  now = Date.now,
  everySoOften = every,
  wait = later,
): Promise<Talking> {
  const connected = await connect(address, Date.now);
  const { session, hello } = connected;
  const welcomed = await join(session, { type: "nick", name });
  const means = {
    connect: (opened: (session: Session) => void) => connect(address, Date.now, CONNECT_MS, opened),
    now,
    later: wait,
    random: () => 0.5,
  };
  const place = new Membership({ ...connected, ...welcomed }, means, () => Bun.randomUUIDv7());
  const paper = new Paper();
  const facts = {
    room: hello.room,
    address: "there",
    out,
    colours: new NameColours(1),
    now,
    every: everySoOften,
    commands: CHAT_COMMANDS,
  };
  const conversation = new Conversation(place, facts, () => paper);
  const over = conversation.run();
  over.catch(() => {}); // whoever waits for it hears of it
  return { conversation, paper, place, session, over };
}
