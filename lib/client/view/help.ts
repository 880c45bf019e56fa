// The commands for people: a table that fits the screen, and one command in full.
import pc from "picocolors";
import { findCommand, otherForms, usageOf, type CommandRow } from "../../protocol/commands.ts";
import { HELP_SUMMARY_COLUMNS } from "../../protocol/limits.ts";
import { GAP, padded, widest } from "./columns.ts";
import { paragraph, type Line } from "./line.ts";
import { errorLine } from "./events.ts";

export interface HelpRow {
  /** How it is written: `/get FILE`. */
  usage: string;
  summary: string;
  hint?: string | undefined;
  example?: string | undefined;
  /** Other ways to write it. */
  same?: readonly string[] | undefined;
}

/** Help on all commands, or on the one that a word names, with or without its "/". */
export function helpLine(commands: readonly CommandRow<string>[], word?: string): Line {
  if (word === undefined) return helpTable(commands.map(helpRow));
  const command = findCommand(word.replace(/^\//, ""), commands);
  if (command) return helpOf(helpRow(command));
  return errorLine(`Cannot show "${word}": there is no such command`);
}

/** What help says of a command. */
export function helpRow(command: CommandRow<string>): HelpRow {
  const { summary, hint, example } = command;
  return { usage: usageOf(command), summary, hint, example, same: otherForms(command) };
}

/** All commands: with examples where there is room, with what each does below it where there is little. */
export function helpTable(rows: readonly HelpRow[]): Line {
  const usage = widest(rows.map((row) => row.usage));
  const summary = widest(rows.map((row) => row.summary));
  const example = widest(rows.map((row) => row.example ?? ""));
  const least = Math.min(summary, HELP_SUMMARY_COLUMNS);
  return (columns) => {
    const beside = columns - usage - GAP;
    const between = beside - GAP - example;
    if (between >= least) {
      return rows.flatMap((row) => sideBySide(row, usage, Math.min(summary, between)));
    }
    return rows.flatMap((row) =>
      beside >= least
        ? sideBySide({ ...row, example: undefined }, usage, beside)
        : below(row, columns),
    );
  };
}

/** One command: what it does, what its words are, other ways to write it, an example. */
export function helpOf({ usage, summary, hint, example, same }: HelpRow): Line {
  const lines = [
    paragraph({ head: `${pc.cyan(usage)}${" ".repeat(GAP)}`, text: summary }),
    ...(hint === undefined ? [] : [paragraph({ text: hint })]),
    ...(same?.length ? [paragraph({ head: "The same: ", text: same.join(", ") })] : []),
    ...(example === undefined ? [] : [paragraph({ head: "Example: ", text: example })]),
  ];
  return (columns) => lines.flatMap((line) => line(columns));
}

/** In columns: the summary is broken within its own. */
function sideBySide({ usage, summary, example }: HelpRow, first: number, second: number): string[] {
  const gap = " ".repeat(GAP);
  return paragraph({ text: summary })(second).map((row, at) => {
    const what = `${pc.cyan(padded(at === 0 ? usage : "", first))}${gap}`;
    if (at > 0 || example === undefined) return what + row;
    return `${what}${padded(row, second)}${gap}${pc.dim(example)}`;
  });
}

function below({ usage, summary }: HelpRow, columns: number): string[] {
  return [
    ...paragraph({ text: usage, paint: pc.cyan })(columns),
    ...paragraph({ head: " ".repeat(GAP), text: summary })(columns),
  ];
}
