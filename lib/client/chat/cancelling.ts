// Which transfer a person means who cancels one.
import type { Choice, Question } from "../terminal/surface.ts";
import type { Transfer } from "./transfer.ts";

/**
 * The transfers that a number or a file's name means, or all of them without one: more than one of them is to
 * be asked about.
 * @throws Error where there is none
 */
export function meantBy(which: string | undefined, all: readonly Transfer[]): Transfer[] {
  if (which === undefined) {
    if (all.length === 0) throw new Error("Cannot cancel anything: no transfer is under way");
    return [...all];
  }
  const numbered = all.filter(({ number }) => String(number) === which);
  const named = all.filter(({ asked }) => asked.file === which);
  const meant = named.length > 0 ? named : numbered;
  if (meant.length === 0)
    throw new Error(`Cannot cancel "${which}": no such transfer is under way`);
  return meant;
}

/** Asks which of several, by its number; `now` is milliseconds since the epoch. */
export function cancelQuestion(transfers: readonly Transfer[], now: number): Question {
  const choices = transfers.map((transfer): Choice => ({
    value: String(transfer.number),
    label: transfer.progress(now),
  }));
  return { message: "Cancel which transfer?", choices, search: true };
}
