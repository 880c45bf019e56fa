// The commands of the chat: those of the room, and what our client does by itself.
import { z } from "zod";
import { COMMANDS, noFields, optionalField, type CommandRow } from "../../protocol/commands.ts";
import type { Result } from "../../protocol/errors.ts";
import type { Command, CommandType } from "../../protocol/messages.ts";
import { checkCommand } from "../../protocol/read-message.ts";
import { HOST_COMMANDS } from "../../protocol/host-commands.ts";
import { parseTyped } from "../../protocol/parse.ts";
import { cleanLines } from "../../protocol/text.ts";

const TIME_WORDS = ["on", "off"] as const;
const BELL_WORDS = ["on", "off", "all"] as const;

/** What our client does by itself, without the server. */
const OwnCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("fetch"), files: z.string().optional() }),
  z.object({ type: z.literal("share"), paths: z.string() }),
  z.object({ type: z.literal("transfers") }),
  z.object({ type: z.literal("stop"), which: z.string().optional() }),
  z.object({ type: z.literal("time"), when: z.enum(TIME_WORDS) }),
  z.object({ type: z.literal("bell"), when: z.enum(BELL_WORDS) }),
  z.object({ type: z.literal("ignore"), name: z.string().optional() }),
  z.object({ type: z.literal("clear") }),
]);
type OwnCommand = z.infer<typeof OwnCommand>;

/** What a line of the chat asks for. */
export type Typed = Command | OwnCommand;

/** The usage and the fields of a command that takes one of these words. */
function oneOf(words: readonly string[]): Pick<CommandRow<string>, "usage" | "fields"> {
  return {
    usage: words.join("|"),
    fields: (rest) => (words.includes(rest) ? { when: rest } : undefined),
  };
}

export const OWN_COMMANDS: readonly CommandRow<OwnCommand["type"]>[] = [
  {
    type: "share",
    words: ["put"],
    bare: false,
    usage: "FILE...",
    summary: "put files of yours on the shelf",
    example: "/put ~/photo.jpg",
    completes: "path",
    fields: (rest) => (rest === "" ? undefined : { paths: rest }),
  },
  {
    type: "transfers",
    words: ["transfers"],
    bare: false,
    usage: "",
    summary: "what is under way, and how far",
    fields: noFields,
  },
  {
    type: "stop",
    words: ["cancel"],
    bare: false,
    usage: "[NUMBER|FILE]",
    summary: "stop what is under way; asked for again, it goes on",
    example: "/cancel 2",
    completes: "file",
    fields: optionalField("which"),
  },
  {
    type: "time",
    words: ["time"],
    bare: false,
    ...oneOf(TIME_WORDS),
    summary: "show when each line was said",
    example: "/time on",
  },
  {
    type: "bell",
    words: ["bell"],
    bare: false,
    ...oneOf(BELL_WORDS),
    summary: "ring when you are meant, never, or for all talk",
    example: "/bell all",
  },
  {
    type: "ignore",
    words: ["ignore"],
    bare: false,
    usage: "[NAME]",
    summary: "hear no more of someone, or hear them again",
    example: "/ignore bob",
    completes: "name",
    fields: (rest) => optionalField("name")(rest.replace(/^(["'])(.*)\1$/s, "$2")),
  },
  {
    type: "clear",
    words: ["clear"],
    bare: false,
    usage: "",
    summary: "empty the screen",
    fields: noFields,
  },
];

/** What `get` is here: it may go without a file, since we can ask which, and with several, since we know the shelf's names. */
const FETCH: Omit<CommandRow<OwnCommand["type"]>, "words" | "bare"> = {
  type: "fetch",
  usage: "[FILE...]",
  summary: "download files; patterns work too",
  example: "/get info.txt *.pdf",
  completes: "file",
  fields: optionalField("files"),
};

/** Everything that can be typed in the chat. */
export const CHAT_COMMANDS: readonly CommandRow<Typed["type"]>[] = [
  ...COMMANDS.map((row): CommandRow<Typed["type"]> =>
    row.type === "get" ? { ...row, ...FETCH } : row,
  ),
  ...OWN_COMMANDS,
];

/** The same for the host at its console, who has more, and one name for good. */
export const CONSOLE_COMMANDS: readonly CommandRow<Typed["type"]>[] = [
  ...CHAT_COMMANDS.filter(({ type }) => type !== "nick"),
  ...HOST_COMMANDS,
];

/** What a line, or a text of several, asks for of all that can be, or why it cannot be done. */
export function readTyped(line: string, rows = CHAT_COMMANDS): Result<Typed> {
  const parsed = parseTyped(cleanLines(line), rows);
  if (!parsed.ok) return parsed;
  const { type, fields } = parsed.value;
  return isRooms(type)
    ? checkCommand({ type, ...fields })
    : { ok: true, value: OwnCommand.parse({ type, ...fields }) };
}

function isRooms(type: Typed["type"]): type is CommandType {
  return [...COMMANDS, ...HOST_COMMANDS].some((row) => row.type === type);
}
