// A paste as the terminal sends it, made text for the input line or a message.

import { cleanLines, cleanText } from "../../protocol/text.ts";

/** The clean text of a paste, LF between its lines; the line breaks at its end are none of it. */
export function pastedText(text: string): string {
  let end = text.length;
  while (end > 0 && "\r\n".includes(text.charAt(end - 1))) end--;
  const body = text.slice(0, end);
  // A line by itself may be nothing but spaces.
  return /[\r\n]/.test(body) ? cleanLines(body) : cleanText(body);
}
