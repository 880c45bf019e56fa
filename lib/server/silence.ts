// Waiting for a silence of BARE_QUIET_MS: what a guest without line endings ends its messages by.
import { BARE_QUIET_MS } from "../protocol/limits.ts";

export class Silence {
  #timer: NodeJS.Timeout | undefined;

  /** `fell` hears of each silence; one that is of our own making, as `isOurs` tells, is waited out. */
  constructor(
    private readonly isOurs: () => boolean,
    private readonly fell: () => void,
  ) {}

  /** Waits for a silence from now on. */
  await(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.isOurs()) this.await();
      else this.fell();
    }, BARE_QUIET_MS);
  }

  /** Waits anew, where it waits: what came meanwhile is only read from now on. */
  again(): void {
    if (this.#timer) this.await();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
