// The frames dialect: our client and programs. Control messages are JSON, file chunks are raw.
import { readChunks } from "../../files/read.ts";
import { FrameDecoder, FrameTooLong } from "../../protocol/decode.ts";
import { encodeControl, fillChunkHeader } from "../../protocol/encode.ts";
import type { ErrorCode, Refusal } from "../../protocol/errors.ts";
import { CHUNK_HEADER_BYTES, PREFACE, type Frame } from "../../protocol/frame.ts";
import { CONTROL_BYTES, UNNAMED_CONTROL_BYTES } from "../../protocol/limits.ts";
import { ClientMessage, type ServerMessage } from "../../protocol/messages.ts";
import { readControl } from "../../protocol/read-message.ts";
import type { Stage } from "../../room/client.ts";
import type { Tag } from "../../room/effects.ts";
import type { Sending } from "../sending.ts";
import type { Answer } from "../sendings.ts";
import { NOTHING, type Dialect, type Input } from "./dialect.ts";

export class FramesDialect implements Dialect {
  readonly name = "frames";
  readonly preface = PREFACE;
  readonly lane = "files";
  readonly endsBySilence = false;
  readonly pings = true;
  #decoder = new FrameDecoder();

  *receive(bytes: Uint8Array, stage: () => Stage): Generator<Input> {
    const controlBytes = () => (stage() === "here" ? CONTROL_BYTES : UNNAMED_CONTROL_BYTES);
    try {
      for (const frame of this.#decoder.push(bytes, controlBytes)) yield inputOf(frame);
    } catch (error) {
      if (!(error instanceof FrameTooLong)) throw error;
      yield { input: "broken", refusal: { code: "too-long", message: error.message } };
    }
  }

  prompt(): Uint8Array {
    return NOTHING;
  }

  handOver(): undefined {}

  *complete(): Generator<Input> {}

  encode(message: ServerMessage, tag?: Tag): Uint8Array {
    return encodeControl(tag === undefined ? message : { ...message, re: tag });
  }

  async *sendFile(sending: Sending, tag: Tag): Answer {
    const { open, file, from, known, turns, memory, signal } = sending;
    const { size, modified } = open;
    const error = (code: ErrorCode, why: string) =>
      this.encode(
        { type: "error", code, message: `Cannot send "${file}" to its end: ${why}` },
        tag,
      );
    const chunks = readChunks(open, { from, headroom: CHUNK_HEADER_BYTES, turns, memory });
    // Begun before the first chunk, so that it is there by the last, or soon after.
    const hashed = sending.sha256().catch(() => undefined);
    try {
      const facts = { file, size, modified, from, ...(known ? { sha256: known } : {}) };
      yield this.encode({ type: "file", ...facts }, tag);
      for await (const step of chunks) {
        if (signal.aborted) return yield error("cancelled", "it was cancelled");
        if (step.step === "broken") return yield error("broken", step.why);
        if (step.step === "end") break;
        fillChunkHeader(step.bytes, Number(tag));
        yield step.bytes;
      }
    } finally {
      // The guest may go before the first chunk is asked for.
      await chunks.return();
    }
    return async () => {
      const sha256 = await hashed;
      if (signal.aborted) return error("cancelled", "it was cancelled");
      if (sha256 === undefined) return error("broken", "it changed while it was read");
      return this.encode({ type: "end", sha256 }, tag);
    };
  }
}

function inputOf(frame: Frame): Input {
  switch (frame.kind) {
    case "control":
      return controlInput(frame.payload);
    case "chunk":
      return { input: "chunk", transfer: frame.transfer, data: frame.data };
    case "unknown":
      return refused({ code: "bad-frame", message: `Cannot read a frame of kind ${frame.byte}` });
  }
}

function controlInput(payload: Uint8Array): Input {
  const { id, result } = readControl(ClientMessage, payload);
  if (!result.ok) return refused(result.refusal, id);
  const message = result.value;
  if (message.type === "pong") return { input: "nothing" };
  if (message.type === "ping") return { input: "ping", tag: id };
  if (id !== undefined) return { input: "command", tag: id, command: message };
  return refused({
    code: "bad-message",
    message: 'Cannot read "id": it is missing or out of range',
  });
}

function refused(refusal: Refusal, tag?: number): Input {
  return { input: "refused", tag, refusal };
}
