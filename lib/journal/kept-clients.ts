// The clients of a journal's file: who was here, under which number, and by what they can come back.
import type { Database } from "bun:sqlite";
import { KEPT_CLIENTS } from "../protocol/limits.ts";
import type { KeptClient } from "../room/journal.ts";

interface Row extends Omit<KeptClient, "session"> {
  session_hash: string | null;
  session_until: number | null;
}

const COLUMNS =
  "number, name, address, dialect, opened, closed, messages, received, sent, session_hash, session_until";

/** Who is here before all others, then who can come back, and of these and of the others who left last. */
const LAST_FIRST =
  "ORDER BY closed IS NULL DESC, session_hash IS NOT NULL DESC, closed DESC, number DESC";

export class KeptClients {
  constructor(private readonly database: Database) {}

  /** Keeps a client in place of what was kept under its number. */
  put({ session, ...client }: KeptClient): void {
    const { number, name, address, dialect, opened, closed, messages, received, sent } = client;
    this.database
      .query<unknown, (string | number | null)[]>(
        `INSERT OR REPLACE INTO clients (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        number,
        name,
        address,
        dialect,
        opened,
        closed,
        messages,
        received,
        sent,
        session?.hash ?? null,
        session?.until ?? null,
      );
  }

  /** Closes those that are open, at the moment they were last seen, or, where that is earlier, at which they came. */
  closeAll(seen: number): void {
    this.database
      .query("UPDATE clients SET closed = max(opened, ?) WHERE closed IS NULL")
      .run(seen);
  }

  /** The first KEPT_CLIENTS of them, by number. */
  last(): KeptClient[] {
    return this.database
      .query<Row, [number]>(`SELECT ${COLUMNS} FROM clients ${LAST_FIRST} LIMIT ?`)
      .all(KEPT_CLIENTS)
      .map(clientOf)
      .toSorted((a, b) => a.number - b.number);
  }

  /** Forgets all but the first KEPT_CLIENTS, and nobody who is here; returns how many, `most` at most. */
  prune(most: number): number {
    return this.database
      .query(
        `DELETE FROM clients WHERE closed IS NOT NULL AND number IN (
          SELECT number FROM clients ${LAST_FIRST} LIMIT ? OFFSET ?
        )`,
      )
      .run(most, KEPT_CLIENTS).changes;
  }
}

function clientOf({ session_hash: hash, session_until: until, ...client }: Row): KeptClient {
  return { ...client, session: hash !== null && until !== null ? { hash, until } : null };
}
