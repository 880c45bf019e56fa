// The log: one line an event, for people or for programs, clean of whatever a peer sent.
import pc from "picocolors";
import { LOG_CHARACTERS } from "../protocol/limits.ts";
import { cleanText } from "../protocol/text.ts";
import { localSecond } from "../protocol/time.ts";

export const LEVELS = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof LEVELS)[number];

export interface LogSettings {
  level: Level;
  format: "pretty" | "json";
  /** Takes each line, its ending included. */
  write: (line: string) => void;
  now: () => number;
}

/** Facts that programs want beside the sentence. */
export type Facts = Record<string, string | number>;
export type Log = Record<Level, (message: string, facts?: Facts) => void>;

const COLORS = { debug: pc.dim, info: pc.green, warn: pc.yellow, error: pc.red };

export function createLog({ level, format, write, now }: LogSettings): Log {
  const line = format === "json" ? jsonLine : prettyLine;
  const at = (each: Level) =>
    LEVELS.indexOf(each) < LEVELS.indexOf(level)
      ? () => {}
      : (message: string, facts: Facts = {}) => write(line(now(), each, shorten(message), facts));
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function prettyLine(at: number, level: Level, message: string): string {
  return `${pc.dim(localSecond(at))} ${COLORS[level](level.toUpperCase().padEnd(5))} ${message}\n`;
}

function jsonLine(at: number, level: Level, message: string, facts: Facts): string {
  return `${JSON.stringify({ time: new Date(at).toISOString(), level, message, ...facts })}\n`;
}

function shorten(message: string): string {
  const clean = cleanText(message);
  return clean.length > LOG_CHARACTERS ? `${clean.slice(0, LOG_CHARACTERS)}…` : clean;
}

/** How the log calls who has this number: one below 0 is of no client. */
export function calledBy(number: number): string {
  return number < 0 ? "a guest without a place" : `Client ${number}`;
}

export function factsOf(number: number): Facts {
  return number < 0 ? {} : { client: number };
}

/** An error with where it was thrown. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
