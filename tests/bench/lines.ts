// The lines that the bench has said in the room: each with its number, and nothing of the key that is typed.

const WORDS = "the rain of march fell on the roofs and in the gardens of the town, all day long";

/** What keys are typed meanwhile: no line, name or word of the client has it. */
export const KEY = "Q";

/** A line's text: 40 to 80 characters, its number in `<...>`. */
export function lineText(number: number): string {
  return `<${number}> ${WORDS.slice(0, 36 + (number % 37))}`;
}

/** The numbers of the lines that a text shows, each once. */
export function numbersIn(text: string): Set<number> {
  return new Set(Array.from(text.matchAll(/<(\d+)>/g), ([, number]) => Number(number)));
}
