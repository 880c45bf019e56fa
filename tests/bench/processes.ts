// What the system tells of a process: its processor time and its memory. NaN where /proc does not tell, which is off Linux.

import { readFileSync, writeFileSync } from "node:fs";

/** What Linux counts processor time in, whatever the machine: seconds. */
const TICK_S = 0.01;

/** Written to clear_refs, it has the peak counted anew. */
const RESET_PEAK = "5";

/** Whether the system tells at all. */
export const TELLS = process.platform === "linux";

/** Processor time that a process, with all its threads, has taken so far: seconds. */
export function cpuSeconds(pid: number): number {
  if (!TELLS) return NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return TICK_S * (Number(fields[11]) + Number(fields[12]));
}

/** Memory that a process holds now: MiB. */
export function memoryMb(pid: number): number {
  return statusMb(pid, "VmRSS");
}

/** The most memory that a process has held since it began, or since resetPeak: MiB. */
export function peakMb(pid: number): number {
  return statusMb(pid, "VmHWM");
}

/** Has the peak counted from what the process holds now. */
export function resetPeak(pid: number): void {
  if (TELLS) writeFileSync(`/proc/${pid}/clear_refs`, RESET_PEAK);
}

function statusMb(pid: number, field: string): number {
  if (!TELLS) return NaN;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [, kb] = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status) ?? [];
  return Number(kb) / 1024;
}
