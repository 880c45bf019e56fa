// The log: one line an event, for people or for programs, clean of whatever a peer sent.
import pc from "picocolors";
import { LOG_CHARACTERS, LOG_FAULT_CHARACTERS } from "../protocol/limits.ts";
import { cleanText } from "../protocol/text.ts";
import { localSecond } from "../protocol/time.ts";
import { HOST } from "../room/client.ts";

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
  const line = format === "json" ? jsonLine : prettyLines();
  const at = (each: Level) =>
    LEVELS.indexOf(each) < LEVELS.indexOf(level)
      ? () => {}
      : (message: string, facts: Facts = {}) =>
          write(line(now(), each, shorten(message, each), facts));
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Makes lines for people. A second's text is made once: to ask for its time zone costs more than all the rest. */
function prettyLines(): (at: number, level: Level, message: string) => string {
  let second = NaN;
  let text = "";
  return (at, level, message) => {
    if (Math.floor(at / 1000) !== second) text = localSecond(at);
    second = Math.floor(at / 1000);
    return `${pc.dim(text)} ${COLORS[level](level.toUpperCase().padEnd(5))} ${message}\n`;
  };
}

function jsonLine(at: number, level: Level, message: string, facts: Facts): string {
  return `${JSON.stringify({ time: new Date(at).toISOString(), level, message, ...facts })}\n`;
}

/** A message as the log has it, whatever a peer put into it. */
export function shorten(message: string, level: Level): string {
  const most = level === "error" ? LOG_FAULT_CHARACTERS : LOG_CHARACTERS;
  const clean = cleanText(message);
  if (clean.length <= most) return clean;
  // Not in the middle of a character that takes two.
  const end = isHighSurrogate(clean.charCodeAt(most - 1)) ? most - 1 : most;
  return `${clean.slice(0, end)}…`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** How the log calls who has this number: one below 0 is of no client. */
export function calledBy(number: number): string {
  if (number === HOST) return "the host";
  return number < 0 ? "a guest without a place" : `Client ${number}`;
}

export function factsOf(number: number): Facts {
  return number < 0 ? {} : { client: number };
}

/** An error with where it was thrown. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
