// All transfers of a chat, either way: whose turn it is, how far each is, and how each ended.
import {
  CHAT_TRANSFERS,
  DOWNLOADS_AT_ONCE,
  PROGRESS_MS,
  UPLOADS_PER_GUEST,
} from "../../protocol/limits.ts";
import { toFailure } from "../failure.ts";
import { Transfer, VERBS, type Asked, type Direction } from "./transfer.ts";

/** What transfers need of the chat around them. */
export interface TransfersFacts {
  now: () => number;
  note: (text: string) => void;
  failed: (text: string) => void;
  /** What is under way, or how far it is, has changed. */
  changed: () => void;
  /** Whether the session has ended, so that nothing begins any more. */
  over: () => boolean;
}

const AT_ONCE: Record<Direction, number> = { down: DOWNLOADS_AT_ONCE, up: UPLOADS_PER_GUEST };

/** Why there may be no more. */
export const CROWDED = `at most ${CHAT_TRANSFERS.toLocaleString("en")} transfers can be under way`;

export class Transfers {
  /** By direction and key, the first asked for first, and when each has ended. */
  #all = new Map<string, { transfer: Transfer; ended: Promise<void> }>();
  /** Who waits for a turn in each direction, and whose bytes are on their way. */
  #waiting: Record<Direction, Map<Transfer, () => void>> = { down: new Map(), up: new Map() };
  #moving: Record<Direction, Set<Transfer>> = { down: new Set(), up: new Set() };
  /** What the session's end has kept from beginning. */
  #unbegun: string[] = [];
  #last = 0;
  #shownAt = 0;

  constructor(private readonly facts: TransfersFacts) {}

  /** What is under way, from when it is asked for. */
  get all(): Transfer[] {
    return [...this.#all.values()].map(({ transfer }) => transfer);
  }

  /** How many more there may be. */
  get room(): number {
    return CHAT_TRANSFERS - this.#all.size;
  }

  /**
   * Has something under way until `flow` is done, and tells how it ended: in the words that `flow` resolves
   * with, if any. Before its bytes move, `flow` waits for its turn().
   * @throws Error where it is under way already, or too much is
   */
  run(asked: Asked, flow: (transfer: Transfer) => Promise<string | undefined>): void {
    const id = `${asked.direction} ${asked.key}`;
    if (this.#all.has(id)) throw new Error(`${asked.file} is on its way already`);
    if (this.room < 1) {
      throw new Error(`Cannot ${VERBS[asked.direction]} "${asked.file}": ${CROWDED}`);
    }
    const transfer = new Transfer(++this.#last, asked);
    const ended = Promise.withResolvers<void>();
    this.#all.set(id, { transfer, ended: ended.promise });
    this.facts.changed();
    void this.#run(transfer, flow).then(() => {
      this.#all.delete(id);
      ended.resolve();
      this.facts.changed();
    });
  }

  /** Resolves when it is the transfer's turn: from then on settled() waits for it. Rejects when it is cancelled before. */
  turn(transfer: Transfer): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { signal } = transfer;
    const cancelled = () => reject(new Error(transfer.cancelledText));
    if (signal.aborted) cancelled();
    else {
      signal.addEventListener("abort", cancelled, { once: true });
      this.#waiting[transfer.asked.direction].set(transfer, resolve);
      this.#next(transfer.asked.direction);
    }
    return promise;
  }

  /** What happens to a transfer's file before its bytes move. */
  prepares(transfer: Transfer, how: "waiting" | "reading"): void {
    transfer.prepares(how);
    this.facts.changed();
  }

  /** So many bytes of a transfer's are there. */
  heard(transfer: Transfer, done: number, size: number): void {
    const now = this.facts.now();
    transfer.heard(now, done, size);
    if (now - this.#shownAt < PROGRESS_MS) return;
    this.#shownAt = now;
    this.facts.changed();
  }

  /** Resolves when all whose bytes are on their way have ended, each with a word about it. */
  async settled(): Promise<void> {
    const moving = [...this.#all.values()].filter(({ transfer }) => this.#moves(transfer));
    await Promise.all(moving.map(({ ended }) => ended));
  }

  /** What is to be said of all that ends with the session and has not told so itself. */
  get lastWords(): string[] {
    const begun = this.all.filter((transfer) => transfer.begun);
    const others = this.all.filter((transfer) => !transfer.begun);
    const [first, ...more] = [...this.#unbegun, ...others.map(({ asked }) => asked.file)];
    const words = begun.map(({ stoppedText }) => stoppedText);
    if (first === undefined) return words;
    const them = more.length > 0 ? `${first} and ${more.length} more are` : `${first} is`;
    return [...words, `${them} given up`];
  }

  #moves(transfer: Transfer): boolean {
    return this.#moving[transfer.asked.direction].has(transfer);
  }

  async #run(
    transfer: Transfer,
    flow: (transfer: Transfer) => Promise<string | undefined>,
  ): Promise<void> {
    const { direction } = transfer.asked;
    try {
      const said = await flow(transfer);
      if (said !== undefined) this.facts.note(said);
    } catch (error) {
      this.#tell(transfer, error);
    } finally {
      this.#waiting[direction].delete(transfer);
      this.#moving[direction].delete(transfer);
      this.#next(direction);
    }
  }

  #tell(transfer: Transfer, error: unknown): void {
    const { note, failed, over } = this.facts;
    if (transfer.signal.aborted) note(transfer.cancelledText);
    else if (!over()) failed(toFailure(error).message);
    else if (this.#moves(transfer)) failed(transfer.stoppedText);
    // There may be many, which one sentence is enough for.
    else this.#unbegun.push(transfer.asked.file);
  }

  /** Has those begin whose turn it is. */
  #next(direction: Direction): void {
    const moving = this.#moving[direction];
    if (this.facts.over()) return;
    for (const [transfer, begin] of this.#waiting[direction]) {
      if (moving.size >= AT_ONCE[direction]) return;
      this.#waiting[direction].delete(transfer);
      moving.add(transfer);
      begin();
    }
  }
}
