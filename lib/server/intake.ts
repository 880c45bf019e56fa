// What a guest has sent and what is still to be worked off: bytes to inputs, one at a time, in order.
import { VERSION } from "../protocol/frame.ts";
import type { Stage } from "../room/client.ts";
import { detectOpening, type DialectName } from "../protocol/opening.ts";
import { BareDialect } from "./dialects/bare.ts";
import type { Dialect, Input } from "./dialects/dialect.ts";
import { FramesDialect } from "./dialects/frames.ts";
import { foreignInput, LinesDialect } from "./dialects/lines.ts";

const DIALECTS: Record<DialectName, new () => Dialect> = {
  frames: FramesDialect,
  lines: LinesDialect,
  bare: BareDialect,
};

/** Bytes that came, a silence after them, or the end of the stream. */
export type Arrival = Uint8Array | "silence" | "end";

export class Intake {
  #dialect: Dialect | undefined;
  /** What came before the dialect was known. */
  #first: Uint8Array[] = [];
  #arrivals: Arrival[] = [];
  /** The inputs of the arrival that is being worked off. */
  #inputs: Iterator<Input> | undefined;
  #exhausted = false;

  /** `chosen` hears of the dialect before its first input; `stage` is asked at each input. */
  constructor(
    private readonly chosen: (dialect: Dialect) => void,
    private readonly stage: () => Stage,
  ) {}

  get dialect(): Dialect | undefined {
    return this.#dialect;
  }

  /** Whether a silence would tell something. */
  get awaitsSilence(): boolean {
    return !this.#dialect || this.#dialect.endsBySilence;
  }

  /** Whether the stream has ended and all of it was worked off. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  push(arrival: Arrival): void {
    this.#arrivals.push(arrival);
  }

  /** The next input; undefined until more arrives. */
  next(): Input | undefined {
    for (;;) {
      const next = this.#inputs?.next();
      if (next && !next.done) return next.value;
      const arrival = this.#arrivals.shift();
      if (arrival === undefined) return undefined;
      this.#inputs = this.#inputsOf(arrival);
    }
  }

  *#inputsOf(arrival: Arrival): Generator<Input> {
    if (arrival instanceof Uint8Array) return yield* this.#received(arrival);
    if (!this.#dialect) yield* this.#open(true);
    const complete = arrival === "end" || this.#dialect?.endsBySilence;
    if (this.#dialect && complete) yield* this.#dialect.complete(this.stage);
    if (arrival === "end") this.#exhausted = true;
  }

  *#received(bytes: Uint8Array): Generator<Input> {
    if (!this.#dialect) {
      this.#first.push(bytes);
      yield* this.#open(false);
      return;
    }
    const handedOver = this.#dialect.handOver(bytes);
    if (handedOver) yield* this.#speak("lines", handedOver);
    else yield* this.#dialect.receive(bytes, this.stage);
  }

  /** Tells the dialect by what has come so far, where it can be told. */
  *#open(quiet: boolean): Generator<Input> {
    const bytes = Buffer.concat(this.#first);
    const opening = detectOpening({ bytes, pieces: this.#first.length, quiet });
    switch (opening.speaks) {
      case "undecided":
        return;
      case "foreign":
        yield foreignInput(opening.protocol);
        return;
      case "other-version": {
        this.#choose("frames");
        const message = `Cannot speak version ${opening.version}: this server speaks version ${VERSION}`;
        yield { input: "broken", refusal: { code: "version", message } };
        return;
      }
      default:
        this.#first = [];
        yield* this.#speak(opening.speaks, bytes.subarray(opening.used));
    }
  }

  *#speak(name: DialectName, bytes: Uint8Array): Generator<Input> {
    const dialect = this.#choose(name);
    yield { input: "opened" };
    yield* dialect.receive(bytes, this.stage);
  }

  #choose(name: DialectName): Dialect {
    this.#dialect = new DIALECTS[name]();
    this.chosen(this.#dialect);
    return this.#dialect;
  }
}
