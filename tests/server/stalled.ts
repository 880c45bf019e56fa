// A house whose journal does not answer any more, with two guests in it.

import type { FramesGuest } from "../support/frames-guest.ts";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { House } from "../support/house.ts";
import { memoryJournal } from "../support/journals.ts";

export interface Stalled extends AsyncDisposable {
  house: House;
  journal: FaultyJournal;
  /** Resolves when something waits for the journal. */
  waits: Promise<void>;
  ann: FramesGuest;
  ben: FramesGuest;
}

/** A house with two guests in it, whose journal does not answer any more. */
export async function stalled(files = false): Promise<Stalled> {
  const journal = new FaultyJournal(memoryJournal());
  const house = await (files ? House.withUploads({}, { journal }) : new House({ journal }));
  const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
  await ann.next("joined");
  const waits = journal.stall();
  const end = async () => {
    journal.go();
    await house[Symbol.asyncDispose]();
  };
  return { house, journal, waits, ann, ben, [Symbol.asyncDispose]: end };
}

/** A request to say something. */
export const said = (text: string) => ({ type: "say", text }) as const;
