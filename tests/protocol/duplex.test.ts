// The line within the process: what a socket does, it does.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { duplex, type DuplexEnd } from "../../lib/protocol/duplex.ts";
import { LINK_BYTES } from "../../lib/protocol/limits.ts";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { Changing } from "../support/patience.ts";

/** Who listens at an end, and writes down what it is told. */
class Ear extends Changing {
  readonly told: string[] = [];
  readonly bytes: number[] = [];
  drained = () => {};

  constructor(readonly end: DuplexEnd) {
    super();
    const tell = (what: string) => {
      this.told.push(what);
      this.changed();
    };
    end.listen({
      data: (bytes) => {
        this.bytes.push(...bytes);
        tell("data");
      },
      drain: () => {
        tell("drain");
        this.drained();
      },
      end: () => tell("end"),
      close: () => tell("close"),
    });
  }

  /** Resolves once it was told so. */
  hears(what: string): Promise<string> {
    return this.until(
      () => this.told.find((each) => each === what),
      (state) => `no ${what}: ${state}; ${this.told.join()}`,
    );
  }

  async gets(count: number): Promise<void> {
    await this.until(
      () => this.bytes.length >= count || undefined,
      (state) => `${this.bytes.length} of ${count} bytes: ${state}`,
    );
  }
}

/** All that is due in this turn and the next has happened. */
const turns = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
};

function ears(): [Ear, Ear] {
  const [near, far] = duplex();
  return [new Ear(near), new Ear(far)];
}

const bytesOf = (count: number) => Uint8Array.from({ length: count }, (_, at) => at % 251);

describe("bytes", () => {
  test("arrive in a later turn, both ways, whatever becomes of the memory that they stood in", async () => {
    const [near, far] = ears();
    const bytes = Uint8Array.of(9, 1, 2, 3, 9);
    expect(near.end.write(bytes, 1, 3)).toBe(3);
    expect(far.end.write(Uint8Array.of(4))).toBe(1);
    bytes.fill(0);
    expect([near.told, far.told]).toEqual([[], []]);
    await turns();
    expect([near.bytes, far.bytes]).toEqual([[4], [1, 2, 3]]);
  });

  test("that come before anybody listens wait", async () => {
    const [near, far] = duplex();
    near.write(Uint8Array.of(1));
    await turns();
    const ear = new Ear(far);
    near.write(Uint8Array.of(2));
    await turns();
    expect(ear.bytes).toEqual([1, 2]);
  });

  test(`${LINK_BYTES} wait at most: of one more it is told, and when there is room again`, async () => {
    const [near, far] = ears();
    far.end.pause();
    expect(near.end.write(bytesOf(LINK_BYTES))).toBe(LINK_BYTES);
    await turns();
    expect([near.told, far.told]).toEqual([[], []]);
    expect(near.end.write(Uint8Array.of(1))).toBe(0);
    await turns();
    expect(near.told).toEqual([]);
    far.end.resume();
    await turns();
    expect(near.told).toEqual(["drain"]);
    expect(near.end.write(Uint8Array.of(1))).toBe(1);
    await turns();
    expect(far.bytes.length).toBe(LINK_BYTES + 1);
    expect(near.told).toEqual(["drain"]);
  });

  test("of a write that is larger the first part is taken", async () => {
    const [near, far] = ears();
    expect(near.end.write(bytesOf(LINK_BYTES + 5))).toBe(LINK_BYTES);
    await far.gets(LINK_BYTES);
    await turns();
    expect(near.told).toEqual(["drain"]);
  });

  test("a pause holds from one piece to the next", async () => {
    const [near, far] = duplex();
    const heard: number[] = [];
    far.listen({
      data: ([byte]) => {
        heard.push(byte ?? -1);
        far.pause();
      },
      drain() {},
      end: () => void heard.push(99),
      close() {},
    });
    for (const byte of [1, 2]) near.write(Uint8Array.of(byte));
    near.shutdown();
    await turns();
    expect(heard).toEqual([1]);
    far.resume();
    await turns();
    expect(heard).toEqual([1, 2]);
    far.resume();
    await turns();
    expect(heard).toEqual([1, 2, 99]);
  });

  test("arrive all and in order through an outbox, whoever pauses when", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 * LINK_BYTES }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.boolean(), { maxLength: 6 }),
        async (sizes, pauses) => {
          const [near, far] = ears();
          const outbox = new Outbox(near.end, Date.now);
          near.drained = () => outbox.drained();
          const sent = sizes.map(bytesOf);
          for (const bytes of sent) outbox.send(bytes);
          outbox.finish();
          for (const paused of pauses) {
            if (paused) far.end.pause();
            else far.end.resume();
            await turns();
          }
          far.end.resume();
          await far.hears("end");
          expect(Buffer.from(far.bytes).equals(Buffer.concat(sent))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("the end", () => {
  test("of one side's words comes behind them, once; it is still told what the other says", async () => {
    const [near, far] = ears();
    near.end.write(Uint8Array.of(1));
    near.end.shutdown();
    near.end.shutdown();
    await turns();
    expect(far.told).toEqual(["data", "end"]);
    expect(near.end.write(Uint8Array.of(2))).toBe(-1);
    far.end.write(Uint8Array.of(3));
    await turns();
    far.end.resume();
    await turns();
    expect([near.bytes, far.bytes]).toEqual([[3], [1]]);
    expect([near.told, far.told]).toEqual([["data"], ["data", "end"]]);
  });

  test("end() closes, once, and what was written before still arrives", async () => {
    const [near, far] = ears();
    near.end.write(Uint8Array.of(1));
    far.end.write(Uint8Array.of(2));
    near.end.end();
    near.end.end();
    await turns();
    expect([near.told, far.told]).toEqual([["close"], ["data", "end"]]);
    expect(far.end.write(Uint8Array.of(3))).toBe(-1);
    far.end.end();
    await turns();
    expect(far.told).toEqual(["data", "end", "close"]);
    expect(near.told).toEqual(["close"]);
  });

  test("terminate() closes both at once, and nothing more arrives", async () => {
    const [near, far] = ears();
    far.end.pause();
    near.end.write(Uint8Array.of(1));
    far.end.write(Uint8Array.of(2));
    near.end.terminate();
    near.end.terminate();
    await turns();
    expect([near.told, far.told]).toEqual([["close"], ["close"]]);
    for (const { end } of [near, far]) expect(end.write(Uint8Array.of(3))).toBe(-1);
  });

  test("whoever waits to write to somebody who closes hears that it can, in vain", async () => {
    const [near, far] = ears();
    far.end.pause();
    near.end.write(bytesOf(LINK_BYTES + 1));
    far.end.end();
    await near.hears("drain");
    expect(near.end.write(Uint8Array.of(1))).toBe(-1);
  });
});
