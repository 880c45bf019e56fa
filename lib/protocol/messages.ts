// Every control message, both ways: the schemas of the edge, and the types that all else uses.
import { z } from "zod";
import { isErrorCode, type ErrorCode } from "./errors.ts";
import {
  action,
  count,
  duration,
  filePath,
  key,
  line,
  newest,
  rawText,
  requestId,
  seq,
  sha256,
  shown,
  shownFile,
  shownLines,
  shownName,
  spoken,
  time,
  token,
} from "./fields.ts";
import { FILE_NAME_BYTES, MESSAGE_BYTES } from "./limits.ts";

/** The part of a file that a receiver has already: its first bytes, and of which file they were. */
const Have = z.object({ bytes: count, size: count, modified: time, sha256: sha256.optional() });
export type Have = z.infer<typeof Have>;

/** What a guest can ask: the same value when typed, on the wire and in the room. */
export const Command = z.discriminatedUnion("type", [
  // Not cleaned: a name that needs it is refused, since cleaning would make another name of it.
  z.object({
    type: z.literal("nick"),
    name: rawText("a line", MESSAGE_BYTES),
    since: seq.optional(),
    replay: newest.optional(),
    session: z.literal(false).optional(),
  }),
  z.object({
    type: z.literal("resume"),
    token,
    since: seq.optional(),
    name: rawText("a line", MESSAGE_BYTES).optional(),
  }),
  z.object({ type: z.literal("say"), text: spoken, action, key: key.optional() }),
  z.object({
    type: z.literal("msg"),
    to: line,
    text: spoken,
    key: key.optional(),
  }),
  z.object({
    type: z.literal("history"),
    last: newest.optional(),
    before: seq.optional(),
    since: seq.optional(),
  }),
  z.object({ type: z.literal("search"), text: line }),
  z.object({ type: z.literal("status") }),
  z.object({ type: z.literal("list") }),
  z.object({ type: z.literal("get"), file: filePath, have: Have.optional() }),
  z.object({ type: z.literal("about"), file: filePath }),
  // Not cleaned: a name that needs it is refused, since cleaning would make another name of it.
  z.object({
    type: z.literal("put"),
    file: rawText("a file's name", FILE_NAME_BYTES),
    size: count,
    sha256,
  }),
  z.object({ type: z.literal("rm"), file: filePath }),
  z.object({ type: z.literal("cancel"), transfer: requestId }),
  z.object({ type: z.literal("who") }),
  z.object({ type: z.literal("help"), command: line.optional() }),
  z.object({ type: z.literal("exit") }),
  z.object({ type: z.literal("password"), password: rawText("a line", MESSAGE_BYTES) }),
  // The host's alone.
  z.object({ type: z.literal("kick"), name: line, why: line.optional() }),
  z.object({ type: z.literal("ban"), who: line.optional(), ms: duration.optional() }),
  z.object({ type: z.literal("unban"), who: line }),
  z.object({ type: z.literal("mute"), name: line, ms: duration.optional() }),
  z.object({ type: z.literal("announce"), text: spoken }),
  z.object({ type: z.literal("motd"), text: line.optional() }),
  z.object({ type: z.literal("shutdown"), ms: duration.optional() }),
]);
export type Command = z.infer<typeof Command>;
export type CommandType = Command["type"];

/** What keeps a quiet connection known to be alive; either side may send it. */
export const Ping = z.object({ type: z.literal("ping") });
export const Pong = z.object({ type: z.literal("pong") });

/** All that a client sends in control frames; `id` beside it. */
export const ClientMessage = z.discriminatedUnion("type", [Command, Ping, Pong]);
export type ClientMessage = z.infer<typeof ClientMessage>;

const code = z.string().transform((text): ErrorCode => (isErrorCode(text) ? text : "internal"));

const ClientRecord = z.object({
  client: count,
  name: shownName,
  address: shown,
  dialect: shown,
  opened: time,
  closed: time.nullable(),
  messages: count,
  received: count,
  sent: count,
});
export type ClientRecord = z.infer<typeof ClientRecord>;

/** A message as the history has it; `to` names whom a direct one was for. */
const Entry = z.object({
  seq,
  at: time,
  from: shownName,
  client: count,
  text: shownLines,
  action,
  to: shownName.optional(),
});
export type HistoryEntry = z.infer<typeof Entry>;

const FileFacts = z.object({ file: shownFile, size: count, modified: time });

/** All that a server sends in control frames; `re`, the id of the request it answers, beside it. */
export const ServerMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    room: shown,
    client: count,
    history: shown.optional(),
    password: z.literal(true).optional(),
  }),
  z.object({ type: z.literal("admitted") }),
  z.object({
    type: z.literal("welcome"),
    name: shownName,
    client: count.optional(),
    token: token.optional(),
    motd: shown.optional(),
    uploads: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("ack"),
    seq: seq.optional(),
    at: time.optional(),
    away: z.literal(true).optional(),
  }),
  z.object({ type: z.literal("error"), code, message: shown }),
  Entry.omit({ to: true }).extend({ type: z.literal("said"), key: key.optional() }),
  Entry.omit({ action: true }).extend({ type: z.literal("told"), key: key.optional() }),
  z.object({ type: z.literal("live"), seq }),
  z.object({ type: z.literal("history"), entries: z.array(Entry), more: z.boolean() }),
  z.object({ type: z.literal("joined"), at: time, name: shownName, client: count }),
  z.object({ type: z.literal("left"), at: time, name: shownName, client: count }),
  z.object({ type: z.literal("renamed"), at: time, from: shownName, to: shownName, client: count }),
  z.object({ type: z.literal("status"), clients: z.array(ClientRecord), more: z.boolean() }),
  z.object({
    type: z.literal("list"),
    files: z.array(FileFacts.extend({ sha256: sha256.optional() })),
    more: z.boolean(),
  }),
  z.object({
    type: z.literal("who"),
    clients: z.array(z.object({ client: count, name: shownName })),
    more: z.boolean(),
  }),
  z.object({ type: z.literal("help"), lines: z.array(shown) }),
  FileFacts.extend({ type: z.literal("file"), from: count, sha256: sha256.optional() }),
  z.object({ type: z.literal("end"), sha256 }),
  FileFacts.extend({ type: z.literal("about"), sha256 }),
  z.object({ type: z.literal("send"), from: count }),
  z.object({ type: z.literal("stored"), file: shownFile, already: z.literal(true).optional() }),
  z.object({
    type: z.literal("added"),
    at: time,
    name: shownName,
    client: count,
    file: shownFile,
    size: count,
  }),
  z.object({
    type: z.literal("removed"),
    at: time,
    name: shownName,
    client: count,
    file: shownFile,
  }),
  z.object({ type: z.literal("notice"), at: time, text: shownLines }),
  z.object({ type: z.literal("bye"), code, message: shown }),
  Ping,
  Pong,
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** The message of one type. */
export type Message<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
