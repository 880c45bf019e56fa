// What the terminal can show, as far as its variables tell.

import { AsciiOut } from "./ascii.ts";
import type { TerminalOut } from "./terminal.ts";

export interface Abilities {
  /** Only lines that are appended, nothing drawn again: TERM=dumb, or ACCESSIBLE for a screen reader. */
  plain: boolean;
  /** A screen reader reads: nothing is laid out for the eye. */
  spoken: boolean;
  /** No UTF-8: ASCII alone. */
  ascii: boolean;
}

const NO = new Set(["", "0", "false"]);

/** The abilities that an environment tells of. Where it names no locale at all, UTF-8 is assumed. */
export function abilitiesOf(env: Record<string, string | undefined>): Abilities {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  const spoken = !NO.has(env["ACCESSIBLE"] ?? "");
  return {
    plain: spoken || env["TERM"] === "dumb",
    spoken,
    ascii: Boolean(locale) && !/utf-?8/i.test(locale ?? ""),
  };
}

/** Tells how wide lines may be: as the terminal is now, or without bound where it does not say or a screen reader reads. */
export function columnsOf({ spoken }: Pick<Abilities, "spoken">, out: TerminalOut): () => number {
  return () => (spoken ? Infinity : out.columns || Infinity);
}

/** Where to write: the terminal itself, or a stream before it that makes all of it ASCII. */
export function terminalOut({ ascii }: Pick<Abilities, "ascii">, stdout: TerminalOut): TerminalOut {
  return ascii ? new AsciiOut(stdout) : stdout;
}
