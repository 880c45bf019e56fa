// Which files of the shelf words name: each itself, or all that match a pattern such as "*.pdf".
import { fileNameProblem } from "../files/names.ts";

/** The files that words name, and the patterns that nothing on the shelf matches. */
export interface Matches {
  files: string[];
  unmatched: string[];
}

/** Whether a word is a pattern, unless a file on the shelf is called so. */
export function isPattern(word: string): boolean {
  return /[*?[{]/.test(word);
}

/**
 * The files that words name, in the order of the words and for a pattern of the shelf, each once. `list` gives the
 * shelf's names, and is asked at most once, where a word may be a pattern. Whether there is a file that a word names
 * without being a pattern is not known.
 */
export async function filesMatching(
  words: readonly string[],
  list: () => Promise<readonly string[]>,
): Promise<Matches> {
  const names = words.some(isPattern) ? await list() : [];
  const files = new Set<string>();
  const unmatched = new Set<string>();
  for (const word of words) {
    const matching = matchesOf(word, names);
    for (const file of matching) files.add(file);
    if (matching.length === 0) unmatched.add(word);
  }
  return { files: [...files], unmatched: [...unmatched] };
}

/** Whether a word means anything among the shelf's names. */
export function isMeant(word: string, names: readonly string[]): boolean {
  return names.includes(word) || (isPattern(word) && matchesOf(word, names).length > 0);
}

function matchesOf(word: string, names: readonly string[]): string[] {
  if (!isPattern(word) || names.includes(word)) return [word];
  // "!" stands for itself: to get all but some would take a person by surprise.
  const glob = new Bun.Glob(word.replace(/^!/, "\\!"));
  // What a server may not call a file was not meant by anybody, and is no reason to tell them so.
  return names.filter((name) => glob.match(name) && fileNameProblem(name) === undefined);
}
