// What the room decides, as values: the server carries them out, in order, and decides nothing.
import type { Refusal } from "../protocol/errors.ts";
import type { Have, ServerMessage } from "../protocol/messages.ts";
import type { Ban } from "./bans.ts";
import type { Draft, KeptClient } from "./journal.ts";

/** What ties an answer to its request: the id of a frame, or the line that a lines guest typed. */
export type Tag = number | string;

/** Which earlier messages somebody gets: those after one, or the newest so many. */
export type Earlier = { since: number } | { newest: number };

/** The messages after one, or the newest so many, all of them or those before one. */
export type HistoryRange = { since: number } | { newest: number; before?: number };

export type Effect =
  /** Answers a request of one client. */
  | { effect: "reply"; to: number; tag: Tag; message: ServerMessage }
  /** Answers with many messages, made as the client reads them. */
  | { effect: "pages"; to: number; tag: Tag; pages: Iterator<ServerMessage> }
  /** Tells one client what it did not ask for. */
  | { effect: "tell"; to: number; message: ServerMessage }
  /** Tells everyone who has a name, but for one. */
  | { effect: "relay"; except?: number; message: ServerMessage }
  /** Answers with the shelf's list, with a file of it, from what the client has of it on, or with its facts. */
  | { effect: "list"; to: number; tag: Tag }
  | { effect: "get"; to: number; tag: Tag; file: string; have?: Have }
  | { effect: "about"; to: number; tag: Tag; file: string }
  /**
   * Stores a message. `Room.heard` tells everyone of it once it is stored, `Room.settled` its sender alone where it
   * is not. Until then the sender's other requests wait, but for more messages.
   */
  | { effect: "store"; to: number; draft: Draft }
  /** Keeps what is known of a client; with a ticket its requests wait, and `Room.settled` hears of it, kept or not. */
  | { effect: "keep"; client: KeptClient; ticket?: string }
  /** Gives a connection the number of a client that it was before; the connection that still has it ends. */
  | { effect: "adopt"; from: number; as: number }
  /**
   * From here on the client hears what is relayed. Before that it gets the messages it may see after `since`, or
   * the newest so many of them, up to the one with the number `upTo`, and `live`.
   */
  | { effect: "listen"; to: number; earlier: Earlier; upTo: number }
  /** Answers with messages of the history. */
  | { effect: "history"; to: number; tag: Tag; range: HistoryRange }
  | { effect: "search"; to: number; tag: Tag; text: string }
  /** Takes a file for the shelf; the room hears of it by `added`. */
  | { effect: "put"; to: number; tag: Tag; file: string; size: number; sha256: string }
  /** Takes a file off the shelf; the room hears of it by `removed`. */
  | { effect: "rm"; to: number; tag: Tag; file: string }
  /** Ends one of the client's transfers. */
  | { effect: "cancel"; to: number; transfer: number }
  /** Has a password compared; `Room.verified` hears whether it was right. Until then the client's requests wait. */
  | { effect: "verify"; to: number; tag: Tag; password: string }
  /** Ends a connection with a reason, in place of what it was not sent yet. */
  | { effect: "letGo"; to: number; reason: Refusal }
  /** Keeps these bans, and no others. */
  | { effect: "bans"; bans: readonly Ban[] }
  /** Lets an address in again that the server keeps out for wrong passwords, as HostFacts.barred gives it. */
  | { effect: "pardon"; address: string }
  /** Stops the server in so many milliseconds; without them it does not, where it was about to. */
  | { effect: "shutdown"; ms?: number }
  /** Ends a connection once it has been sent what it is owed. */
  | { effect: "close"; to: number };
