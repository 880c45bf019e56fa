// What becomes of a paste that one input line cannot hold.
import { MESSAGE_BYTES, MESSAGE_LINES } from "../protocol/limits.ts";
import { byteLength } from "../protocol/text.ts";
import { localSecond } from "../protocol/time.ts";
import type { Question } from "./surface.ts";

/** Asks what to do with a paste; to send it is offered where `whole`, the input with it, can be a message. */
export function pasteQuestion(whole: string, pasted: string): Question {
  const lines = pasted.split("\n").length;
  const bytes = byteLength(whole);
  const what = lines > 1 ? `${lines} lines` : `${bytes.toLocaleString("en")} bytes`;
  const sendable = bytes <= MESSAGE_BYTES && whole.split("\n").length <= MESSAGE_LINES;
  const most = `${MESSAGE_BYTES.toLocaleString("en")} bytes in ${MESSAGE_LINES} lines`;
  return {
    message: sendable ? `Paste ${what}?` : `Paste ${what}? A message takes ${most}`,
    choices: [
      ...(sendable ? [{ value: "send", label: "Send as one message" }] : []),
      { value: "file", label: "Keep as a file", hint: "to share later" },
      { value: "cancel", label: "Cancel" },
    ],
  };
}

/** What a paste is called that is kept as a file; `at` is milliseconds since the epoch. */
export function pasteName(at: number): string {
  return `paste-${localSecond(at).replace(" ", "-").replaceAll(":", "")}.txt`;
}
