// What keys are called, whatever bytes a terminal sends for them.

import type { Key } from "node:readline";

// Keys that readline has no name for.
const NAMES: ReadonlyMap<string | undefined, string> = new Map([
  ["\x1f", "C-_"],
  ["\x1b[I", "focus-in"],
  ["\x1b[O", "focus-out"],
]);

/**
 * A key's name, in the way of Emacs: "a" with Ctrl is "C-a", with Meta "M-a"; "S-tab", "up", "M-backspace".
 * Undefined for what is typed as text.
 */
export function keyName({ name, sequence, ctrl, meta, shift }: Key): string | undefined {
  const known = NAMES.get(sequence);
  if (known) return known;
  // To readline a letter has a name as well, and Shift.
  const text = sequence !== undefined && !ctrl && !meta && !/^[\x00-\x1f\x7f]/.test(sequence);
  if (text) return undefined;
  const plain = name === "enter" ? "return" : (name ?? sequence ?? "");
  const shifted = shift && plain.length > 1 ? "S-" : "";
  return `${ctrl ? "C-" : ""}${meta && plain !== "escape" ? "M-" : ""}${shifted}${plain}`;
}

/** Whether a value is what readline tells of a key. */
export function isKey(value: unknown): value is Key {
  return typeof value === "object" && value !== null && "sequence" in value;
}
