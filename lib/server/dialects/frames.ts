// The frames dialect: our client and programs. Control messages are JSON, file chunks are raw.
import type { OpenFile } from "../../files/shelf.ts";
import { readChunks } from "../../files/read.ts";
import { FrameDecoder, FrameTooLong } from "../../protocol/decode.ts";
import { encodeControl, fillChunkHeader } from "../../protocol/encode.ts";
import type { Refusal } from "../../protocol/errors.ts";
import { CHUNK_HEADER_BYTES, PREFACE, type Frame } from "../../protocol/frame.ts";
import { CONTROL_BYTES, UNNAMED_CONTROL_BYTES } from "../../protocol/limits.ts";
import { ClientMessage, readControl, type ServerMessage } from "../../protocol/messages.ts";
import type { Tag } from "../../room/effects.ts";
import { NOTHING, type Dialect, type Input } from "./dialect.ts";

export class FramesDialect implements Dialect {
  readonly name = "frames";
  readonly preface = PREFACE;
  readonly prompt = NOTHING;
  readonly lane = "files";
  readonly endsBySilence = false;
  readonly pings = true;
  #decoder = new FrameDecoder();

  *receive(bytes: Uint8Array, isNamed: () => boolean): Generator<Input> {
    const controlBytes = () => (isNamed() ? CONTROL_BYTES : UNNAMED_CONTROL_BYTES);
    try {
      for (const frame of this.#decoder.push(bytes, controlBytes)) yield inputOf(frame);
    } catch (error) {
      if (!(error instanceof FrameTooLong)) throw error;
      yield { input: "broken", refusal: { code: "too-long", message: error.message } };
    }
  }

  handOver(): undefined {}

  *complete(): Generator<Input> {}

  encode(message: ServerMessage, tag?: Tag): Uint8Array {
    return encodeControl(tag === undefined ? message : { ...message, re: tag });
  }

  async *sendFile(open: OpenFile, file: string, tag: Tag): AsyncGenerator<Uint8Array> {
    const { size, modified } = open;
    yield this.encode({ type: "file", file, size, modified }, tag);
    for await (const step of readChunks(open, CHUNK_HEADER_BYTES)) {
      if (step.step === "chunk") {
        fillChunkHeader(step.bytes, Number(tag));
        yield step.bytes;
      } else if (step.step === "end") {
        yield this.encode({ type: "end", sha256: step.sha256 }, tag);
      } else {
        const message = `Cannot send "${file}" to its end: ${step.why}`;
        yield this.encode({ type: "error", code: "broken", message }, tag);
      }
    }
  }
}

function inputOf(frame: Frame): Input {
  switch (frame.kind) {
    case "control":
      return controlInput(frame.payload);
    case "chunk": {
      const message = `Cannot take a chunk: transfer ${frame.transfer} is not open`;
      return refused({ code: "no-transfer", message }, frame.transfer || undefined);
    }
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
