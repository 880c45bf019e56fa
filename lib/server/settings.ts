// The server's flags: one table for parsing, environment, --help and the README.
import { z } from "zod";
import {
  DEFAULT_PLACES,
  DEFAULT_PORT,
  HISTORY_LAST,
  KEPT_BYTES,
  MAX_NAME_TIMEOUT_S,
  MAX_PLACES,
  MAX_RATE_MESSAGES,
  MOTD_CHARACTERS,
  NAME_TIMEOUT_S,
  RATE_MESSAGES,
  REPLAYED_MESSAGES,
  ROOM_NAME_CHARACTERS,
  UPLOAD_FILE_BYTES,
  UPLOAD_QUOTA_BYTES,
} from "../protocol/limits.ts";
import {
  flagLines,
  readSettings,
  UsageError,
  type Flags,
  type SettingsOf,
} from "../protocol/settings.ts";
import { readBytes } from "../protocol/sizes.ts";
import { ON_DUPLICATE } from "../files/place.ts";
import type { UploadRules } from "../files/uploads.ts";
import { cleanText } from "../protocol/text.ts";
import { LEVELS } from "./log.ts";
import { memoryText } from "./memory.ts";
import { readKeep } from "./retention.ts";
import { checkTls } from "./tls-settings.ts";

/** A whole number within bounds, given as text. */
function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.number({ error }).min(min, error).max(max, error));
}

/** A number of bytes, given as text. */
function bytes() {
  const error = "must be a size, as 500MB or 2GiB";
  return z.string().transform(readBytes).pipe(z.number({ error }));
}

/** How much of the history is kept, given as text. */
function keep() {
  const error = "must be an age, a size or both, as 30d, 1GiB or 30d,1GiB, or all";
  return z.string().transform((text, context) => {
    const bounds = readKeep(text);
    if (!bounds) context.addIssue({ code: "custom", message: error });
    return bounds ?? z.NEVER;
  });
}

function oneOf<const T extends readonly [string, ...string[]]>(names: T) {
  return z.enum(names, { error: `must be one of ${names.join(", ")}` });
}

const oneLine = (max: number) =>
  z
    .string()
    .transform(cleanText)
    .pipe(z.string().max(max, `must have at most ${max} characters`));

export const SERVER_FLAGS = {
  host: {
    short: "b",
    value: "ADDRESS",
    help: "address to listen on; 0.0.0.0 or :: for the network (127.0.0.1)",
    schema: z.string().default("127.0.0.1"),
  },
  port: {
    short: "p",
    value: "PORT",
    help: `TCP port; 0 for a free one (${DEFAULT_PORT})`,
    schema: whole(0, 65535).default(DEFAULT_PORT),
  },
  maxClients: {
    short: "m",
    value: "N",
    help: `places in the room (${DEFAULT_PLACES})`,
    schema: whole(1, MAX_PLACES).default(DEFAULT_PLACES),
  },
  repo: { value: "FOLDER", help: "the shelf (repo)", schema: z.string().default("repo") },
  allowUpload: { help: "guests may put files on the shelf", schema: z.boolean().default(false) },
  uploadQuota: {
    value: "SIZE",
    help: "what they may put there in all (1GiB)",
    schema: bytes().default(UPLOAD_QUOTA_BYTES),
  },
  uploadLimit: {
    value: "SIZE",
    help: "how large one file of theirs may be (1GiB)",
    schema: bytes().default(UPLOAD_FILE_BYTES),
  },
  onDuplicate: {
    value: "HOW",
    help: "a name that is taken: error, overwrite or rename (rename)",
    schema: oneOf(ON_DUPLICATE).default("rename"),
  },
  name: {
    value: "NAME",
    help: "what the room is called (Parlor)",
    schema: oneLine(ROOM_NAME_CHARACTERS).default("Parlor"),
  },
  motd: {
    value: "TEXT",
    help: "a line for newcomers (none)",
    schema: oneLine(MOTD_CHARACTERS).default(""),
  },
  motdFile: {
    value: "FILE",
    help: "the same from a file, read anew on SIGHUP",
    schema: z.string().optional(),
  },
  passwordFile: {
    value: "FILE",
    help: "guests have to give the password in its first line, or in PARLOR_PASSWORD; turns TLS on",
    schema: z.string().optional(),
  },
  insecure: {
    help: "with --no-tls: a password may cross the network in clear text",
    schema: z.boolean().default(false),
  },
  data: {
    value: "FOLDER",
    help: "where what is said and who was here is kept (.parlor)",
    schema: z.string().default(".parlor"),
  },
  keep: {
    value: "AGE|SIZE",
    help: "how much is kept: as 30d, 1GiB, 30d,1GiB or all (1GiB)",
    schema: keep().default({ bytes: KEPT_BYTES }),
  },
  ephemeral: { help: "nothing is kept when the server stops", schema: z.boolean().default(false) },
  replay: {
    value: "N",
    help: `messages that newcomers are shown (${REPLAYED_MESSAGES})`,
    schema: whole(0, HISTORY_LAST).default(REPLAYED_MESSAGES),
  },
  nameTimeout: {
    value: "SECONDS",
    help: `how long a guest may take to give a name (${NAME_TIMEOUT_S})`,
    schema: whole(1, MAX_NAME_TIMEOUT_S).default(NAME_TIMEOUT_S),
  },
  rate: {
    value: "N",
    help: `messages a second of one guest, who waits beyond them; 0 for any number (${RATE_MESSAGES})`,
    schema: whole(0, MAX_RATE_MESSAGES).default(RATE_MESSAGES),
  },
  tls: {
    help: "speak TLS, with a certificate made for this room",
    schema: z.boolean().default(false),
  },
  noTls: {
    help: "speak in the clear although there is a password",
    schema: z.boolean().default(false),
  },
  tlsCert: {
    value: "FILE",
    help: "speak TLS, with the certificate (and its chain) in a PEM file",
    schema: z.string().optional(),
  },
  tlsKey: { value: "FILE", help: "the certificate's private key", schema: z.string().optional() },
  logLevel: {
    value: "LEVEL",
    help: "debug, info, warn or error (info)",
    schema: oneOf(LEVELS).default("info"),
  },
  logFormat: {
    value: "FORMAT",
    help: "pretty or json (pretty)",
    schema: oneOf(["pretty", "json"]).default("pretty"),
  },
  help: { short: "h", help: "this help", schema: z.boolean().default(false) },
  version: { short: "V", help: "the version", schema: z.boolean().default(false) },
} satisfies Flags;

export type ServerSettings = SettingsOf<typeof SERVER_FLAGS>;

/**
 * The server's settings.
 * @throws UsageError that names the flag and what was wrong
 */
export function readServerSettings(
  argv: readonly string[],
  env: Record<string, string | undefined>,
): ServerSettings {
  const { settings, words } = readSettings(SERVER_FLAGS, argv, env);
  if (words.length > 0)
    throw new UsageError(`Cannot use "${words[0]}": the server takes flags only`);
  checkTls(settings);
  if (settings.motd !== "" && settings.motdFile !== undefined)
    throw new UsageError("Cannot use --motd-file: --motd says already what newcomers are told");
  return settings;
}

/** The rules for guests' files; undefined where they may put none. */
export function uploadRules(settings: ServerSettings): UploadRules | undefined {
  const { allowUpload, uploadQuota: quota, uploadLimit: file, onDuplicate } = settings;
  return allowUpload ? { quota, file, onDuplicate } : undefined;
}

/** What `--help` prints; the memory is that of a room with so many places. */
export function serverHelp(places = DEFAULT_PLACES): string {
  return [
    "Usage: bun server.ts [FLAG...]",
    "",
    "One room behind one TCP port: talk, and a shelf of files.",
    "",
    ...flagLines(SERVER_FLAGS),
    "",
    memoryText(places),
  ].join("\n");
}
