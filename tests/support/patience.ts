// Waiting for what must happen: the only place with a deadline, which does nothing but fail a test.

/** Time without any news after which a wait is in vain; below the time limit of a test. */
const PATIENCE_MS = 4000;

/** Something that changes by events, and can be waited for. */
export class Changing {
  #changed = Promise.withResolvers<void>();

  /** To be called after each change. */
  protected changed(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** What `look` finds as soon as it finds something; `seen` tells a failed test what there was instead. */
  protected async until<T>(look: () => T | undefined, seen: (state: string) => string): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await patiently(this.#changed.promise, seen);
    }
  }
}

/** The promise's value; an error where it has not come within the patience. */
export async function patiently<T>(
  promise: Promise<T>,
  what: (state: string) => string = (state) => state,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const deadline = setTimeout(() => reject(new Error(what("nothing more came"))), PATIENCE_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(deadline);
  }
}
