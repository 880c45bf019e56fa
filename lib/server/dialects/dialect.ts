// What a dialect is: bytes to inputs one way, messages to bytes the other. A new dialect is a new file.
import { ASK_NAME } from "../../protocol/dialogue.ts";
import type { Refusal } from "../../protocol/errors.ts";
import type { Command, ServerMessage } from "../../protocol/messages.ts";
import type { DialectName } from "../../protocol/opening.ts";
import type { Tag } from "../../room/effects.ts";
import type { Sending } from "../sending.ts";
import type { Answer } from "../sendings.ts";

export type Input =
  /** The dialect is known; nothing was asked yet. */
  | { input: "opened" }
  /** Something that asks for nothing, such as an empty line. */
  | { input: "nothing" }
  | { input: "command"; tag: Tag; command: Command }
  /** A request that cannot be: its guest is told, and the connection goes on. */
  | { input: "refused"; tag: Tag | undefined; refusal: Refusal }
  /** Nothing that follows can be understood: the guest is told, and the connection ends. */
  | { input: "broken"; refusal: Refusal }
  | { input: "ping"; tag: Tag | undefined }
  /** Bytes of a file that the guest puts on the shelf. */
  | { input: "chunk"; transfer: number; data: Uint8Array };

export interface Dialect {
  readonly name: DialectName;
  /** Sent once the dialect is known. */
  readonly preface: Uint8Array;
  /** Sent when a name is asked for again. */
  readonly prompt: Uint8Array;
  /** Where streamed answers go: in order with the talk, or beside it. */
  readonly lane: "talk" | "files";
  /** Whether silence completes what was received. */
  readonly endsBySilence: boolean;
  /** Whether the peer answers pings. */
  readonly pings: boolean;

  /** The inputs that bytes complete; drained before the next bytes are given. */
  receive(bytes: Uint8Array, isNamed: () => boolean): Iterable<Input>;
  /** The bytes with which the guest goes on as a lines guest, where these end this dialect. */
  handOver(bytes: Uint8Array): Uint8Array | undefined;
  /** The inputs that the end of the stream, or silence, completes. */
  complete(isNamed: () => boolean): Iterable<Input>;
  /** A message in this dialect, or undefined where its guests do not see such. */
  encode(message: ServerMessage, tag?: Tag): Uint8Array | undefined;
  /** A file as bytes on the wire. */
  sendFile(sending: Sending, tag: Tag): Answer;
}

/** Sent at once to every guest, before its dialect is known. */
export const GREETING = new TextEncoder().encode(`${ASK_NAME}\n`);

export const NOTHING = new Uint8Array(0);
