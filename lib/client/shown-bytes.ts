// A file's bytes as text that a terminal may show, as they come: clean, line by line.
import { LINE_HELD_CHARACTERS, LINE_TAIL_CHARACTERS } from "../protocol/limits.ts";
import { cleanText } from "../protocol/text.ts";

export class ShownBytes {
  readonly #decoder = new TextDecoder();
  /** The beginning of a line whose end has not come, its first part perhaps shown. */
  #held = "";

  /** The text to show by now; invalid UTF-8 is U+FFFD, LF and tabs stay, CRLF becomes LF. */
  push(bytes: Uint8Array): string {
    return this.#shown(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The text that is left where the file ends. */
  end(): string {
    return this.#shown(this.#decoder.decode()) + this.#takeHeld();
  }

  #shown(text: string): string {
    const lines = (this.#held + text).split("\n");
    this.#held = lines.pop() ?? "";
    const whole = lines.map((line) => `${cleanLine(line.replace(/\r$/, ""))}\n`).join("");
    return whole + this.#overlong();
  }

  /** The part of the line that is too long to be held, all but its end. */
  #overlong(): string {
    if (this.#held.length <= LINE_HELD_CHARACTERS) return "";
    this.#held = cleanLine(this.#held);
    if (this.#held.length <= LINE_HELD_CHARACTERS) return "";
    // No surrogate pair is cut in two.
    const at = this.#held.length - LINE_TAIL_CHARACTERS;
    const cut = this.#held.slice(0, at).isWellFormed() ? at : at - 1;
    const shown = this.#held.slice(0, cut);
    this.#held = this.#held.slice(cut);
    return shown;
  }

  #takeHeld(): string {
    const held = cleanLine(this.#held);
    this.#held = "";
    return held;
  }
}

function cleanLine(line: string): string {
  return line.split("\t").map(cleanText).join("\t");
}
