// What a connection knows of the server: whom it tells what happens, and whom it asks.
import type { Tag } from "../room/effects.ts";
import type { Connection } from "./connection.ts";
import type { Input } from "./dialects/dialect.ts";

/** What a connection tells the house it stands in, and asks of it. */
export interface House {
  now: () => number;
  /** A guest asks for something. */
  input(connection: Connection, input: Input): void;
  isNamed(connection: Connection): boolean;
  /** A guest can ask for nothing more, and is no longer one of the room; why, where it was let go. */
  leave(connection: Connection, why?: string): void;
  /** A guest's socket is closed, and nothing of it is on its way to be stored. */
  gone(connection: Connection): void;
  /** A file that a guest has put is on the shelf. */
  stored(connection: Connection, tag: Tag, file: string, size: number): void;
  /** A fault of ours: it is logged, and the connection ends. */
  fault(connection: Connection, error: unknown): void;
}
