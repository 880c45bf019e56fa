// What a request asks to hear of its answer, and when that answer is complete.
import type { CommandType, ServerMessage } from "../protocol/messages.ts";
import type { ByteStream } from "../protocol/byte-stream.ts";

/** What a request hears of its answer, in the order of the wire and without delay. */
export interface Answering {
  message?: (message: ServerMessage) => void;
  chunk?: (data: Uint8Array) => void;
  /**
   * Makes the frames of a file's bytes that the server asks for, from a byte on, with the id of their
   * transfer. They leave beside the talk. The stream must not throw, and must end soon after the request has.
   */
  send?: (from: number, transfer: number) => ByteStream;
  /** Cancels the transfer; the request then ends with the server's answer to that. */
  signal?: AbortSignal | undefined;
  /** How long the server may say nothing of it, at the stage where it is: milliseconds; else STALLED_MS. */
  patienceMs?: () => number;
}

/** A request whose answer is not complete. */
export interface Pending extends Answering {
  type: CommandType;
  /** Milliseconds since the epoch. */
  asked: number;
  /** When something of its answer last came: milliseconds since the epoch. */
  heard: number;
  /** Whether the server has asked for the bytes of a file. */
  isSending?: boolean;
  settled: PromiseWithResolvers<void>;
}

/** The message with which the answer to a command is complete; an error always completes it. */
export const COMPLETES: Record<CommandType, (message: ServerMessage) => boolean> = {
  nick: ({ type }) => type === "welcome" || type === "ack",
  resume: ({ type }) => type === "welcome",
  say: ({ type }) => type === "ack",
  msg: ({ type }) => type === "ack",
  status: (message) => message.type === "status" && !message.more,
  list: (message) => message.type === "list" && !message.more,
  who: (message) => message.type === "who" && !message.more,
  get: ({ type }) => type === "end",
  about: ({ type }) => type === "about",
  put: ({ type }) => type === "stored",
  rm: ({ type }) => type === "removed",
  cancel: ({ type }) => type === "ack",
  history: (message) => message.type === "history" && !message.more,
  search: (message) => message.type === "history" && !message.more,
  help: ({ type }) => type === "help",
  exit: ({ type }) => type === "bye",
  password: ({ type }) => type === "admitted",
  kick: ({ type }) => type === "ack",
  ban: ({ type }) => type === "ack",
  unban: ({ type }) => type === "ack",
  mute: ({ type }) => type === "ack",
  announce: ({ type }) => type === "ack",
  motd: ({ type }) => type === "ack",
  shutdown: ({ type }) => type === "ack",
};

/** What a server answers as soon as it has read it and its disk has taken it. */
export const IS_PROMPT: ReadonlySet<CommandType> = new Set<CommandType>([
  "say",
  "msg",
  "nick",
  "resume",
]);
