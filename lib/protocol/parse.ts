// A typed line to a command. Bare words stay free for talk: only the table's bare ones, as the whole line.
import { distance } from "fastest-levenshtein";
import { COMMANDS, findCommand, usageText, type CommandRow, type Fields } from "./commands.ts";
import { durationText } from "./durations.ts";
import { refuse, type Result } from "./errors.ts";
import type { Command } from "./messages.ts";
import { checkCommand } from "./read-message.ts";
import { cleanText } from "./text.ts";

/** What was typed: a command of the table and its fields, which are not checked yet. Talk is `say`. */
export interface Typed<T extends string> {
  type: T | "say";
  fields: Fields;
}

/** The room's command that a line without its ending is, or why it is none; guests have no others than these. */
export function parseLine(line: string, rows: readonly CommandRow[] = COMMANDS): Result<Command> {
  const typed = parseTyped(line, rows);
  return typed.ok ? checkCommand({ type: typed.value.type, ...typed.value.fields }) : typed;
}

/**
 * The same over any table. A row that may be followed by nothing is meant by its bare word alone too; a
 * text of several lines is never a bare command.
 */
export function parseTyped<T extends string>(
  line: string,
  rows: readonly CommandRow<T>[],
): Result<Typed<T>> {
  if (line.startsWith("/")) return parseSlash(line.trimEnd(), rows);
  const bare = rows.find((row) => row.bare && isWhole(row, line.trimEnd()));
  if (bare) return build(bare, argumentsOf(line));
  return { ok: true, value: { type: "say", fields: { text: line } } };
}

function parseSlash<T extends string>(
  line: string,
  rows: readonly CommandRow<T>[],
): Result<Typed<T>> {
  const word = line.slice(1).split(/\s/, 1)[0] ?? "";
  const row = findCommand(word, rows);
  if (row) return build(row, argumentsOf(line));
  const near = nearestWord(word, rows);
  const hint = near ? `did you mean /${near}?` : "/help shows them, /say says it anyway";
  return refuse("unknown-command", `Cannot run "/${word}": there is no such command; ${hint}`);
}

function build<T extends string>(row: CommandRow<T>, rest: string): Result<Typed<T>> {
  const fields = row.fields(rest);
  if (!fields) return refuse("usage", usageText(row));
  return { ok: true, value: { type: row.type, fields } };
}

/** "get" alone is talk, "get FILE" the command; a word that takes nothing is the command only when alone. */
function isWhole(row: CommandRow<string>, line: string): boolean {
  const [word] = row.words;
  if (line === word) return row.usage === "" || row.usage.startsWith("[");
  return row.usage !== "" && line.startsWith(`${word} `) && !line.includes("\n");
}

function argumentsOf(line: string): string {
  const space = line.search(/\s/);
  return space < 0 ? "" : line.slice(space).trim();
}

/** The word of a table that was probably meant: one that the typed begins, or the nearest within two edits (short words: one). */
function nearestWord(typed: string, rows: readonly CommandRow<string>[]): string | undefined {
  const word = typed.toLowerCase();
  if (word === "") return undefined;
  const words = rows.flatMap((row) => row.words);
  const ranked = words
    .map((each) => ({ each, edits: each.startsWith(word) ? 0 : distance(word, each) }))
    .toSorted((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.min(2, word.length / 2) ? best.each : undefined;
}

/** A command on one line as it would be typed, for a log; the text of a direct message is not the log's. */
export function typedForm(command: Command): string {
  switch (command.type) {
    case "say":
      return `${command.action ? "/me " : ""}${command.text.replaceAll("\n", " ⏎ ")}`;
    case "msg":
      return `/msg ${command.to} …`;
    case "nick":
      return `/nick ${command.name}`;
    case "resume":
      return "(comes back)";
    case "history": {
      const { before, since, last } = command;
      if (since !== undefined) return `/history since ${since}`;
      return ["/history", before === undefined ? last : `before ${before}`].join(" ").trimEnd();
    }
    case "search":
      return `/search ${command.text}`;
    case "get":
      return `get ${command.file}`;
    case "about":
    case "put":
    case "rm":
      return `/${command.type} ${cleanText(command.file)}`;
    case "cancel":
      return `/cancel ${command.transfer}`;
    case "help":
      return command.command === undefined ? "/help" : `/help ${command.command}`;
    case "status":
    case "list":
    case "exit":
      return command.type;
    case "password":
      return "(a password)";
    case "kick":
      return slashed("kick", command.name, command.why);
    case "ban":
      return slashed("ban", command.who, timeText(command.ms));
    case "unban":
      return slashed("unban", command.who);
    case "mute":
      return slashed("mute", command.name, timeText(command.ms));
    case "announce":
      return slashed("announce", command.text.replaceAll("\n", " ⏎ "));
    case "motd":
      return slashed("motd", command.text === "" ? "off" : command.text);
    case "shutdown":
      return slashed("shutdown", timeText(command.ms));
    case "who":
      return "/who";
  }
}

/** A command of the host, and the words behind it that were given. */
function slashed(...given: readonly (string | undefined)[]): string {
  return `/${given.filter((word) => word !== undefined).join(" ")}`;
}

function timeText(ms: number | undefined): string | undefined {
  return ms === 0 ? "off" : ms === undefined ? undefined : `for ${durationText(ms)}`;
}
