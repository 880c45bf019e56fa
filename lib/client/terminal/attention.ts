// Whether somebody is looking at the terminal, as far as it tells.

import { LOOKING_MS } from "../../protocol/limits.ts";

/** What the terminal's reports of focus and the keys say; `now` gives milliseconds. */
export class Attention {
  readonly #now: () => number;
  #focused: boolean | undefined;
  #pressedAt = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The terminal has reported whether it has the focus. */
  focus(focused: boolean): void {
    this.#focused = focused;
  }

  /** A key was pressed: whoever did has the terminal before them, whatever it said. */
  pressed(): void {
    this.#pressedAt = this.#now();
    if (this.#focused === false) this.#focused = true;
  }

  /** In a terminal that never reports, only for LOOKING_MS after a key. */
  get looking(): boolean {
    return this.#focused ?? this.#now() - this.#pressedAt < LOOKING_MS;
  }
}
