// A name for who cannot have the wanted one.
import { nameProblem } from "../protocol/names.ts";
import { charactersOf } from "./view/graphemes.ts";

/** A name like this one with the next number behind it; where it would be too long, its end gives way. */
export function anotherName(name: string): string {
  const [, base = name, number = "1"] = /^(.+)-([1-9]\d{0,3})$/.exec(name) ?? [];
  const ending = `-${Number(number) + 1}`;
  const characters = charactersOf(base);
  while (characters.length > 1 && nameProblem(characters.join("") + ending)) characters.pop();
  return characters.join("").trimEnd() + ending;
}
