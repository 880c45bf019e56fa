// The oracle of the crash tests: the history as it was read, and what each guest must therefore have seen.

import type { ClientRecord, HistoryEntry } from "../../lib/protocol/messages.ts";
import type { LinesTalker } from "./lines-talker.ts";
import type { Talker } from "./talker.ts";
import { idOf, readId, type Seen } from "./view.ts";

/** Whose eyes: a client's number; undefined for a stranger, who sees what is for all. */
type Viewer = Talker | undefined;

export class Ledger {
  /** All messages of the history, by number. */
  readonly entries = new Map<number, HistoryEntry>();
  /** The newest message; all up to it were compared. */
  last = 0;
  #seqs = new Map<string, number>();
  /** How many messages of each mark there are, by the count in the newest. */
  #counts = new Map<string, number>();
  #numbers = new Map<string, number>();
  #marks = new Map<number, string>();

  constructor(private readonly problem: (text: string) => void) {}

  /** Takes in what several viewers together see of all after `last`; it must be without a gap. */
  extend(answers: readonly (readonly HistoryEntry[])[]): void {
    const found = new Map<number, HistoryEntry>();
    for (const entry of answers.flat()) {
      const same = found.get(entry.seq) ?? this.entries.get(entry.seq);
      if (same && !Bun.deepEquals(same, entry))
        this.problem(`message ${entry.seq} is not the same for two who see it`);
      found.set(entry.seq, entry);
    }
    for (const seq of [...found.keys()].toSorted((a, b) => a - b)) {
      const entry = found.get(seq);
      if (!entry || seq <= this.last) continue;
      if (seq !== this.last + 1) this.problem(`${seq} follows ${this.last} in the history`);
      this.last = seq;
      this.#add(entry);
    }
  }

  /** Compares an answer of the history with what a viewer may see after a number. */
  compareHistory(viewer: Viewer, after: number, answer: readonly HistoryEntry[]): void {
    const expected = this.#visible(viewer, after).map(({ seq }) => seq);
    const seqs = answer.map(({ seq }) => seq);
    const who = `the history for ${viewer?.name ?? "a stranger"}`;
    this.#compareRows(who, expected, seqs);
    for (const entry of answer)
      if (!Bun.deepEquals(entry, this.entries.get(entry.seq)))
        this.problem(`${who} has another ${entry.seq} than before`);
  }

  /** Compares what a guest has seen since it was last compared: no gap, no double, no other order. */
  compareView(talker: Talker): void {
    const { view, number } = talker;
    const { joined } = view;
    const expected = this.#visible(talker, view.start ?? 0);
    const who = `the view of ${talker.name}`;
    this.#compareRows(
      who,
      expected.map(({ seq }) => seq),
      view.seen.map(({ seq }) => seq),
    );
    for (const seen of view.seen)
      if (!isSame(seen, this.entries.get(seen.seq)))
        this.problem(`${who} has ${seen.seq} as ${idOf(seen.text)}, the history another`);
    if (joined) {
      const earlier = this.#visible(talker, 0).filter(({ seq }) => seq <= joined.upTo);
      const owed = Math.min(joined.replay, earlier.length);
      if (joined.got !== owed) this.problem(`${who} began with ${joined.got} messages of ${owed}`);
    }
    if (this.#numbers.has(talker.words.mark) && this.#numbers.get(talker.words.mark) !== number)
      this.problem(`${talker.name} is number ${number} and was another`);
    view.compared(this.last);
  }

  /** The same of a lines guest, who sees no numbers; of one that is `here` up to the newest message. */
  compareLines({ name, seen, acknowledged }: LinesTalker, here: boolean): void {
    const seqs = seen.map((id) => this.#seqs.get(id));
    for (const [at, seq] of seqs.entries())
      if (seq === undefined) {
        const what = acknowledged.has(seen[at] ?? "") ? "its own ACK of" : "a message";
        this.problem(`${name} has seen ${what} ${seen[at]}, which the history has not`);
      }
    const [first] = seqs;
    if (first === undefined) return;
    const upTo = here ? this.last : (seqs.at(-1) ?? first);
    const expected = this.#visible(undefined, first - 1).filter(({ seq }) => seq <= upTo);
    this.#compareRows(
      `the view of ${name}`,
      expected.map(({ seq }) => seq),
      seqs.map((seq) => seq ?? 0),
    );
  }

  /** Compares the clients' table with who is here, and who was: each once, under its own number. */
  compareStatus(
    records: readonly ClientRecord[],
    here: readonly Talker[],
    gone: readonly string[],
  ): void {
    const numbers = new Set(records.map(({ client }) => client));
    if (numbers.size !== records.length) this.problem("status has a number twice");
    for (const { name, number } of here) {
      const rows = records.filter((row) => row.client === number || row.name === name);
      const [row] = rows;
      if (rows.length !== 1 || row?.client !== number || row.name !== name || row.closed !== null)
        this.problem(`status has ${name} (${number}) as ${JSON.stringify(rows)}`);
    }
    for (const name of gone) {
      const rows = records.filter((row) => row.name === name);
      const [row] = rows;
      if (rows.length !== 1 || row?.closed == null || row.closed < row.opened)
        this.problem(`status has ${name}, who left, as ${JSON.stringify(rows)}`);
    }
  }

  #add(entry: HistoryEntry): void {
    this.entries.set(entry.seq, entry);
    const { mark, count } = readId(entry.text);
    const id = idOf(entry.text);
    const before = this.#seqs.get(id);
    if (before !== undefined) this.problem(`${id} is in the history as ${before} and ${entry.seq}`);
    this.#seqs.set(id, entry.seq);
    if ((this.#counts.get(mark) ?? 0) >= count)
      this.problem(`${id} stands behind ${mark}-${this.#counts.get(mark)}`);
    this.#counts.set(mark, count);
    const number = this.#numbers.get(mark) ?? entry.client;
    if (number !== entry.client || (this.#marks.get(number) ?? mark) !== mark)
      this.problem(`${id} is of number ${entry.client}, which is not its sender's alone`);
    this.#numbers.set(mark, number);
    this.#marks.set(number, mark);
  }

  /** All after a number that somebody may see, in their order. */
  #visible(viewer: Viewer, after: number): HistoryEntry[] {
    const visible: HistoryEntry[] = [];
    for (let seq = after + 1; seq <= this.last; seq++) {
      const entry = this.entries.get(seq);
      const isFor = !entry?.to || entry.client === viewer?.number || entry.to === viewer?.name;
      if (entry && isFor) visible.push(entry);
    }
    return visible;
  }

  #compareRows(who: string, expected: readonly number[], found: readonly number[]): void {
    if (Bun.deepEquals(expected, found)) return;
    const at = found.findIndex((seq, index) => seq !== expected[index]);
    const from = at < 0 ? found.length : at;
    const part = (seqs: readonly number[]) => seqs.slice(Math.max(0, from - 2), from + 4).join(" ");
    const lengths = `${found.length} messages for ${expected.length}`;
    this.problem(`${who}: ${lengths}, … ${part(found)} … where … ${part(expected)} … is owed`);
  }
}

function isSame(seen: Seen, entry: HistoryEntry | undefined): boolean {
  if (!entry) return false;
  const { at, client, text, from, action, to } = entry;
  const named = seen.from === undefined || seen.from === from;
  const said = seen.text === text && seen.action === action;
  return (
    seen.at === at && seen.client === client && named && said && seen.direct === (to !== undefined)
  );
}
