// What the room decides, as values: the server carries them out, in order, and decides nothing.
import type { ServerMessage } from "../protocol/messages.ts";

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
  /** Answers with the shelf's list, or with a file of it. */
  | { effect: "list"; to: number; tag: Tag }
  | { effect: "get"; to: number; tag: Tag; file: string }
  /** Ends a connection once it has been sent what it is owed. */
  | { effect: "close"; to: number };
