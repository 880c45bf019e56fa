// What becomes of those who are not let in: sockets that take little, and many of them.

import { describe, expect, test } from "bun:test";
import { LINGER_MS, TURNED_AWAY_PLACES } from "../../lib/protocol/limits.ts";
import { TurningAway, type Peer } from "../../lib/server/turned-away.ts";

const NOW = 1_000_000_000;
const SENTENCE = "Server is full, try again later.";

/** A socket that takes so many bytes at a time, and notes what is done with it. */
class MadeUp implements Peer {
  readonly done: string[] = [];
  read = "";

  constructor(
    private readonly owner: TurningAway<MadeUp>,
    private readonly takes = Number.POSITIVE_INFINITY,
  ) {}

  write(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, Math.max(0, this.takes));
    this.read += Buffer.from(taken).toString();
    return this.takes < 0 ? -1 : taken.byteLength;
  }

  shutdown(): void {
    this.done.push("shutdown");
  }

  end(): void {
    this.#close("end");
  }

  terminate(): void {
    this.#close("terminate");
  }

  #close(how: string): void {
    this.done.push(how);
    this.owner.closed(this);
  }
}

function setting() {
  const turning = new TurningAway<MadeUp>(() => NOW);
  const tell = (takes?: number, mayLinger = true) => {
    const socket = new MadeUp(turning, takes);
    return { socket, guest: turning.tell(socket, SENTENCE, mayLinger) };
  };
  return { turning, tell };
}

describe("one that is told", () => {
  test("has a while to read it, and its output ends once all is on its way", () => {
    const { turning, tell } = setting();
    const { socket, guest } = tell(10);
    expect(guest?.closeBy).toBe(NOW + LINGER_MS);
    for (let drain = 1; drain < 4; drain++) {
      expect(socket.done).toEqual([]);
      turning.drained(socket);
    }
    expect(socket.read).toBe(`${SENTENCE}\n`);
    expect(socket.done).toEqual(["shutdown"]);
    turning.drained(socket);
    expect(socket.done).toEqual(["shutdown"]);
  });

  test("and takes nothing yet is told once it does, as one is whose line is still being secured", () => {
    const { tell } = setting();
    const { socket, guest } = tell(0);
    expect(guest?.untold).toHaveLength(SENTENCE.length + 1);
    expect(socket.done).toEqual([]);
  });

  test("and is dead is gone", () => {
    const { tell } = setting();
    const { socket, guest } = tell(-1);
    expect(guest).toBeUndefined();
    expect(socket.done).toEqual(["terminate"]);
  });

  test("and may not linger is closed at once", () => {
    const { turning, tell } = setting();
    const { socket, guest } = tell(undefined, false);
    expect({ guest, read: socket.read }).toEqual({ guest: undefined, read: `${SENTENCE}\n` });
    expect(socket.done).toEqual(["end"]);
    turning.drained(socket);
    expect(socket.read).toBe(`${SENTENCE}\n`);
  });
});

describe("many of them", () => {
  test("linger in so many places, and one more is closed at once", () => {
    const { turning, tell } = setting();
    const first = tell().socket;
    for (let place = 1; place < TURNED_AWAY_PLACES; place++) expect(tell().guest).toBeDefined();
    expect(tell().socket.done).toEqual(["end"]);
    turning.closed(first);
    expect(tell().guest).toBeDefined();
    expect(tell().guest).toBeUndefined();
  });

  test("make room one after the other, who came first goes first", () => {
    const { turning, tell } = setting();
    expect(turning.hurry()).toBe(false);
    const [first, second] = [tell().socket, tell().socket];
    expect(turning.hurry()).toBe(true);
    expect([first.done, second.done]).toEqual([["shutdown", "end"], ["shutdown"]]);
    expect(turning.hurry()).toBe(true);
    expect(turning.hurry()).toBe(false);
  });

  test("make none where closing takes a while", () => {
    const { turning, tell } = setting();
    const { socket } = tell();
    socket.end = () => {};
    expect(turning.hurry()).toBe(false);
  });
});
