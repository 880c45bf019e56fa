// Whether the process that wrote a partial file may still be at it.

import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { ENDING_LOOK_MS, ENDING_PROCESS_MS } from "../protocol/limits.ts";
import { errorCode } from "./reasons.ts";

/** Whether the process runs that has this number and, where that is known, began at this time, as startOf() has it. */
export type IsAlive = (pid: number, since?: string) => boolean;

/**
 * Whether a process runs that has this number. One that has ended and that nobody has asked for does not, nor
 * does one that got the number of another, which began at another time.
 */
export function isRunning(pid: number, since?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process, which may not be told anything.
    return errorCode(error) === "EPERM";
  }
  const { state, start } = statOf(pid);
  const isOver = state === "Z" || state === "X";
  const isAnother = since !== undefined && start !== undefined && start !== since;
  return !isOver && !isAnother;
}

/** When the process of that number began, in the system's own words; undefined where it does not tell. */
export function startOf(pid: number): string | undefined {
  return statOf(pid).start;
}

/** Whether it ends within ENDING_PROCESS_MS: who killed it and starts anew at once is quicker than the system. */
export async function isEnding(pid: number, isAlive: (pid: number) => boolean): Promise<boolean> {
  for (let waited = 0; waited < ENDING_PROCESS_MS && isAlive(pid); waited += ENDING_LOOK_MS) {
    await setTimeout(ENDING_LOOK_MS);
  }
  return !isAlive(pid);
}

// Source: proc_pid_stat(5). The name, which may have anything in it, is in brackets; of what follows the first is
// the state and the twentieth the start.
function statOf(pid: number): { state?: string | undefined; start?: string | undefined } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], start: fields[19] };
  } catch {
    return {}; // it cannot be told here
  }
}
