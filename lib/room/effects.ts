// What the room decides, as values: the server carries them out, in order, and decides nothing.
import type { Have, ServerMessage } from "../protocol/messages.ts";

/** What ties an answer to its request: the id of a frame, or the line that a lines guest typed. */
export type Tag = number | string;

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
  /** Takes a file for the shelf; the room hears of it by `added`. */
  | { effect: "put"; to: number; tag: Tag; file: string; size: number; sha256: string }
  /** Takes a file off the shelf; the room hears of it by `removed`. */
  | { effect: "rm"; to: number; tag: Tag; file: string }
  /** Ends one of the client's transfers. */
  | { effect: "cancel"; to: number; transfer: number }
  /** Ends a connection once it has been sent what it is owed. */
  | { effect: "close"; to: number };
