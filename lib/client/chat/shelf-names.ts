// The names on the shelf, for completion: asked for when they are needed, and good for a while.
import { FRESH_LIST_MS } from "../../protocol/limits.ts";
import { gatherList } from "../gather.ts";
import type { Session } from "../session.ts";

export class ShelfNames {
  #asked = -Infinity;
  #names: Promise<string[]> = Promise.resolve([]);

  constructor(
    private readonly session: Session,
    private readonly now: () => number,
  ) {}

  /** The shelf has changed: what is known of it is out of date. */
  forget(): void {
    this.#asked = -Infinity;
  }

  /** The names; none where they cannot be had. */
  get(): Promise<string[]> {
    if (this.now() - this.#asked > FRESH_LIST_MS) {
      this.#asked = this.now();
      const files = gatherList(this.session);
      this.#names = files.then(
        (all) => all.map(({ file }) => file),
        () => [],
      );
    }
    return this.#names;
  }
}
