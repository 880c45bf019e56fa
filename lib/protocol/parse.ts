// A typed line to a Command. Bare words stay free for talk: only the table's bare ones, as the whole line.
import { distance } from "fastest-levenshtein";
import { COMMANDS, findCommand, usageOf, type CommandRow } from "./commands.ts";
import { refuse, type Result } from "./errors.ts";
import { checkCommand, type Command } from "./messages.ts";

/** The command that a line without its ending is, or why it is none. */
export function parseLine(line: string): Result<Command> {
  if (line.startsWith("/")) return parseSlash(line.trimEnd());
  const bare = COMMANDS.find((row) => row.bare && isWhole(row, line.trimEnd()));
  if (bare) return build(bare, argumentsOf(line));
  return checkCommand({ type: "say", text: line });
}

function parseSlash(line: string): Result<Command> {
  const word = line.slice(1).split(/\s/, 1)[0] ?? "";
  const row = findCommand(word);
  if (row) return build(row, argumentsOf(line));
  const near = nearestWord(word);
  const hint = near ? `did you mean /${near}?` : "/help shows them, /say says it anyway";
  return refuse("unknown-command", `Cannot run "/${word}": there is no such command; ${hint}`);
}

function build(row: CommandRow, rest: string): Result<Command> {
  const fields = row.fields(rest);
  if (!fields) return refuse("usage", `Usage: ${usageOf(row)}`);
  return checkCommand({ type: row.type, ...fields });
}

/** "get" alone is talk, "get FILE" the command; a word that takes nothing is the command only when alone. */
function isWhole(row: CommandRow, line: string): boolean {
  const [word] = row.words;
  return row.usage === "" ? line === word : line.startsWith(`${word} `) && argumentsOf(line) !== "";
}

function argumentsOf(line: string): string {
  const space = line.search(/\s/);
  return space < 0 ? "" : line.slice(space).trim();
}

/** The command word that was probably meant: one that the word begins, or the nearest within two edits (short words: one). */
function nearestWord(typed: string): string | undefined {
  const word = typed.toLowerCase();
  if (word === "") return undefined;
  const words = COMMANDS.flatMap((row) => row.words);
  const ranked = words
    .map((each) => ({ each, edits: each.startsWith(word) ? 0 : distance(word, each) }))
    .toSorted((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.min(2, word.length / 2) ? best.each : undefined;
}

/** A command as it would be typed, for a log; the text of a direct message is not the log's. */
export function typedForm(command: Command): string {
  switch (command.type) {
    case "say":
      return command.text;
    case "msg":
      return `/msg ${command.to} …`;
    case "nick":
      return `/nick ${command.name}`;
    case "get":
      return `get ${command.file}`;
    case "help":
      return command.command === undefined ? "/help" : `/help ${command.command}`;
    case "status":
    case "list":
    case "exit":
      return command.type;
    case "who":
      return "/who";
  }
}
