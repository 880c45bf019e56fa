// Which files of this machine a person means who types, pastes or drags their paths.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { unquoted, wordsOf } from "./words.ts";

export interface LocalFile {
  path: string;
  /** What of the line names it. */
  typed: string;
}

/**
 * The files that a line names, each once: one where the line is a path as it stands, since names may have blanks and
 * quotes; else a word each, as a shell would split them; and one again where none of the words is there. `~/` is the
 * home folder.
 */
export function localFiles(line: string, home = homedir()): LocalFile[] {
  const whole = fromHome(line, home);
  // A look at the disk, at once: so files are under way, in their order, from when they are named.
  if (existsSync(whole)) return [{ path: whole, typed: line }];
  const named = new Map(
    wordsOf(line).map(({ typed, text }) => [fromHome(text, home), typed] as const),
  );
  const words = Array.from(named, ([path, typed]): LocalFile => ({ path, typed }));
  if (words.some(({ path }) => existsSync(path))) return words;
  return [{ path: fromHome(unquoted(line), home), typed: line }];
}

function fromHome(path: string, home: string): string {
  return path.startsWith("~/") ? join(home, path.slice(2)) : path;
}
