// The rules that every name obeys, whoever asks; whether a name is taken is the room's to say.
import { NAME_BYTES, NAME_CHARACTERS } from "./limits.ts";
import { byteLength, countCharacters, isClean, PRINTABLE } from "./text.ts";

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
// What a command begins with, or a line of a screen that is no talk, in ASCII too (but for "…", which only marks own words).
const MARKED = /^[/*~→=»>…✗✘!]/;
const RESERVED = new Set(["server", "status", "list", "get", "exit"]);

/**
 * The form in which two names are compared: case, width and invisible characters make no difference.
 * Source: NFKC of UAX #15, then upper and lower case so that "ß" equals "SS".
 */
export function foldName(name: string): string {
  // Of ASCII no more than this is left to do, and it is asked of every text that may mention someone.
  if (PRINTABLE.test(name)) return spacedOnce(name.toLowerCase()).trim();
  return name
    .replace(INVISIBLE, "")
    .normalize("NFKC")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC")
    .replace(/\s+/g, " ")
    .trim();
}

function spacedOnce(text: string): string {
  return text.includes("  ") ? text.replace(/ {2,}/g, " ") : text;
}

const RULES: readonly { broken: (name: string) => boolean; why: string }[] = [
  { broken: (name) => foldName(name) === "", why: "it is empty" },
  { broken: (name) => !isClean(name), why: "it has characters that cannot be shown" },
  {
    broken: (name) => byteLength(name) > NAME_BYTES || countCharacters(name) > NAME_CHARACTERS,
    why: `it is longer than ${NAME_CHARACTERS} characters or ${NAME_BYTES} bytes`,
  },
  { broken: (name) => name.normalize("NFKC").includes(":"), why: 'it has a ":"' },
  {
    broken: (name) => MARKED.test(name) || MARKED.test(foldName(name)),
    why: 'it starts with "/", "*" or another mark of commands and lines',
  },
  {
    broken: (name) => RESERVED.has(foldName(name)) || foldName(name).startsWith("get "),
    why: "it is a reserved word",
  },
];

/** Why a trimmed text cannot be anyone's name, or undefined where it can. */
export function nameProblem(name: string): string | undefined {
  return RULES.find((rule) => rule.broken(name))?.why;
}
