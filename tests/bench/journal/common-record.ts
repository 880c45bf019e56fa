// What the room said, as whoever heard it first had it: all others must hear the same bytes under the same number.

const FIRST_BYTES = 1024 * 1024;
const FIRST_MESSAGES = 4096;

/** A message's place in the bytes: where it begins and ends, and whose it is; 0 for none. */
const START = 0;
const END = 1;
const CLIENT = 2;
const FIELDS = 3;

export class CommonRecord {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #used = 0;
  /** By number, from the first that is said here on. Holes are what only its sender has heard of so far. */
  #places = new Int32Array(FIELDS * FIRST_MESSAGES);
  readonly #texts = new Map<number, string>();

  /** @param before the number of the newest message that was there before */
  constructor(readonly before: number) {}

  /** Whose message has that number; 0 where nobody has heard it yet. */
  clientOf(seq: number): number {
    return this.#place(seq, CLIENT);
  }

  textOf(seq: number): string | undefined {
    return this.#texts.get(seq);
  }

  /** Takes a frame that nobody has heard before. */
  add(seq: number, client: number, text: string, frame: Uint8Array): void {
    const start = this.#used;
    const end = start + frame.byteLength;
    while (end > this.#bytes.byteLength) {
      const larger = Buffer.allocUnsafe(2 * this.#bytes.byteLength);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const at = FIELDS * (seq - this.before);
    while (at + FIELDS > this.#places.length) {
      const larger = new Int32Array(2 * this.#places.length);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#bytes.set(frame, start);
    this.#used = end;
    this.#places.set([start, end, client], at);
    this.#texts.set(seq, text);
  }

  /** How many messages from a number on stand one after the other in so many bytes, and are not of one client. */
  run(from: number, client: number, bytes: number): number {
    const places = this.#places;
    const first = FIELDS * (from - this.before);
    let end = places[first + START] ?? 0;
    const most = end + bytes;
    for (let at = first; at < places.length; at += FIELDS) {
      const whose = places[at + CLIENT];
      const isNext = whose !== 0 && whose !== client && places[at + START] === end;
      end = places[at + END] ?? 0;
      if (!isNext || end > most) return (at - first) / FIELDS;
    }
    return (places.length - first) / FIELDS;
  }

  /** The bytes that so many such messages have together. */
  length(from: number, count: number): number {
    return this.#place(from + count - 1, END) - this.#place(from, START);
  }

  /** Whether bytes begin there with these messages. */
  matches(from: number, count: number, bytes: Buffer, at: number): boolean {
    const start = this.#place(from, START);
    const end = this.#place(from + count - 1, END);
    const till = at + end - start;
    return till <= bytes.byteLength && bytes.compare(this.#bytes, start, end, at, till) === 0;
  }

  #place(seq: number, field: number): number {
    return this.#places[FIELDS * (seq - this.before) + field] ?? 0;
  }
}
