// What Tab may put into the input line: commands, names, files of the shelf, local paths.
import { findCommand, type CommandRow } from "../../protocol/commands.ts";
import { NAME_WORDS } from "../../protocol/limits.ts";
import type { Completion } from "../terminal/surface.ts";
import { begunWord, quotedWord } from "./words.ts";

/** Where the words come from. */
export interface Sources {
  commands: readonly CommandRow<string>[];
  /** The names of those here, the likeliest first. */
  names(): readonly string[];
  /** The files that a command of this type takes: those on the shelf, or those under way. */
  files(type: string): Promise<readonly string[]>;
  /** The local paths that begin so, folders with "/" at their end. */
  paths(begun: string): Promise<readonly string[]>;
}

/** What fits at the cursor of a line; undefined where nothing does. */
export async function completionAt(
  line: string,
  cursor: number,
  sources: Sources,
): Promise<Completion | undefined> {
  const before = line.slice(0, cursor);
  const [start, candidates] = await fitting(before, sources);
  return candidates.length > 0 ? { start, end: cursor, candidates } : undefined;
}

type Fitting = [start: number, candidates: readonly string[]];

async function fitting(before: string, sources: Sources): Promise<Fitting> {
  if (/^\/\S*$/.test(before)) {
    const words = sources.commands.flatMap((row) => row.words);
    return [0, words.filter(begins(before.slice(1))).map((word) => `/${word} `)];
  }
  const row = commandOf(before, sources.commands);
  const start = before.length - before.replace(/^\S+\s+/, "").length;
  return (row && (await ofArgument(row, before, start, sources))) ?? ofTalk(before, sources);
}

/** The command whose arguments are being typed; without "/" too where that is one. */
function commandOf(
  before: string,
  rows: readonly CommandRow<string>[],
): CommandRow<string> | undefined {
  const [, slash, word = ""] = /^(\/?)(\S+)\s/.exec(before) ?? [];
  return slash ? findCommand(word, rows) : rows.find((row) => row.bare && row.words[0] === word);
}

async function ofArgument(
  row: CommandRow<string>,
  before: string,
  start: number,
  sources: Sources,
): Promise<Fitting | undefined> {
  const begun = before.slice(start);
  switch (row.completes) {
    case "file": {
      const files = await sources.files(row.type);
      const beginning = async (text: string) => files.filter(begins(text));
      return row.usage.includes("...")
        ? ofWords(start, begun, beginning)
        : [start, await beginning(begun)];
    }
    case "command": {
      const words = sources.commands.flatMap(({ words: [first] }) => [first]);
      return [start, words.filter(begins(begun.replace(/^\//, "")))];
    }
    case "name": {
      const name = /^["']?([^"']*)$/.exec(begun)?.[1];
      const names = name === undefined ? [] : sources.names().filter(begins(name));
      return names.length > 0 ? [start, names.map(quoted)] : undefined;
    }
    case "path":
      return ofWords(start, begun, sources.paths);
    case undefined: {
      // Usage such as on|off names its words itself.
      const words = /^\[?[a-z]+(\|[a-z]+)+\]?$/.test(row.usage) ? row.usage.match(/[a-z]+/g) : null;
      return words ? [start, words.filter(begins(begun))] : undefined;
    }
  }
}

/** One of several words, as a shell writes them: all that was begun where a name goes on so, else the last of them. */
async function ofWords(
  start: number,
  begun: string,
  beginning: (text: string) => Promise<readonly string[]>,
): Promise<Fitting> {
  const last = begunWord(begun);
  const whole = last.start > 0 ? await beginning(begun) : [];
  if (whole.length > 0) return [start, whole.map((each) => worded(each))];
  const candidates = await beginning(last.text);
  return [start + last.start, candidates.map((each) => worded(each, last.quote))];
}

/** In quotes where it has blanks; those of a folder are not ended, since it goes on. */
function worded(path: string, begunWith = ""): string {
  const word = quotedWord(path, begunWith);
  return word !== path && path.endsWith("/") ? word.slice(0, -1) : word;
}

/** In talk: a local path that looks like one, or the name that the last words begin. */
async function ofTalk(before: string, sources: Sources): Promise<Fitting> {
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const start = before.length - word.length;
  if (/^(\.{1,2}|~)?\//.test(word)) return [start, await sources.paths(word)];
  for (let words = NAME_WORDS; words > 0; words--) {
    const last = new RegExp(`(?:^|\\s)(@?)((?:\\S+\\s+){${words - 1}}\\S+)$`).exec(before);
    const [, at = "", begun] = last ?? [];
    if (begun === undefined) continue;
    const names = sources.names().filter(begins(begun));
    if (names.length === 0) continue;
    const from = before.length - begun.length;
    const ending = from - at.length === 0 && at === "" ? ": " : " ";
    return [from, names.map((name) => name + ending)];
  }
  return [start, []];
}

function begins(begun: string): (word: string) => boolean {
  const lower = begun.toLowerCase();
  return (word) => word.toLowerCase().startsWith(lower);
}

function quoted(name: string): string {
  if (!/[\s"']/.test(name)) return `${name} `;
  return name.includes('"') ? `'${name}' ` : `"${name}" `;
}
