// Which file of this machine a person means who types, pastes or drags its path.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The path that was typed: as it stands where it is one, since names may have blanks and quotes; else without
 * the quotes and backslashes that a shell would take away. `~/` is the home folder.
 */
export function localPath(typed: string, home = homedir()): string {
  const whole = fromHome(typed, home);
  // One look at the disk, at once: so files are under way, in their order, from when they are named.
  return existsSync(whole) ? whole : fromHome(unquoted(typed), home);
}

function fromHome(path: string, home: string): string {
  return path.startsWith("~/") ? join(home, path.slice(2)) : path;
}

// In single quotes a backslash is one, elsewhere it stands before what is meant as it is. A quote without its end is none.
const PARTS = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs;

function unquoted(typed: string): string {
  return typed.replace(
    PARTS,
    (_part, single?: string, double?: string, one?: string) =>
      single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? one ?? "",
  );
}
