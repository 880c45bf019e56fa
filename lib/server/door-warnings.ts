// What the host is told of those who are not let in: how many, and what can be done, each at most once in a while.
import { TURNED_AWAY_WARN_MS } from "../protocol/limits.ts";

/** What there was too little of. */
export type Lack = "places" | "door" | "files" | "address";

export class DoorWarnings {
  /** Of each lack: when it was told last, and how many were turned away since. */
  #untold = new Map<Lack, { toldAt: number; guests: number }>();

  /** `now` is in milliseconds; `places` are those of the room. */
  constructor(
    private readonly now: () => number,
    private readonly places: number,
    private readonly warn: (message: string) => void,
  ) {}

  /** Somebody is turned away; the first is told at once. */
  add(lack: Lack): void {
    const untold = this.#untold.get(lack) ?? { toldAt: Number.NEGATIVE_INFINITY, guests: 0 };
    this.#untold.set(lack, untold);
    untold.guests++;
    this.sweep();
  }

  /** Tells of those that came within TURNED_AWAY_WARN_MS of the last warning once that is over; to be called now and then. */
  sweep(): void {
    for (const [lack, untold] of this.#untold) {
      // A clock that was put back begins a new time.
      if (Math.abs(this.now() - untold.toldAt) < TURNED_AWAY_WARN_MS) continue;
      if (untold.guests > 0) this.warn(this.#sentence(lack, untold.guests));
      this.#untold.set(lack, { toldAt: untold.guests > 0 ? this.now() : untold.toldAt, guests: 0 });
    }
  }

  #sentence(lack: Lack, guests: number): string {
    const away = `${guests} turned away`;
    switch (lack) {
      case "places":
        return `The room is full (${this.places} ${this.places === 1 ? "place" : "places"}): ${away}; --max-clients sets more`;
      case "door":
        return `Too many stand at the door without a name: ${away}`;
      case "files":
        return `No more connections can be open: ${away}; "ulimit -n" sets more`;
      case "address":
        return `Too many connections from one address: ${away}`;
    }
  }
}
