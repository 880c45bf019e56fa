// What a dialect is: bytes to inputs one way, messages to bytes the other. A new dialect is a new file.
import { ASK_NAME, ASK_PASSWORD } from "../../protocol/dialogue.ts";
import type { Refusal } from "../../protocol/errors.ts";
import type { Command, ServerMessage } from "../../protocol/messages.ts";
import type { DialectName } from "../../protocol/opening.ts";
import type { Stage } from "../../room/client.ts";
import type { Tag } from "../../room/effects.ts";
import type { Sending } from "../sending.ts";
import type { Answer } from "../sendings.ts";

export type Input =
  /** The dialect is known; nothing was asked yet. */
  | { input: "opened" }
  /** Asks for nothing: what comes behind it is only understood once all before it is settled. */
  | { input: "settled" }
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
  /** Where streamed answers go: in order with the talk, or beside it. */
  readonly lane: "talk" | "files";
  /** Whether silence completes what was received. */
  readonly endsBySilence: boolean;
  /** Whether the peer answers pings. */
  readonly pings: boolean;

  /** The inputs that bytes complete; drained before the next bytes are given. */
  receive(bytes: Uint8Array, stage: () => Stage): Iterable<Input>;
  /** Asks a guest at the door for what it has to give, again. */
  prompt(stage: Stage): Uint8Array;
  /** The bytes with which the guest goes on as a lines guest, where these end this dialect. */
  handOver(bytes: Uint8Array): Uint8Array | undefined;
  /** The inputs that the end of the stream, or silence, completes. */
  complete(stage: () => Stage): Iterable<Input>;
  /** A message in this dialect, or undefined where its guests do not see such. */
  encode(message: ServerMessage, tag?: Tag): Uint8Array | undefined;
  /** A file as bytes on the wire. */
  sendFile(sending: Sending, tag: Tag): Answer;
}

export const NOTHING = new Uint8Array(0);

const utf8 = new TextEncoder();
const QUESTIONS: Record<Stage, Uint8Array> = {
  password: utf8.encode(`${ASK_PASSWORD}\n`),
  name: utf8.encode(`${ASK_NAME}\n`),
  here: NOTHING,
};

/** What people are asked at a stage; the first is sent to every guest at once, before its dialect is known. */
export function questionAt(stage: Stage): Uint8Array {
  return QUESTIONS[stage];
}
