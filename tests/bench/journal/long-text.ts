// What was said in a long history: made up, and the same each time; by its number it is known which words a message has.

/** Words that nobody asks for, so that the index is as large as that of real talk. */
const WORDS = 20_000;
const WORDS_PER_MESSAGE = 8;

/** One word that few messages have, and two that many do, some of them both; and two of which each has one alone. */
export const ASKED = {
  rare: "zanzibar",
  common: "biscuits",
  alsoCommon: "tea",
} as const;
export const NEVER = ["morning", "evening"] as const;

const EVERY = { common: 2, alsoCommon: 3, direct: 20 } as const;

/** How many messages have the rare word, of however many. */
const RARE = 10;

/** Whether only two people see the message with that number. */
export function isDirect(seq: number): boolean {
  return seq % EVERY.direct === 7;
}

/** Whether it has the word, of so many messages. */
export function has(
  seq: number,
  word: "rare" | "common" | "alsoCommon",
  messages: number,
): boolean {
  return seq % (word === "rare" ? Math.ceil(messages / RARE) : EVERY[word]) === 0;
}

/** The text of the message with that number, of so many. */
export function longText(seq: number, messages: number): string {
  const words = Array.from({ length: WORDS_PER_MESSAGE }, (_, place) => someWord(seq, place));
  words.push(NEVER[seq % NEVER.length] ?? "");
  if (has(seq, "rare", messages)) words.push(ASKED.rare);
  if (has(seq, "common", messages)) words.push(ASKED.common);
  if (has(seq, "alsoCommon", messages)) words.push(ASKED.alsoCommon);
  return words.join(" ");
}

/** Some are said much oftener than others, as words are. */
function someWord(seq: number, place: number): string {
  const random = Math.imul(seq * WORDS_PER_MESSAGE + place, 0x9e37_79b1) >>> 0;
  const word = Math.floor(WORDS * (random / 2 ** 32) ** 4);
  return `w${word.toString(36)}`;
}
