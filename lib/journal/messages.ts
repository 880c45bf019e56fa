// The messages of a journal's file: adding one, those that a client may see, and taking the oldest away.
import type { Database } from "bun:sqlite";
import type { Draft, Entry, Fate, Reading } from "../room/journal.ts";

/** What became of a draft; of one that was stored also its number. */
export type Outcome = Exclude<Fate, { fate: "stored" }> | { fate: "stored"; seq: number };

interface Row {
  seq: number;
  key: Uint8Array;
  at: number;
  client: number;
  sender: string;
  text: string;
  action: number;
  recipient: number | null;
  recipient_name: string | null;
}

type Start = Record<"viewer" | "upTo" | "count", number>;

export const COLUMNS = `messages.seq, messages.key, messages.at, messages.client, messages.sender, messages.text,
  messages.action, messages.recipient, messages.recipient_name`;

/** Those of everyone, those that the viewer told others, those that it was told: each found by its own index. */
const VISIBLE = [
  "messages INDEXED BY open_talk WHERE recipient IS NULL",
  "messages INDEXED BY told_by WHERE recipient IS NOT NULL AND client = $viewer",
  "messages INDEXED BY told_to WHERE recipient IS NOT NULL AND recipient = $viewer AND client <> $viewer",
];

/** What a viewer may see, of a range, in an order, each of the three at most `most`. */
function visible(columns: string, range: string, order: string, most: string): string {
  const parts = VISIBLE.map(
    (from) =>
      `SELECT * FROM (SELECT ${columns} FROM ${from} AND ${range} ORDER BY seq ${order} LIMIT ${most})`,
  );
  return `${parts.join(" UNION ALL ")} ORDER BY seq ${order}`;
}

const READ = `${visible(COLUMNS, "seq > $after AND seq <= $upTo", "ASC", "$limit")} LIMIT $limit`;
const START = `${visible("messages.seq", "seq <= $upTo", "DESC", "$count + 1")} LIMIT 1 OFFSET $count`;

export class Messages {
  constructor(private readonly database: Database) {}

  /** Adds a draft under a number, unless its key is there already. Belongs into a transaction. */
  add(draft: Draft, seq: number): Outcome {
    const { key, at, client, from, text, action, to } = draft;
    const insert = this.database.query<unknown, (string | number | Uint8Array | null)[]>(
      "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
    );
    const bytes = bytesOf(key);
    const row = [seq, bytes, at, client, from, text, action ? 1 : 0, to?.client ?? null];
    if (insert.run(...row, to?.name ?? null).changes === 1) return { fate: "stored", seq };
    const [found] = this.database
      .query<Row, [Uint8Array]>(`SELECT ${COLUMNS} FROM messages WHERE key = ?`)
      .all(bytes);
    return found && saysTheSame(draft, found)
      ? { fate: "again", seq: found.seq, at: found.at }
      : { fate: "key-taken" };
  }

  /** Messages that a viewer may see, in their order. */
  read({ viewer, after, upTo, limit }: Reading): Entry[] {
    const query = this.database.query<Row, [Record<keyof Reading, number>]>(READ);
    return query.all({ viewer, after, upTo, limit }).map(entryOf);
  }

  /** The number after which the newest `count` stand that a viewer may see; 0 where there are not more. */
  startOf({ viewer, upTo, count }: Start): number {
    const query = this.database.query<{ seq: number }, [Start]>(START);
    return query.get({ viewer, upTo, count })?.seq ?? 0;
  }

  /** The number of the newest message; 0 where there is none. */
  lastSeq(): number {
    return (
      this.database
        .query<{ seq: number }, []>("SELECT ifnull(max(seq), 0) AS seq FROM messages")
        .get()?.seq ?? 0
    );
  }

  /** The oldest messages: their numbers and times, at most so many. */
  oldest(most: number): { seq: number; at: number }[] {
    return this.database
      .query<{ seq: number; at: number }, [number]>(
        "SELECT seq, at FROM messages ORDER BY seq LIMIT ?",
      )
      .all(most);
  }

  /** Takes away all up to a number, that one too. */
  removeUpTo(seq: number): void {
    this.database.query("DELETE FROM messages WHERE seq <= ?").run(seq);
  }

  /** Takes away all behind a number. */
  removeAfter(seq: number): void {
    this.database.query("DELETE FROM messages WHERE seq > ?").run(seq);
  }
}

/** A row of the table as a message. */
export function entryOf(row: Row): Entry {
  const { seq, key, at, client, sender: from, text, action, recipient, recipient_name: name } = row;
  const entry: Entry = { seq, key: uuidOf(key), at, client, from, text };
  if (action === 1) entry.action = true;
  if (recipient !== null) entry.to = { client: recipient, name: name ?? "" };
  return entry;
}
export type { Row as MessageRow };

// Who says it is not looked at: the same key and the same words are the same message, told again by whom it is of.
// Whom it is for may have another name by now.
function saysTheSame({ text, action, to }: Draft, row: Row): boolean {
  const isAction = action === true;
  return (
    text === row.text && isAction === (row.action === 1) && (to?.client ?? null) === row.recipient
  );
}

function bytesOf(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function uuidOf(bytes: Uint8Array): string {
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
