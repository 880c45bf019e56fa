// A journal that has no disk: it stores at once, or holds back what the room wants stored until a test says what becomes of it.
import type { Effect } from "../../lib/room/effects.ts";
import type { Draft, Entry, Fate, Kept, KeptClient } from "../../lib/room/journal.ts";
import type { Room } from "../../lib/room/room.ts";

type Waiting = Extract<Effect, { effect: "store" | "keep" }>;

export class NaiveJournal {
  readonly entries: Entry[] = [];
  readonly clients = new Map<number, KeptClient>();
  #waiting: Waiting[] = [];
  #isHeldBack = false;

  constructor(
    private readonly room: Room,
    private readonly opened: Kept,
  ) {
    for (const client of opened.clients) this.clients.set(client.number, client);
  }

  /** How much waits to be stored. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Stores what the effects want stored, and gives the others, and those that follow from it, in their order. */
  carryOut(effects: readonly Effect[]): Effect[] {
    return effects.flatMap((each) => {
      if (each.effect !== "store" && each.effect !== "keep") return [each];
      if (!this.#isHeldBack) return this.#store([each]);
      this.#waiting.push(each);
      return [];
    });
  }

  /** From here on nothing is stored by itself. */
  holdBack(): void {
    this.#isHeldBack = true;
  }

  /** Stores the oldest so many of what waits as one batch; all of it where nothing is said. */
  store(count = this.#waiting.length): Effect[] {
    return this.#store(this.#waiting.splice(0, count));
  }

  /** Gives up the oldest so many of what waits; all of it where nothing is said. */
  fail(why: string, count = this.#waiting.length): Effect[] {
    const given = this.#waiting.splice(0, count);
    return given.flatMap((each) => {
      if (each.effect === "store")
        return this.carryOut(this.room.settled(each.draft.key, { fate: "failed", why }));
      return each.ticket === undefined ? [] : this.carryOut(this.room.settled(each.ticket, "kept"));
    });
  }

  /** What a journal that is opened again tells of this one; whoever was here was seen last at that time. */
  kept(seen: number): Kept {
    const { history, lastSeq } = this.opened;
    return {
      history,
      lastSeq: lastSeq + this.entries.length,
      lastNumber: this.room.lastNumber,
      clients: [...this.clients.values()]
        .map((client) => (client.closed === null ? closedAt(client, seen) : client))
        .toSorted((one, other) => one.number - other.number),
    };
  }

  // As the server does it: all that is stored is heard of first, then what was not, then whoever waits to be kept.
  #store(batch: readonly Waiting[]): Effect[] {
    const heard: Entry[] = [];
    const settled: (() => Effect[])[] = [];
    for (const each of batch) {
      if (each.effect === "keep") {
        const { client, ticket } = each;
        this.clients.set(client.number, client);
        if (ticket !== undefined) settled.push(() => this.room.settled(ticket, "kept"));
      } else {
        const { draft } = each;
        const appended = this.#append(draft);
        if ("entry" in appended) heard.push(appended.entry);
        else settled.push(() => this.room.settled(draft.key, appended.fate));
      }
    }
    const told = heard.length > 0 ? this.room.heard(heard) : [];
    return this.carryOut([...told, ...settled.flatMap((tell) => tell())]);
  }

  #append(draft: Draft): { entry: Entry } | { fate: Exclude<Fate, { fate: "stored" }> } {
    const earlier = this.entries.find(({ key }) => key === draft.key);
    if (earlier) {
      if (contentOf(earlier) !== contentOf(draft)) return { fate: { fate: "key-taken" } };
      return { fate: { fate: "again", seq: earlier.seq, at: earlier.at } };
    }
    const entry = { ...draft, seq: this.opened.lastSeq + this.entries.length + 1 };
    this.entries.push(entry);
    return { entry };
  }
}

function closedAt(client: KeptClient, closed: number): KeptClient {
  return { ...client, closed };
}

function contentOf({ text, action, to }: Draft): string {
  return JSON.stringify([text, action, to?.name]);
}
