// Bytes to frames: a decoder over any chunking that checks each length before it allocates.
import { HEADER_BYTES, KIND, TRANSFER_BYTES, type Frame } from "./frame.ts";
import { CHUNK_BYTES, CONTROL_BYTES } from "./limits.ts";

/** A frame longer than its limit: what follows cannot be trusted, so the connection has to end. */
export class FrameTooLong extends Error {
  override name = "FrameTooLong";
}

export class FrameDecoder {
  #header = new Uint8Array(HEADER_BYTES);
  #headerGot = 0;
  #payload: Uint8Array | undefined;
  #payloadGot = 0;

  /**
   * The frames that a chunk completes; to be drained before the next chunk is pushed. Payloads may share
   * the chunk's memory. `controlBytes` is asked at each header, so that the limit may change between two
   * frames of one chunk.
   * @throws FrameTooLong when a header announces more than its kind may carry
   */
  *push(chunk: Uint8Array, controlBytes: () => number = () => CONTROL_BYTES): Generator<Frame> {
    let rest = chunk;
    for (;;) {
      if (!this.#payload) {
        const part = rest.subarray(0, HEADER_BYTES - this.#headerGot);
        this.#header.set(part, this.#headerGot);
        this.#headerGot += part.byteLength;
        rest = rest.subarray(part.byteLength);
        if (this.#headerGot < HEADER_BYTES) return;

        const length = this.#checkedLength(controlBytes());
        if (rest.byteLength >= length) {
          this.#headerGot = 0;
          yield frameOf(this.#kind, rest.subarray(0, length));
          rest = rest.subarray(length);
          continue;
        }
        this.#payload = new Uint8Array(length);
        this.#payloadGot = 0;
      }
      const payload = this.#payload;
      const part = rest.subarray(0, payload.byteLength - this.#payloadGot);
      payload.set(part, this.#payloadGot);
      this.#payloadGot += part.byteLength;
      rest = rest.subarray(part.byteLength);
      if (this.#payloadGot < payload.byteLength) return;
      this.#payload = undefined;
      this.#headerGot = 0;
      yield frameOf(this.#kind, payload);
    }
  }

  get #kind(): number {
    return this.#header[HEADER_BYTES - 1] ?? 0;
  }

  #checkedLength(controlBytes: number): number {
    const length = new DataView(this.#header.buffer).getUint32(0);
    const limit = this.#kind === KIND.chunk ? TRANSFER_BYTES + CHUNK_BYTES : controlBytes;
    if (length > limit) {
      throw new FrameTooLong(`Cannot read a frame of ${length} bytes: the limit is ${limit}`);
    }
    return length;
  }
}

function frameOf(kind: number, payload: Uint8Array): Frame {
  if (kind === KIND.control) return { kind: "control", payload };
  if (kind === KIND.chunk && payload.byteLength >= TRANSFER_BYTES) {
    const transfer = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
    return { kind: "chunk", transfer, data: payload.subarray(TRANSFER_BYTES) };
  }
  return { kind: "unknown", byte: kind };
}
