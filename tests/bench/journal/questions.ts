// What is asked of a long history, and which messages are the right answer.

import { FOUND_MESSAGES } from "../../../lib/protocol/limits.ts";
import type { Command } from "../../../lib/protocol/messages.ts";
import { ASKED, has, isDirect, NEVER } from "./long-text.ts";

export interface Question {
  what: string;
  /** What is asked for the nth time, of so many messages, and the numbers of the messages that it brings. */
  about(nth: number, messages: number): { command: Command; seqs: number[] };
}

const LAST = 20;

/** How far back the next is asked for that is not asked for twice: messages. */
const STEP = 100;

export const QUESTIONS: readonly Question[] = [
  {
    what: `/history ${LAST}`,
    about: (_, messages) => ({
      command: { type: "history", last: LAST },
      seqs: newest(LAST, messages, () => true),
    }),
  },
  {
    what: `/history before the middle, ${LAST}`,
    about(nth, messages) {
      const before = Math.max(1, Math.floor(messages / 2) - STEP * nth);
      return {
        command: { type: "history", last: LAST, before },
        seqs: newest(LAST, before - 1, () => true),
      };
    },
  },
  search("a word that 10 have", [ASKED.rare], (seq, all) => has(seq, "rare", all)),
  search("a word that half have", [ASKED.common], (seq, all) => has(seq, "common", all)),
  search(
    "two words that a sixth have",
    [ASKED.common, ASKED.alsoCommon],
    (seq, all) => has(seq, "common", all) && has(seq, "alsoCommon", all),
  ),
  search("two words of which each has one alone", NEVER, () => false),
  search("what half have a word that begins with", ["e"], (seq) => seq % 2 === 1),
  search("a word that nobody said", ["quixotic"], () => false),
];

function search(
  what: string,
  words: readonly string[],
  hasThem: (seq: number, messages: number) => boolean,
): Question {
  return {
    what: `/search: ${what}`,
    about: (_, messages) => ({
      command: { type: "search", text: words.join(" ") },
      seqs: newest(FOUND_MESSAGES, messages, (seq) => hasThem(seq, messages)),
    }),
  };
}

/** The numbers of the newest so many that everyone sees, up to one and of a kind, in their order. */
export function newest(count: number, upTo: number, is: (seq: number) => boolean): number[] {
  const seqs: number[] = [];
  for (let seq = upTo; seq > 0 && seqs.length < count; seq--)
    if (!isDirect(seq) && is(seq)) seqs.unshift(seq);
  return seqs;
}
