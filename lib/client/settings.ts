// The client's flags and words: where to, as whom, and to do what.
import { z } from "zod";
import { ON_DUPLICATE } from "../files/place.ts";
import { DEFAULT_PORT, HISTORY_LAST, REPLAYED_MESSAGES } from "../protocol/limits.ts";
import {
  flagLines,
  flagName,
  readSettings,
  UsageError,
  type Flags,
  type SettingsOf,
} from "../protocol/settings.ts";
import { ACTIONS, isAction, type ActionName } from "./actions.ts";
import { readFingerprint } from "./fingerprint.ts";
import type { Address } from "../protocol/address.ts";

export const DEFAULT_ADDRESS: Address = { host: "127.0.0.1", port: DEFAULT_PORT };

const onOff = () => z.boolean().default(false);

/** A whole number within bounds, given as text. */
function whole(min: number, max: number, error: string) {
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
}

export const CLIENT_FLAGS = {
  name: { short: "n", value: "NAME", help: "your name in the room", schema: z.string().optional() },
  out: {
    short: "o",
    value: "FOLDER",
    help: "where downloads go (downloads)",
    schema: z.string().default("downloads"),
  },
  onDuplicate: {
    value: "HOW",
    help: `get: where the folder has another file of that name: ${ON_DUPLICATE.join(", ")} (rename)`,
    schema: z
      .enum(ON_DUPLICATE, { error: `it must be one of ${ON_DUPLICATE.join(", ")}` })
      .default("rename"),
  },
  stdout: { help: "get: write the file to standard output", schema: onOff() },
  all: { help: "history: every message that is kept", schema: onOff() },
  last: {
    value: "N",
    help: `history: as many of the newest messages (${REPLAYED_MESSAGES})`,
    schema: whole(
      1,
      HISTORY_LAST,
      `it must be from 1 to ${HISTORY_LAST.toLocaleString("en-US")}; --all shows more`,
    ).default(REPLAYED_MESSAGES),
  },
  since: {
    value: "SEQ",
    help: "history, tail: the messages after the one of that number",
    schema: whole(
      0,
      Number.MAX_SAFE_INTEGER,
      "it must be the number of a message, or 0",
    ).optional(),
  },
  json: { help: "one JSON object a line", schema: onOff() },
  tls: {
    help: "speak TLS; a server is known by its fingerprint from its first time on",
    schema: onOff(),
  },
  noTls: {
    help: "speak in the clear, also to a server that is known to speak TLS",
    schema: onOff(),
  },
  ca: {
    value: "FILE",
    help: "speak TLS to a server for whose name these certificates vouch (PEM)",
    schema: z.string().optional(),
  },
  fingerprint: {
    value: "HEX",
    help: "speak TLS to the server that has this SHA-256 fingerprint",
    schema: z
      .string()
      .transform((text, context) => {
        const fingerprint = readFingerprint(text);
        const message = "it must be a SHA-256 fingerprint: 64 hex digits, with or without colons";
        if (fingerprint === undefined) context.addIssue({ code: "custom", message });
        return fingerprint ?? z.NEVER;
      })
      .optional(),
  },
  passwordFile: {
    value: "FILE",
    help: "the room's password, in the first line of a file, or in PARLOR_PASSWORD",
    schema: z.string().optional(),
  },
  insecure: {
    help: "a password may cross the network in clear text",
    schema: onOff(),
  },
  private: { help: "chat: keep nothing of what is typed for the next run", schema: onOff() },
  quiet: { short: "q", help: "no remarks on standard error", schema: onOff() },
  help: { short: "h", help: "this help", schema: onOff() },
  version: { short: "V", help: "the version", schema: onOff() },
} satisfies Flags;

/** The flags that mean something to a few actions alone, and to which. */
const OF_ACTIONS: Partial<Record<string, readonly ActionName[]>> = {
  stdout: ["get"],
  onDuplicate: ["get"],
  all: ["history"],
  last: ["history"],
  since: ["history", "tail"],
};

/** The flags of which each says alone which messages are meant. */
const RANGES = ["all", "last", "since"] as const;

export type ClientSettings = SettingsOf<typeof CLIENT_FLAGS>;

/** What one run of the client is to do. Without an action it chats, or sends the lines of a pipe. */
export interface Plan {
  settings: ClientSettings;
  address: Address;
  action: ActionName | undefined;
  words: string[];
  /** The settings that were given as flags. */
  flagged: ReadonlySet<string>;
}

/**
 * The plan that flags, environment and words make.
 * @throws UsageError that names what was wrong
 */
export function readPlan(argv: readonly string[], env: Record<string, string | undefined>): Plan {
  const { settings, flagged, words } = readSettings(CLIENT_FLAGS, argv, env);
  // Who asks for help gets it, whatever else was wrong.
  if (settings.help || settings.version)
    return { settings, address: DEFAULT_ADDRESS, action: undefined, words, flagged };
  checkTls(settings);
  const [first] = words;
  const address =
    first === undefined || isAction(first) ? DEFAULT_ADDRESS : parseAddress(words.shift() ?? "");
  const action = words.shift();
  checkFlags(flagged, action);
  if (action === undefined) return { settings, address, action, words, flagged };
  if (!isAction(action)) {
    const known = Object.keys(ACTIONS).join(", ");
    throw new UsageError(`Cannot do "${action}": the client knows ${known}`);
  }
  const { takes, usage } = ACTIONS[action];
  const enough = words.length >= takes.min && words.length <= takes.max;
  if (!enough) throw new UsageError(`Usage: bun client.ts [HOST[:PORT]] ${usage}`);
  if (flagged.has("stdout") && flagged.has("json"))
    throw new UsageError("Cannot use --json: standard output has the file");
  return { settings, address, action, words, flagged };
}

function checkFlags(flagged: ReadonlySet<string>, action: string | undefined): void {
  for (const flag of flagged) {
    const owners = OF_ACTIONS[flag];
    if (owners && !owners.some((owner) => owner === action))
      throw new UsageError(`Cannot use --${flagName(flag)}: it belongs to ${owners.join(" and ")}`);
  }
  const [one, other] = RANGES.filter((flag) => flagged.has(flag));
  if (other) throw new UsageError(`Cannot use --${other}: --${one} says already which messages`);
}

function checkTls({ tls, noTls, ca, fingerprint }: ClientSettings): void {
  if (ca !== undefined && fingerprint !== undefined)
    throw new UsageError("Cannot use --ca: --fingerprint says already which server it is");
  const asked =
    ca !== undefined
      ? "--ca"
      : fingerprint !== undefined
        ? "--fingerprint"
        : tls
          ? "--tls"
          : undefined;
  if (noTls && asked) throw new UsageError(`Cannot use --no-tls: ${asked} asks for TLS`);
}

/** Which messages a history is of: those after one, or so many of the newest. */
export type HistoryRange = { since: number } | { last: number };

/** The range that the flags say; without one of them what the environment does. */
export function rangeOf({ settings, flagged }: Pick<Plan, "settings" | "flagged">): HistoryRange {
  const { all, last, since } = settings;
  const flag = RANGES.find((each) => flagged.has(each));
  if (flag === "last") return { last };
  if (flag !== "all" && since !== undefined) return { since };
  return all ? { since: 0 } : { last };
}

/**
 * Checks that a plan can be that of a chat.
 * @throws UsageError that names the flag that only means something in scripts
 */
export function checkChat({ flagged }: Plan): void {
  const flag = ["json", "quiet"].find((key) => flagged.has(key));
  if (flag) throw new UsageError(`Cannot use --${flag}: a chat is for people; name an action`);
}

/**
 * `HOST`, `HOST:PORT`, `[IPV6]:PORT` or a bare IPv6 address.
 * @throws UsageError
 */
export function parseAddress(text: string): Address {
  const wrong = (why: string) => new UsageError(`Cannot use "${text}" as HOST[:PORT]: ${why}`);
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(text);
  const colons = text.split(":").length - 1;
  const [host, port] = bracketed
    ? [bracketed[1], bracketed[2]]
    : colons > 1
      ? [text, undefined]
      : text.split(":", 2);
  if (!host) throw wrong("the host is missing");
  if (/[[\]]/.test(host)) throw wrong("its brackets are for an IPv6 address, as in [::1]:12345");
  if (port === undefined) return { host, port: DEFAULT_ADDRESS.port };
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65535) throw wrong("the port must be a whole number from 1 to 65535");
  return { host, port: number };
}

export function clientHelp(): string {
  const rows = Object.values(ACTIONS).map(
    ({ usage, summary }) => `  ${usage.padEnd(18)}  ${summary}`,
  );
  return [
    "Usage: bun client.ts [HOST[:PORT]] [FLAG...] [ACTION]",
    "",
    `Joins a room (${DEFAULT_ADDRESS.host}:${DEFAULT_ADDRESS.port}) to talk; with an action, does that and leaves.`,
    "Lines from a pipe are sent as messages.",
    "",
    ...rows,
    "",
    ...flagLines(CLIENT_FLAGS),
  ].join("\n");
}
