// Settings of both programs: flag, then environment, then default, from one table, checked by zod.
import { parseArgs } from "node:util";
import { z } from "zod";

export interface Flag<T extends z.ZodType = z.ZodType> {
  short?: string;
  /** What stands for the value in help; without it the flag is a switch. */
  value?: string;
  help: string;
  /** Takes the text of a value, or the boolean of a switch; its default is the setting's. */
  schema: T;
}

export type Flags = Record<string, Flag>;

export type SettingsOf<F extends Flags> = { [K in keyof F]: z.infer<F[K]["schema"]> };

/** What the variable of a switch says: 1, true, yes, on, or their opposites. */
const switchText = z.stringbool({ error: "must be 1 or 0" });

/** Wrong flags, variables or words: the message is for the person who gave them. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** `maxClients` as the flag `max-clients`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxClients` as the variable `PARLOR_MAX_CLIENTS`. */
export function variableName(key: string): string {
  return `PARLOR_${flagName(key).replaceAll("-", "_").toUpperCase()}`;
}

/**
 * The settings by key, which of them were given as flags, and the words that are no flags.
 * @throws UsageError that names the flag or variable and what was wrong
 */
export function readSettings<F extends Flags>(
  flags: F,
  argv: readonly string[],
  env: Record<string, string | undefined>,
): { settings: SettingsOf<F>; flagged: ReadonlySet<string>; words: string[] } {
  const { values, positionals } = parseFlags(flags, argv);
  const entries = Object.entries(flags).map(([key, flag]) => {
    const given = values[flagName(key)];
    const raw = given ?? (env[variableName(key)] || undefined);
    const isSwitchText = !flag.value && typeof raw === "string";
    const schema = isSwitchText ? switchText : flag.schema;
    const parsed = schema.safeParse(raw === "" ? undefined : raw);
    if (parsed.success) return [key, parsed.data];
    const source = given === undefined ? variableName(key) : `--${flagName(key)}`;
    throw new UsageError(`Cannot use ${source} "${raw}": ${parsed.error.issues[0]?.message}`);
  });
  // Object.fromEntries forgets which key has which type; each came from its own schema just above.
  const settings = Object.fromEntries(entries) as SettingsOf<F>;
  const flagged = new Set(Object.keys(flags).filter((key) => values[flagName(key)] !== undefined));
  return { settings, flagged, words: positionals };
}

/** The flags as aligned lines of help, each with its variable. */
export function flagLines(flags: Flags): string[] {
  const rows = Object.entries(flags).map(([key, { short, value, help }]) => {
    const names = `${short ? `-${short}, ` : "    "}--${flagName(key)}${value ? ` ${value}` : ""}`;
    return { names, help: `${help} [${variableName(key)}]` };
  });
  const width = Math.max(...rows.map((row) => row.names.length));
  return rows.map((row) => `  ${row.names.padEnd(width)}  ${row.help}`);
}

function parseFlags(flags: Flags, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([key, { short, value }]) => [
      flagName(key),
      { type: value ? ("string" as const) : ("boolean" as const), ...(short ? { short } : {}) },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw flagError(error);
  }
}

const FLAG_PROBLEMS: Record<string, string> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: "there is no such flag; --help shows them all",
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: "its value is missing or not wanted; see --help",
};

/** Node's complaint in our words; it names the flag in its first quotes. */
function flagError(error: unknown): UsageError {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const flag = /'(?:-\w, )?(-[^' ]*)/.exec(message)?.[1] ?? "";
  return new UsageError(`Cannot use "${flag}": ${FLAG_PROBLEMS[code] ?? message}`);
}
