// The Workers that a test starts, real ones, and how to know that they are over.

import { patiently } from "./patience.ts";

export const RealWorker = globalThis.Worker;

/** In the order in which they were started. */
export const workers: { worker: Worker; over: Promise<void> }[] = [];

class WatchedWorker extends RealWorker {
  constructor(url: string | URL) {
    super(url);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.addEventListener("close", () => resolve());
    workers.push({ worker: this, over: promise });
  }
}

/** From now on every Worker is watched. */
export function watchWorkers(): void {
  globalThis.Worker = WatchedWorker;
}

/** Resolves when all that were watched are over, and forgets them. */
export async function workersOver(): Promise<void> {
  for (const { over } of workers.splice(0)) await patiently(over);
}
