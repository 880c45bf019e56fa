// The rules that every name obeys, whoever asks; whether a name is taken is the room's to say.
import confusables from "unhomoglyph/data.json";
import { NAME_BYTES, NAME_CHARACTERS } from "./limits.ts";
import { byteLength, countCharacters, isClean, PRINTABLE } from "./text.ts";

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
// What shows nothing without being a space or ignorable: the Braille blank, and a note without a head.
const BLANK = /[\u2800\u{1d159}]/u;
// What a command begins with, or a line of a screen that is no talk, in ASCII too (but for "…", which only marks own words).
const MARKED = /^[/*~→=»>…✗✘!]/;
const RESERVED = ["server", "host", "the host", "announcement", "status", "list", "get", "exit"];

/** Of a character that looks like others, the one that stands for all of them (UTS #39). */
const LOOKS: Readonly<Record<string, string>> = confusables;

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

/**
 * The keys by which a person takes one name for another: two names look alike where they share one. "Ian" and
 * "lan" are alike as they stand, "MAX" and "rnax" once their case is folded. Names that fold to the same share one.
 */
export function nameLooks(name: string): readonly string[] {
  // What a letter stands for may be a capital, and what that folds to stand for something else.
  const looks = [name, foldName(name)].map((form) => skeleton(foldName(skeleton(form))));
  return [...new Set(looks.map(foldName))];
}

/** The skeleton of UTS #39: what looks alike has the same. */
function skeleton(text: string): string {
  const characters = text.replace(INVISIBLE, "").normalize("NFD");
  return Array.from(characters, (character) => LOOKS[character] ?? character).join("");
}

const RESERVED_LOOKS = new Set(RESERVED.flatMap(nameLooks));

/** Its letters and digits alone: "h.o.s.t", "host." and "hóst" stand for "host" to who reads fast. */
function bare(name: string): string {
  return name.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");
}

function isReserved(name: string): boolean {
  const forms = [name, bare(name)].flatMap(nameLooks);
  return forms.some((look) => look !== "" && RESERVED_LOOKS.has(look));
}

/** Looks like ":", and is no letter or mark of a word. */
const COLON_LIKE = /[^\p{L}\p{M}]|\p{Lm}/u;

function hasColon(name: string): boolean {
  if (name.normalize("NFKC").includes(":")) return true;
  return Array.from(name).some((each) => LOOKS[each] === ":" && COLON_LIKE.test(each));
}

const TOO_LONG = `it is longer than ${NAME_CHARACTERS} characters or ${NAME_BYTES} bytes`;

const RULES: readonly { broken: (name: string) => boolean; why: string }[] = [
  // First: what Unicode makes of kilobytes of marks takes milliseconds.
  { broken: (name) => byteLength(name) > NAME_BYTES, why: TOO_LONG },
  { broken: (name) => foldName(name) === "", why: "it is empty" },
  { broken: (name) => name !== name.trim(), why: "it begins or ends with a space" },
  {
    broken: (name) => !isClean(name) || BLANK.test(name),
    why: "it has characters that cannot be shown",
  },
  {
    broken: (name) => countCharacters(name) > NAME_CHARACTERS,
    why: TOO_LONG,
  },
  { broken: hasColon, why: 'it has a ":"' },
  {
    // Of what looks like a mark only the server's own is refused: a Japanese name may begin with what looks like "/".
    broken: (name) =>
      MARKED.test(name) || MARKED.test(foldName(name)) || skeleton(name).startsWith("*"),
    why: 'it starts with "/", "*" or another mark of commands and lines',
  },
  {
    broken: (name) => isReserved(name) || foldName(name).startsWith("get "),
    why: "it is a reserved word",
  },
];

/** Why a trimmed text cannot be anyone's name, or undefined where it can. */
export function nameProblem(name: string): string | undefined {
  return RULES.find((rule) => rule.broken(name))?.why;
}
