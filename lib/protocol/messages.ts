// Every control message, both ways: schemas that validate once at the edge, and the types all else uses.
import { z } from "zod";
import { ERRORS, refuse, type ErrorCode, type Result } from "./errors.ts";
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
import { cleanText, decodeUtf8 } from "./text.ts";

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

/** A command that has its fields but was not validated yet, checked; refused with a code where it is wrong. */
export function checkCommand(raw: {
  type: CommandType;
  [field: string]: unknown;
}): Result<Command> {
  // Who typed a text knows no fields: it is what cannot be sent.
  return check(Command, raw, (field) => (field === "text" ? "Cannot send it" : cannotRead(field)));
}

/**
 * The message in a control frame's payload. Fields that are not known are left out; a type that is not
 * known, or a field that is missing or wrong, refuses it.
 */
export function readControl<T extends z.ZodType>(
  schema: T,
  payload: Uint8Array,
): { id: number | undefined; result: Result<z.infer<T>> } {
  const text = decodeUtf8(payload);
  if (text === undefined) {
    return { id: undefined, result: refuse("bad-text", "Cannot read a message: it is no UTF-8") };
  }
  const json = parseJson(text);
  return { id: idOf(json), result: check(schema, json) };
}

function idOf(json: unknown): number | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const id = "id" in json ? requestId.safeParse(json.id).data : undefined;
  return id ?? ("re" in json ? requestId.safeParse(json.re).data : undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function check<T extends z.ZodType>(
  schema: T,
  raw: unknown,
  cannot: (field: string) => string = cannotRead,
): Result<z.infer<T>> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const why = cleanText(whyOf(issue, raw));
  return refuse(codeOf(issue), `${cannot(issue?.path.join(".") ?? "")}: ${why}`);
}

function cannotRead(field: string): string {
  return `Cannot read ${field ? `"${field}"` : "a message"}`;
}

const KINDS: Record<string, string> = { int: "a whole number, 0 or more", object: "an object" };

/** The first thing that is wrong, in our words. */
function whyOf(issue: z.core.$ZodIssue | undefined, raw: unknown): string {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return "it is no JSON object";
  const field = String(issue?.path[0] ?? "");
  if (!Object.hasOwn(raw, field)) return "it is missing";
  if (issue?.code === "invalid_union") return "there is no such type";
  if (issue?.code === "invalid_value") return `it can only be ${issue.values.join(" or ")}`;
  if (issue?.code === "invalid_type")
    return `it must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
  return issue?.message ?? "it is wrong";
}

function codeOf(issue: z.core.$ZodIssue | undefined): ErrorCode {
  const named = issue?.code === "custom" ? issue.params?.["code"] : undefined;
  return typeof named === "string" && isErrorCode(named) ? named : "bad-message";
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
