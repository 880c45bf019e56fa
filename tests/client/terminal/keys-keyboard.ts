// A keyboard whose reads a test makes, and the keys that terminals send.

import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { Keys } from "../../../lib/client/terminal/keys.ts";

class Keyboard extends PassThrough {
  readonly isTTY = true;
  raw = false;
  setRawMode(on: boolean): this {
    this.raw = on;
    return this;
  }
}

/** Keys on a keyboard that a readline listens to as clack's does, and all that is told of it. */
export function listening({ chat = true } = {}) {
  const keyboard = new Keyboard();
  const keys = new Keys(keyboard);
  const told: string[] = [];
  const readline = createInterface({ input: keys, terminal: true, escapeCodeTimeout: 50 });
  const { promise: escaped, resolve } = Promise.withResolvers<void>();
  const listener = {
    onControl: (byte: number) => byte === 3 && told.push("^C") > 0,
    onPaste: (text: string, cut: boolean) => void told.push(`paste ${text}${cut ? " (cut)" : ""}`),
    onEnd: () => void told.push("end"),
  };
  const onKey = (name: string) => {
    told.push(name);
    if (name === "escape") resolve();
  };
  keys.attach(
    chat ? { ...listener, onKey, onText: (text) => void told.push(`=${text}`) } : listener,
  );
  /** Bytes in one read each. */
  const read = (...chunks: readonly (string | Uint8Array)[]) => {
    for (const chunk of chunks) keyboard.emit("data", Buffer.from(chunk));
  };
  return { keyboard, keys, told, readline, read, escaped };
}

export const NAMED = [
  ["\x1b[A", "up"],
  ["\x1bOA", "up"],
  ["\x1b[B", "down"],
  ["\x1bOB", "down"],
  ["\x1b[5~", "pageup"],
  ["\x1b[6~", "pagedown"],
  ["\x1b[Z", "S-tab"],
  ["\x1b[I", "focus-in"],
  ["\x1b[O", "focus-out"],
] as const;

export const DECODED = [
  ["\x1b[D", "left"],
  ["\x1b[1;5D", "C-left"],
  ["\x1b[1;3C", "M-right"],
  ["\x1b[H", "home"],
  ["\x1bOF", "end"],
  ["\x1b[3~", "delete"],
  ["\x1b[3;5~", "C-delete"],
  ["\x1bb", "M-b"],
  ["\x1bF", "M-f"],
  ["\x1b\x7f", "M-backspace"],
  ["\x7f", "backspace"],
  ["\b", "backspace"],
  ["\x01", "C-a"],
  ["\x1f", "C-_"],
  ["\t", "tab"],
  ["\r", "return"],
  ["\n", "return"],
  ["\x03", "^C"],
  ["\x1b\x1b\x1b", "escape"],
] as const;
