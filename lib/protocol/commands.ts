// The one table of commands: it feeds the parser, /help, completion and the README.
import type { CommandType } from "./messages.ts";

export interface CommandRow {
  type: CommandType;
  /** The words after "/", the first of them the one that help shows. */
  words: readonly [string, ...string[]];
  /** Whether the first word works without "/", as the whole line: the four of the original. */
  bare: boolean;
  /** The words that follow, as help shows them. */
  usage: string;
  summary: string;
  example?: string;
  /** The command's fields from the text after its word, or undefined where that is wrong usage. */
  fields(rest: string): Record<string, string> | undefined;
}

const nothing = (rest: string) => (rest === "" ? {} : undefined);
const needed = (field: string) => (rest: string) => (rest === "" ? undefined : { [field]: rest });

export const COMMANDS: readonly CommandRow[] = [
  {
    type: "status",
    words: ["status"],
    bare: true,
    usage: "",
    summary: "every client, connected and past",
    fields: nothing,
  },
  {
    type: "list",
    words: ["list", "files"],
    bare: true,
    usage: "",
    summary: "the files on the shelf",
    fields: nothing,
  },
  {
    type: "get",
    words: ["get"],
    bare: true,
    usage: "FILE",
    summary: "download a file",
    example: "/get info.txt",
    fields: needed("file"),
  },
  {
    type: "who",
    words: ["who"],
    bare: false,
    usage: "",
    summary: "who is here now",
    fields: nothing,
  },
  {
    type: "msg",
    words: ["msg"],
    bare: false,
    usage: "NAME TEXT",
    summary: 'a direct message; a name with spaces goes in "quotes"',
    example: '/msg "Ann Lee" see you at six',
    fields: nameAndText,
  },
  {
    type: "nick",
    words: ["nick"],
    bare: false,
    usage: "NAME",
    summary: "change your name",
    fields: (rest) => needed("name")(rest.replace(/^"(.*)"$/s, "$1")),
  },
  {
    type: "say",
    words: ["say"],
    bare: false,
    usage: "TEXT",
    summary: "say it even if it looks like a command",
    example: "/say status",
    fields: needed("text"),
  },
  {
    type: "help",
    words: ["help"],
    bare: false,
    usage: "[COMMAND]",
    summary: "this help, or that of one command",
    example: "/help msg",
    fields: (rest) => (rest === "" ? {} : { command: rest }),
  },
  {
    type: "exit",
    words: ["exit", "quit"],
    bare: true,
    usage: "",
    summary: "leave",
    fields: nothing,
  },
];

/** The row that a word, without its "/", names. */
export function findCommand(word: string): CommandRow | undefined {
  return COMMANDS.find((row) => row.words.includes(word));
}

/** The line that shows how a command is written: `/get FILE`. */
export function usageOf(row: CommandRow): string {
  return `/${row.words[0]}${row.usage ? ` ${row.usage}` : ""}`;
}

/** The lines of /help, aligned; with a command's word, those of that command alone. */
export function helpLines(word?: string): string[] {
  const row = word === undefined ? undefined : findCommand(word.replace(/^\//, ""));
  if (row) return helpOf(row);
  if (word !== undefined) return [`There is no command "${word}"; /help shows them all`];
  const width = Math.max(...COMMANDS.map((each) => usageOf(each).length));
  return COMMANDS.map((each) => `${usageOf(each).padEnd(width)}  ${each.summary}`);
}

function helpOf(row: CommandRow): string[] {
  const [first, ...others] = row.words;
  const same = [...(row.bare ? [first] : []), ...others.map((word) => `/${word}`)];
  return [
    `${usageOf(row)}  ${row.summary}`,
    ...(same.length > 0 ? [`The same: ${same.join(", ")}`] : []),
    ...(row.example ? [`Example: ${row.example}`] : []),
  ];
}

function nameAndText(rest: string): Record<string, string> | undefined {
  const [, quoted, plain, text] = /^(?:"([^"]+)"|([^"\s]\S*))\s+(\S.*)$/s.exec(rest) ?? [];
  const to = quoted ?? plain;
  return to !== undefined && text !== undefined ? { to, text } : undefined;
}
