// Whether the process that wrote a partial file may still be at it.

import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { ENDING_LOOK_MS, ENDING_PROCESS_MS } from "../protocol/limits.ts";
import { errorCode } from "./reasons.ts";

/** Whether a process runs that has this number. One that has ended and that nobody has asked for does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process, which may not be told anything.
    return errorCode(error) === "EPERM";
  }
  return !isZombie(pid);
}

/** Whether it ends within ENDING_PROCESS_MS: who killed it and starts anew at once is quicker than the system. */
export async function isEnding(pid: number, isAlive: (pid: number) => boolean): Promise<boolean> {
  for (let waited = 0; waited < ENDING_PROCESS_MS && isAlive(pid); waited += ENDING_LOOK_MS) {
    await setTimeout(ENDING_LOOK_MS);
  }
  return !isAlive(pid);
}

// Source: proc_pid_stat(5); the state follows the name, which may have anything in it, in brackets.
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false; // it cannot be told here
  }
}
