// When chance strikes in a crash test: at the so-and-so-many-th time that something happens, at once.

/** What guests tell as it happens to them. */
export type Happening = "connected" | "welcomed" | "acked" | "heard";

interface Moment {
  happening: Happening;
  left: number;
  act: () => void;
}

export class Moments {
  #awaited: Moment[] = [];

  /** Does something when that will have happened so many times from now on. */
  at(happening: Happening, count: number, act: () => void): void {
    this.#awaited.push({ happening, left: count, act });
  }

  happened(happening: Happening): void {
    const due: Moment[] = [];
    this.#awaited = this.#awaited.filter((moment) => {
      if (moment.happening === happening) moment.left--;
      if (moment.left <= 0) due.push(moment);
      return moment.left > 0;
    });
    for (const { act } of due) act();
  }

  /** Nothing of what was planned is to be done any more. */
  clear(): void {
    this.#awaited = [];
  }
}

/** Lets so many microseconds pass: what a server does takes less than any timer's tick. */
export function linger(micros: number): void {
  const end = Bun.nanoseconds() + micros * 1000;
  while (Bun.nanoseconds() < end);
}
