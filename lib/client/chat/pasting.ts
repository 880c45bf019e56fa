// What becomes of a paste that one input line cannot hold.
import { MESSAGE_BYTES, MESSAGE_LINES } from "../../protocol/limits.ts";
import { byteLength } from "../../protocol/text.ts";
import { localSecond } from "../../protocol/time.ts";
import { toFailure } from "../failure.ts";
import type { Question } from "../terminal/surface.ts";

/**
 * Asks what to do with a paste; to send it is offered where `whole`, the input with it, can be a message, and to
 * share it where the server takes files.
 */
export function pasteQuestion({ whole, pasted, shares }: PasteFacts): Question {
  const lines = pasted.split("\n").length;
  const bytes = byteLength(whole);
  const what = lines > 1 ? `${lines} lines` : `${bytes.toLocaleString("en")} bytes`;
  const sendable = bytes <= MESSAGE_BYTES && whole.split("\n").length <= MESSAGE_LINES;
  const most = `${MESSAGE_BYTES.toLocaleString("en")} bytes in ${MESSAGE_LINES} lines`;
  return {
    message: sendable ? `Paste ${what}?` : `Paste ${what}? A message takes ${most}`,
    choices: [
      ...(sendable ? [{ value: "send", label: "Send as one message" }] : []),
      shares
        ? { value: "file", label: "Share as a file", hint: "on the shelf" }
        : { value: "file", label: "Keep as a file", hint: "to share later" },
      { value: "cancel", label: "Cancel" },
    ],
  };
}

export interface PasteFacts {
  /** The input with the paste in its place, and the paste alone. */
  whole: string;
  pasted: string;
  /** Whether it can be put on the shelf. */
  shares: boolean;
}

/** A paste, and what it takes to settle what becomes of it. */
export interface Paste extends PasteFacts {
  /** Keeps it as a file, and tells its path. */
  keep: () => Promise<string>;
  choose: (question: Question) => Promise<string | undefined>;
}

/** Asks until it is settled: to be sent, kept at a path, or neither. What cannot be kept is asked about again. */
export async function settlePaste(paste: Paste): Promise<{ send: boolean; kept?: string }> {
  const question = pasteQuestion(paste);
  for (let { message } = question; ;) {
    const answer = await paste.choose({ ...question, message });
    if (answer !== "file") return { send: answer === "send" };
    try {
      return { send: false, kept: await paste.keep() };
    } catch (error) {
      message = `${toFailure(error).message}. ${question.message}`;
    }
  }
}

/** What a paste is called that is kept as a file; `at` is milliseconds since the epoch. */
export function pasteName(at: number): string {
  return `paste-${localSecond(at).replace(" ", "-").replaceAll(":", "")}.txt`;
}
