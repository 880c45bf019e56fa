// Who put which file on the shelf, as long as they are here: nobody else may take it off again.

export class Owners {
  #filesOf = new Map<number, Set<string>>();

  /** Notes that a client put a file there; whoever had put one of that name no longer owns it. */
  add(client: number, file: string): void {
    this.remove(file);
    const files = this.#filesOf.get(client) ?? new Set();
    this.#filesOf.set(client, files.add(file));
  }

  owns(client: number, file: string): boolean {
    return this.#filesOf.get(client)?.has(file) ?? false;
  }

  /** Forgets a file that is no longer there, or belongs to nobody any more. */
  remove(file: string): void {
    for (const files of this.#filesOf.values()) files.delete(file);
  }

  /** Forgets a client that has left: its number is never given again. */
  forget(client: number): void {
    this.#filesOf.delete(client);
  }
}
