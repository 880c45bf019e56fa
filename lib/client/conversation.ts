// The chat itself: typed lines become requests, what the server says becomes lines above the input.
import pc from "picocolors";
import { COMMANDS, helpLines } from "../protocol/commands.ts";
import { LEAVE_MS } from "../protocol/limits.ts";
import type { ClientRecord, Command, Message, ServerMessage } from "../protocol/messages.ts";
import { parseLine } from "../protocol/parse.ts";
import { cleanText } from "../protocol/text.ts";
import { toFailure } from "./failure.ts";
import { fetchFile, intoFolder } from "./fetch.ts";
import { ChatPrompt } from "./prompt.ts";
import type { Session } from "./session.ts";
import {
  bytesText,
  eventLine,
  listTable,
  progressLine,
  saidLine,
  statusTable,
  whoLine,
} from "./view.ts";

export interface ConversationFacts {
  /** Our name, and our number among the clients. */
  name: string;
  number: number;
  /** The folder for downloads. */
  out: string;
}

export class Conversation {
  #prompt: ChatPrompt;
  #name: string;
  /** Settles with the last request, and so after all before it: the server takes them in order. */
  #lastRequest = Promise.resolve();
  #downloads: Promise<void>[] = [];
  /** A line for each download under way. */
  #progress = new Map<symbol, string>();

  constructor(
    private readonly session: Session,
    private readonly facts: ConversationFacts,
  ) {
    this.#name = facts.name;
    this.#prompt = new ChatPrompt({
      label: facts.name,
      onLine: (line) => this.#typed(line),
      complete: completeCommand,
    });
  }

  /**
   * Talks until the person leaves; downloads that are then under way are given up.
   * @throws Failure where the session ended by itself
   */
  async run(): Promise<void> {
    this.session.listen((message) => this.#heard(message));
    void this.session.ended.then(async () => {
      await Promise.all(this.#downloads); // each says how it ended while there is a screen to say it on
      this.#prompt.quit();
    });
    await this.#prompt.run();
    const lost = this.session.failure;
    if (this.#progress.size > 0) {
      // Hanging up on a download must not take along what was just said.
      await Promise.race([this.#lastRequest, Bun.sleep(LEAVE_MS)]);
      this.session.abandon();
    }
    await Promise.all(this.#downloads);
    if (lost) throw lost;
  }

  #typed(line: string): void {
    const parsed = parseLine(cleanText(line));
    if (!parsed.ok) return this.#refuse(parsed.refusal.message);
    const command = parsed.value;
    if (command.type === "help") return this.#print(helpLines(command.command));
    if (command.type === "exit") return this.#prompt.quit();
    if (command.type === "get") return void this.#downloads.push(this.#download(command.file));
    this.#lastRequest = this.session
      .request(command, { message: this.#answering(command) })
      .catch((error: unknown) => this.#refuse(toFailure(error).message));
  }

  #heard(message: ServerMessage): void {
    if (message.type === "renamed" && message.client === this.facts.number) {
      this.#name = message.to;
      this.#prompt.setLabel(message.to);
    }
    const line = eventLine(message);
    if (line !== undefined) this.#print([line]);
  }

  /** What to do with the answer to a command, message by message. */
  #answering(command: Command): (message: ServerMessage) => void {
    const clients: ClientRecord[] = [];
    const here: Message<"who">["clients"] = [];
    const files: Message<"list">["files"] = [];
    return (message) => {
      switch (message.type) {
        case "ack":
          // Our own words appear where the server put them in everyone's order.
          if (command.type === "say") this.#print([saidLine(this.#name, command.text)]);
          if (command.type === "msg") this.#print([toldLine(command.to, command.text)]);
          return;
        case "status":
          clients.push(...message.clients);
          return message.more ? undefined : this.#print(statusTable(clients));
        case "who":
          here.push(...message.clients);
          return message.more ? undefined : this.#print([whoLine(here)]);
        case "list":
          files.push(...message.files);
          return message.more ? undefined : this.#print(shownList(files));
        default:
          return;
      }
    };
  }

  async #download(file: string): Promise<void> {
    const id = Symbol(file);
    const show = (line: string) => {
      this.#progress.set(id, line);
      this.#showProgress();
    };
    show(`${file}: waiting`);
    const fetching = fetchFile(this.session, file, intoFolder(this.facts.out, file), (got, size) =>
      show(progressLine(file, got, size)),
    );
    const line = await fetching.then(
      ({ path, size }) => pc.green(`* Saved ${path}: ${bytesText(size)}, checked`),
      (error: unknown) => pc.red(toFailure(error).message),
    );
    this.#progress.delete(id);
    this.#showProgress();
    this.#print([line]);
  }

  #showProgress(): void {
    this.#prompt.status([...this.#progress.values()].map((line) => pc.dim(line)));
  }

  #refuse(message: string): void {
    this.#print([pc.red(message)]);
  }

  #print(lines: readonly string[]): void {
    this.#prompt.print(lines.join("\n"));
  }
}

function shownList(files: Message<"list">["files"]): string[] {
  return files.length === 0 ? [pc.dim("* The shelf is empty")] : listTable(files);
}

function toldLine(to: string, text: string): string {
  return `${pc.magenta(`* you to ${to}:`)} ${text}`;
}

/** Completes the word of a slash command: the one that fits, or the choice. */
function completeCommand(line: string): string | readonly string[] | undefined {
  if (!/^\/\S*$/.test(line)) return undefined;
  const fitting = COMMANDS.flatMap((row) => row.words).filter((word) =>
    word.startsWith(line.slice(1)),
  );
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) return `/${only} `;
  return fitting.map((word) => `/${word}`);
}
