// A room's password: what can be one, and the one form of it that both sides mean.
import { PASSWORD_CHARACTERS } from "./limits.ts";

/** The form in which a password is hashed and compared: keyboards write one and the same letter in two ways. */
export function normalPassword(text: string): string {
  return text.normalize("NFC");
}

/** What keeps a text from being a password, if anything. */
export function passwordProblem(text: string): string | undefined {
  if (text === "") return "it is empty";
  if (/[\x00-\x1f\x7f]/.test(text)) return "it has characters that cannot be typed in a line";
  if (!text.isWellFormed()) return "it is no valid text";
  if (normalPassword(text).length > PASSWORD_CHARACTERS)
    return `it has more than ${PASSWORD_CHARACTERS} characters`;
  return undefined;
}
