// Frames to bytes and back, against golden vectors and a decoder too simple to be wrong.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FrameDecoder } from "../../lib/protocol/decode.ts";
import { encodeControl, fillChunkHeader } from "../../lib/protocol/encode.ts";
import { encodeChunk } from "../support/chunk.ts";
import {
  CHUNK_HEADER_BYTES,
  HEADER_BYTES,
  MAX_REQUEST_ID,
  PREFACE,
  prefaceVersion,
  VERSION,
  type Frame,
} from "../../lib/protocol/frame.ts";
import { ClientMessage, Command, Ping, Pong, ServerMessage } from "../../lib/protocol/messages.ts";
import { readControl } from "../../lib/protocol/read-message.ts";
import { cut, cutAt, pieceSizes } from "./pieces.ts";
import { VECTORS, type Value, type Vector } from "./vectors.ts";

const bytesOf = (vector: Vector): Uint8Array => new Uint8Array(Buffer.from(vector.hex, "hex"));
const prefaces = VECTORS.filter(({ value }) => "preface" in value);
const frames = VECTORS.filter(({ value }) => !("preface" in value));
const controls = frames.flatMap(({ name, value }) =>
  "control" in value ? [{ name, control: value.control }] : [],
);
const stream = Buffer.concat(frames.map(bytesOf));

/** One line for each frame: what two decoders are compared by. */
function shown(kind: number, payload: Uint8Array): string {
  const hex = Buffer.from(payload).toString("hex");
  if (kind === 1) return `control ${hex}`;
  if (kind === 2 && payload.byteLength >= 4) return `chunk ${hex.slice(0, 8)} ${hex.slice(8)}`;
  return `unknown ${kind}`;
}

/** Everything is there: take a length, slice, go on. */
function oracle(bytes: Uint8Array): string[] {
  const all = Buffer.from(bytes);
  const lines: string[] = [];
  for (let at = 0; at < all.length;) {
    const end = at + 5 + all.readUInt32BE(at);
    lines.push(shown(all.readUInt8(at + 4), all.subarray(at + 5, end)));
    at = end;
  }
  return lines;
}

function shownFrame(frame: Frame): string {
  if (frame.kind === "control") return shown(1, frame.payload);
  if (frame.kind === "unknown") return `unknown ${frame.byte}`;
  const transfer = frame.transfer.toString(16).padStart(8, "0");
  return `chunk ${transfer} ${Buffer.from(frame.data).toString("hex")}`;
}

/** What the decoder makes of the pieces; each is overwritten once it was drained, as a socket may do. */
function decoded(pieces: readonly Uint8Array[]): string[] {
  const decoder = new FrameDecoder();
  const lines: string[] = [];
  for (const piece of pieces) {
    for (const frame of decoder.push(piece)) lines.push(shownFrame(frame));
    piece.fill(0xee);
  }
  return lines;
}

function valueOf(frame: Frame | undefined): Value | undefined {
  if (frame?.kind === "chunk") return { transfer: frame.transfer, data: [...frame.data] };
  if (frame?.kind === "control")
    return { control: JSON.parse(Buffer.from(frame.payload).toString()) };
  return undefined;
}

function encoded(value: Value): Uint8Array {
  if ("preface" in value) return PREFACE;
  if ("control" in value) return encodeControl(value.control);
  return encodeChunk(value.transfer, Uint8Array.from(value.data));
}

describe("golden vectors", () => {
  test.each([...VECTORS])("$name is encoded so", (vector) => {
    expect(Buffer.from(encoded(vector.value)).toString("hex")).toBe(vector.hex);
  });

  test.each(frames)("$name is decoded so", (vector) => {
    const [frame, ...more] = new FrameDecoder().push(bytesOf(vector));
    expect(valueOf(frame)).toEqual(vector.value);
    expect(more).toEqual([]);
    expect(oracle(bytesOf(vector))).toEqual(decoded([bytesOf(vector)]));
  });

  test.each(prefaces)("$name names version 1", (vector) => {
    expect(prefaceVersion(bytesOf(vector))).toBe(1);
    expect(VERSION).toBe(1);
  });

  test.each(controls)("$name passes the schema of its side unchanged", ({ name, control }) => {
    const { id, re, ...message } = control;
    const schema = name.startsWith("client") ? ClientMessage : ServerMessage;
    const payload = encodeControl(control).subarray(HEADER_BYTES);
    const read = readControl<typeof ClientMessage | typeof ServerMessage>(schema, payload);
    expect<unknown>(read.result).toEqual({ ok: true, value: message });
    expect<unknown>(read.id).toBe(id ?? re);
  });

  test("cover every message of both sides", () => {
    const typesOf = (side: string) =>
      controls.filter(({ name }) => name.startsWith(side)).map(({ control }) => control.type);
    const client = [...Command.options, Ping, Pong].map(({ shape }) => shape.type.value);
    const server = ServerMessage.options.map(({ shape }) => shape.type.value);
    expect<string[]>([...new Set(typesOf("client"))].toSorted()).toEqual(client.toSorted());
    expect<string[]>([...new Set(typesOf("server"))].toSorted()).toEqual(server.toSorted());
  });
});

describe("any chunking", () => {
  const whole = oracle(stream);

  test("the vectors in two pieces, cut at every offset", () => {
    for (let at = 0; at <= stream.byteLength; at++) {
      const got = decoded(cutAt(stream, at));
      if (got.join("\n") !== whole.join("\n")) expect({ at, got }).toEqual({ at, got: whole });
    }
    expect(whole.length).toBe(frames.length);
  });

  test("the vectors byte by byte", () => {
    expect(decoded(cut(stream, [1]))).toEqual(whole);
  });

  const frame = fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue()).map(encodeControl),
    fc
      .tuple(fc.integer({ min: 0, max: MAX_REQUEST_ID }), fc.uint8Array({ maxLength: 100 }))
      .map(([transfer, data]) => encodeChunk(transfer, data)),
    fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 20 }))
      .map(([kind, data]) => Uint8Array.from([0, 0, 0, data.length, kind, ...data])),
  );

  test("any frames, cut anyhow, are the same frames", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), pieceSizes, (list, sizes) => {
        const bytes = Buffer.concat(list);
        expect(decoded(cut(bytes, sizes))).toEqual(oracle(bytes));
      }),
      { numRuns: 400 },
    );
  });

  test("an empty piece changes nothing, and half a frame is none yet", () => {
    const decoder = new FrameDecoder();
    const bytes = encodeControl({ type: "ping" });
    expect([...decoder.push(bytes.subarray(0, 7))]).toEqual([]);
    expect([...decoder.push(new Uint8Array(0))]).toEqual([]);
    expect([...decoder.push(bytes.subarray(7))].map(valueOf)).toEqual([
      { control: { type: "ping" } },
    ]);
  });
});

describe("encoding", () => {
  test("a chunk's header is put before bytes that stay where they are", () => {
    const room = new Uint8Array(50).fill(0xaa);
    const buffer = room.subarray(10, 10 + CHUNK_HEADER_BYTES + 3);
    buffer.set([1, 2, 3], CHUNK_HEADER_BYTES);
    fillChunkHeader(buffer, 0x01020304);
    expect([...buffer]).toEqual([0, 0, 0, 7, 2, 1, 2, 3, 4, 1, 2, 3]);
    expect(room[9]).toBe(0xaa);
    expect(room[10 + CHUNK_HEADER_BYTES + 3]).toBe(0xaa);
  });

  test("a lone surrogate travels as its escape, and the length is right", () => {
    const bytes = encodeControl({ text: "\ud800é" });
    expect(Buffer.from(bytes.subarray(5)).toString()).toBe('{"text":"\\ud800é"}');
    expect([...bytes.subarray(0, 5)]).toEqual([0, 0, 0, bytes.byteLength - 5, 1]);
  });
});
