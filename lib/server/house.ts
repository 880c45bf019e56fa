// What a connection knows of the server: whom it tells what happens, and whom it asks.
import type { Stage } from "../room/client.ts";
import type { Tag } from "../room/effects.ts";
import type { Connection } from "./connection.ts";
import type { Input } from "./dialects/dialect.ts";
import type { Litter } from "./litter.ts";
import type { Slots } from "./sendings.ts";

/** What a connection tells the house it stands in, and asks of it. */
export interface House {
  /** Milliseconds from any beginning, that never go back. */
  now: () => number;
  /** Messages a second that a guest may send before it is delayed; 0 for any number. */
  readonly rate: number;
  /** Places for answers that cost much while they are on their way. */
  readonly slots: Slots;
  /** What was read of guests, and is soon not needed any more. */
  readonly litter: Litter;
  /** A guest asks for something. */
  input(connection: Connection, input: Input): void;
  /** What a guest has to give next. */
  stage(connection: Connection): Stage;
  /** What a guest is told and asked first. */
  opening(connection: Connection): Uint8Array;
  /** A guest can ask for nothing more, and is no longer one of the room; why, where it was let go. */
  leave(connection: Connection, why?: string): void;
  /** A guest's socket is closed, and nothing of it is on its way to be stored. */
  gone(connection: Connection): void;
  /** A file that a guest has put is on the shelf. */
  stored(connection: Connection, tag: Tag, file: string, size: number): void;
  /** A fault of ours: it is logged, and the connection ends. */
  fault(connection: Connection, error: unknown): void;
}
