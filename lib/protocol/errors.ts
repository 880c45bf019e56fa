// The refusals a peer may meet: one table of codes for the wire, the exit codes and the documents.
import { EXIT, type ExitCode } from "./exits.ts";

interface ErrorRow {
  /** What it means, for PROTOCOL.md. */
  means: string;
  /** What a script gets when its request ends so. */
  exit: ExitCode;
}

export const ERRORS = {
  version: {
    means: "The preface names a version that this server does not speak.",
    exit: EXIT.refused,
  },
  "bad-frame": {
    means: "A frame of an unknown kind, or a chunk too short for its transfer id.",
    exit: EXIT.network,
  },
  "bad-message": {
    means: "A control frame that is no JSON, of unknown type, or with a missing or wrong field.",
    exit: EXIT.usage,
  },
  "bad-text": { means: "Text that is no UTF-8 or contains NUL.", exit: EXIT.usage },
  "too-long": { means: "A frame, message or line over its limit.", exit: EXIT.usage },
  "no-transfer": { means: "A chunk for a transfer that is not open.", exit: EXIT.network },
  "not-named": { means: "The request needs a name first.", exit: EXIT.refused },
  "name-refused": { means: "The name breaks a rule of names.", exit: EXIT.refused },
  "name-taken": { means: "Someone present has that name.", exit: EXIT.refused },
  "password-needed": {
    means: "The room has a password, which comes before the name.",
    exit: EXIT.refused,
  },
  "wrong-password": { means: "That is not the room's password.", exit: EXIT.refused },
  banned: {
    means: "The host keeps the name or the address out, or it gave too many wrong passwords.",
    exit: EXIT.refused,
  },
  crowded: {
    means: "Too many connections from one address, at once or in a second; try again later.",
    exit: EXIT.refused,
  },
  kicked: { means: "The host sent the guest away.", exit: EXIT.refused },
  muted: { means: "The host lets the guest listen and not speak.", exit: EXIT.refused },
  "host-only": { means: "The host alone can ask for that.", exit: EXIT.refused },
  "name-timeout": { means: "No name within the time allowed at the door.", exit: EXIT.refused },
  full: { means: "Every place is taken.", exit: EXIT.refused },
  "unknown-command": { means: "No command is called so.", exit: EXIT.usage },
  usage: { means: "A command with wrong or missing words.", exit: EXIT.usage },
  "no-such-client": {
    means: "Nobody here has that name, or cannot be reached so.",
    exit: EXIT.notFound,
  },
  "not-stored": {
    means: "The server could not store the message, and nobody has seen it; try again.",
    exit: EXIT.refused,
  },
  "not-read": { means: "The history cannot be read now; try again.", exit: EXIT.refused },
  "no-session": {
    means: "No session has that token, or it has expired; join anew.",
    exit: EXIT.refused,
  },
  "came-back": {
    means: "The client came back on another connection, and this one ends.",
    exit: EXIT.refused,
  },
  "not-found": { means: "The shelf has no such file.", exit: EXIT.notFound },
  broken: {
    means: "The file changed or failed while it was sent, or is not what was announced; try again.",
    exit: EXIT.verification,
  },
  "uploads-off": { means: "The server takes no files.", exit: EXIT.refused },
  "file-refused": { means: "No file of that name can be put on the shelf.", exit: EXIT.refused },
  exists: { means: "The shelf has another file of that name.", exit: EXIT.refused },
  "too-large": {
    means: "The file is over the limit of one file, or over what is left of the quota.",
    exit: EXIT.refused,
  },
  "no-space": {
    means: "The server's disk has no room for the file, or does not take it.",
    exit: EXIT.refused,
  },
  busy: {
    means: "Too many uploads are under way, or one of the same file; try again.",
    exit: EXIT.refused,
  },
  "not-yours": {
    means: "A file is removed only by who put it there, or by the host.",
    exit: EXIT.refused,
  },
  cancelled: { means: "The client cancelled the transfer.", exit: EXIT.refused },
  "too-slow": {
    means: "The guest did not read what it was sent, or did not send what it had announced.",
    exit: EXIT.network,
  },
  foreign: { means: "The opening belongs to another protocol.", exit: EXIT.network },
  internal: { means: "The server failed, and has logged why.", exit: EXIT.network },
  exit: { means: "The guest asked to leave.", exit: EXIT.ok },
  shutdown: { means: "The server is stopping.", exit: EXIT.network },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** Whether a text is a code of the table. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

/** An expected refusal: a code of the table, and a sentence for a person. */
export interface Refusal {
  code: ErrorCode;
  message: string;
}

/** What a peer is told of a fault of ours. */
export const FAULT: Refusal = {
  code: "internal",
  message: "The server failed, and has logged why",
};

/** Either a value, or the refusal that stands in its place. */
export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** A result that is a refusal. */
export function refuse(code: ErrorCode, message: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, message } };
}
