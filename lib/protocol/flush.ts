// How talk leaves: of all outboxes at the end of a turn of the event loop, of each in as few writes as can be.
import { GATHER_BYTES } from "./limits.ts";

/** Where talk is gathered that is written at once: an array of its own for each write would cost more than copying. */
const GATHERED = new Uint8Array(GATHER_BYTES);

let due: (() => void)[] = [];

/** Does something after all sockets of this poll were read: what many said in one turn leaves in one write. */
export function atEndOfTurn(action: () => void): void {
  if (due.length === 0) setImmediate(endTurn);
  due.push(action);
}

function endTurn(): void {
  const actions = due;
  due = [];
  for (const action of actions) action();
}

/**
 * Takes the first items off a queue, `first` and all bytes behind it that fit into one piece of GATHER_BYTES with it. The
 * piece is valid until something else is gathered, and `keptApart` for longer.
 */
export function gather(first: Uint8Array, items: unknown[]): Uint8Array {
  let bytes = 0;
  let count = 0;
  for (const item of items) {
    if (!(item instanceof Uint8Array) || bytes + item.byteLength > GATHER_BYTES) break;
    GATHERED.set(item, bytes);
    bytes += item.byteLength;
    count++;
  }
  items.splice(0, Math.max(1, count));
  return count < 2 ? first : GATHERED.subarray(0, bytes);
}

/** The same bytes where nothing else is gathered. */
export function keptApart(piece: Uint8Array): Uint8Array {
  return piece.buffer === GATHERED.buffer ? piece.slice() : piece;
}
