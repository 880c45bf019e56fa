// The one table of commands: it feeds the parser, /help, completion and the README.
import type { CommandType } from "./messages.ts";

/** A command's fields as they were typed: not checked yet. */
export type Fields = Readonly<Record<string, string | number | true>>;

/** One way to type a command. Our client has rows of its own, and so types beside the room's. */
export interface CommandRow<T extends string = CommandType> {
  type: T;
  /** The words after "/", the first of them the one that help shows. */
  words: readonly [string, ...string[]];
  /** Whether the first word works without "/", as the whole line: the four of the original. */
  bare: boolean;
  /** The words that follow, as help shows them; one that may be left out in brackets. */
  usage: string;
  summary: string;
  /** What one of the words is, where it does not say it itself. */
  hint?: string;
  /** Every row whose usage has a word has one. */
  example?: string;
  /** What Tab offers for the first of the words that follow. */
  completes?: "file" | "name" | "command" | "path";
  /** The command's fields from the text after its word, or undefined where that is wrong usage. */
  fields(rest: string): Fields | undefined;
}

/** The fields of a command that takes no words. */
export function noFields(rest: string): Fields | undefined {
  return rest === "" ? {} : undefined;
}

/** The fields of a command that takes one text, and needs it. */
export function neededField(field: string): (rest: string) => Fields | undefined {
  return (rest) => (rest === "" ? undefined : { [field]: rest });
}

/** The fields of a command that takes one text, which may be left out. */
export function optionalField(field: string): (rest: string) => Fields {
  return (rest) => (rest === "" ? {} : { [field]: rest });
}

export const COMMANDS: readonly CommandRow[] = [
  {
    type: "status",
    words: ["status"],
    bare: true,
    usage: "",
    summary: "every client, connected and past",
    fields: noFields,
  },
  {
    type: "list",
    words: ["list", "files"],
    bare: true,
    usage: "",
    summary: "the files on the shelf",
    fields: noFields,
  },
  {
    type: "get",
    words: ["get"],
    bare: true,
    usage: "FILE",
    summary: "download a file",
    example: "/get info.txt",
    completes: "file",
    fields: neededField("file"),
  },
  {
    type: "rm",
    words: ["rm"],
    bare: false,
    usage: "FILE",
    summary: "take a file off the shelf that you have put there",
    example: "/rm photo.jpg",
    completes: "file",
    fields: neededField("file"),
  },
  {
    type: "who",
    words: ["who"],
    bare: false,
    usage: "",
    summary: "who is here now",
    fields: noFields,
  },
  {
    type: "msg",
    words: ["msg"],
    bare: false,
    usage: "NAME TEXT",
    summary: 'a direct message; a name with spaces goes in "quotes"',
    example: '/msg "Ann Lee" hello',
    completes: "name",
    fields: nameAndText,
  },
  {
    type: "history",
    words: ["history"],
    bare: false,
    usage: "[N|before SEQ]",
    summary: "the last messages, or those before one of them",
    example: "/history before 120",
    fields: historyFields,
  },
  {
    type: "search",
    words: ["search"],
    bare: false,
    usage: "TEXT",
    summary: "the newest messages that have these words",
    example: "/search tea biscuits",
    fields: neededField("text"),
  },
  {
    type: "nick",
    words: ["nick"],
    bare: false,
    usage: "NAME",
    summary: "change your name",
    example: "/nick Ann Lee",
    fields: (rest) => neededField("name")(rest.replace(/^"(.*)"$/s, "$1")),
  },
  {
    type: "say",
    words: ["me"],
    bare: false,
    usage: "TEXT",
    summary: "say what you do",
    example: "/me waves",
    fields: (rest) => (rest === "" ? undefined : { text: rest, action: true }),
  },
  {
    type: "say",
    words: ["say"],
    bare: false,
    usage: "TEXT",
    summary: "say it even if it looks like a command",
    example: "/say status",
    fields: neededField("text"),
  },
  {
    type: "help",
    words: ["help"],
    bare: false,
    usage: "[COMMAND]",
    summary: "this help, or that of one command",
    example: "/help msg",
    completes: "command",
    fields: optionalField("command"),
  },
  {
    type: "exit",
    words: ["exit", "quit"],
    bare: true,
    usage: "",
    summary: "leave",
    fields: noFields,
  },
];

/** The row of a table that a word, without its "/", names. */
export function findCommand<T extends string = CommandType>(
  word: string,
  rows: readonly CommandRow<T>[],
): CommandRow<T> | undefined {
  return rows.find((row) => row.words.includes(word));
}

/** The line that shows how a command is written: `/get FILE`. */
export function usageOf(row: CommandRow<string>): string {
  return `/${row.words[0]}${row.usage ? ` ${row.usage}` : ""}`;
}

/** What is said where a command is written wrongly. */
export function usageText(row: CommandRow<string>): string {
  return `Usage: ${usageOf(row)}${row.hint ? `; ${row.hint}` : ""}`;
}

/** The lines of /help, aligned; with a command's word, those of that command alone. Some have `more` commands. */
export function helpLines(word?: string, more: readonly CommandRow[] = []): string[] {
  const rows = [...COMMANDS, ...more];
  const row = word === undefined ? undefined : findCommand(word.replace(/^\//, ""), rows);
  if (row) return helpOf(row);
  if (word !== undefined) return [`There is no command "${word}"; /help shows them all`];
  const width = Math.max(...rows.map((each) => usageOf(each).length));
  return rows.map((each) => `${usageOf(each).padEnd(width)}  ${each.summary}`);
}

/** The other ways to write a command: `list`, `/files`. */
export function otherForms({ bare, words: [first, ...others] }: CommandRow<string>): string[] {
  return [...(bare ? [first] : []), ...others.map((word) => `/${word}`)];
}

function helpOf(row: CommandRow): string[] {
  const same = otherForms(row);
  return [
    `${usageOf(row)}  ${row.summary}`,
    ...(row.hint ? [row.hint] : []),
    ...(same.length > 0 ? [`The same: ${same.join(", ")}`] : []),
    ...(row.example ? [`Example: ${row.example}`] : []),
  ];
}

function historyFields(rest: string): Fields | undefined {
  const [, before, digits] = /^(before\s+)?([1-9]\d{0,14})$/.exec(rest) ?? [];
  if (digits === undefined) return rest === "" ? {} : undefined;
  return { [before ? "before" : "last"]: Number(digits) };
}

// A name that has one kind of quotes goes into the other.
const FIRST_WORD = /^(?:"([^"]+)"|'([^']+)'|([^"\s]\S*))(?:\s+(\S.*))?$/s;

/** A name, which goes in quotes where it has spaces, and what follows it; both empty where there is none. */
export function firstWord(text: string): { word: string; rest: string } {
  const [, double, single, plain, rest = ""] = FIRST_WORD.exec(text) ?? [];
  return { word: double ?? single ?? plain ?? "", rest };
}

function nameAndText(text: string): Fields | undefined {
  const { word, rest } = firstWord(text);
  return word !== "" && rest !== "" ? { to: word, text: rest } : undefined;
}
