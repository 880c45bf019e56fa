// Whether the terminal is ours to read and to draw on: a program in the background is stopped where it tries.
import { openLibc } from "../../protocol/libc.ts";

const STDIN = 0;

const libc = openLibc({
  getpgrp: { args: [], returns: "int" },
  tcgetpgrp: { args: ["int"], returns: "int" },
});

/**
 * Whether this process is of the group that the terminal on standard input listens to, and not started with "&". So is one
 * whose terminal controls nobody, and one on a system that has no such groups.
 */
export function isForeground(): boolean {
  if (!libc) return true;
  const listened = libc.tcgetpgrp(STDIN);
  return listened < 0 || listened === libc.getpgrp();
}
