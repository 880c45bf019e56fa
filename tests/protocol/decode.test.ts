// The decoder's limits, each at the limit and one past it; and what no frame may be.
import { describe, expect, test } from "bun:test";
import { FrameDecoder, FrameTooLong } from "../../lib/protocol/decode.ts";
import { encodeChunk } from "../support/chunk.ts";
import { HEADER_BYTES, PREFACE, prefaceVersion, TRANSFER_BYTES } from "../../lib/protocol/frame.ts";
import { CHUNK_BYTES, CONTROL_BYTES, UNNAMED_CONTROL_BYTES } from "../../lib/protocol/limits.ts";

const CHUNK_PAYLOAD = TRANSFER_BYTES + CHUNK_BYTES;

function header(length: number, kind: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  new DataView(bytes.buffer).setUint32(0, length);
  bytes[4] = kind;
  return bytes;
}

function control(length: number): Uint8Array {
  return Buffer.concat([header(length, 1), Buffer.alloc(length, 0x20)]);
}

describe("a header is judged before anything is allocated", () => {
  test.each([
    { what: "control", kind: 1, limit: CONTROL_BYTES },
    { what: "chunk", kind: 2, limit: CHUNK_PAYLOAD },
    { what: "unknown kind", kind: 77, limit: CONTROL_BYTES },
    { what: "kind 0", kind: 0, limit: CONTROL_BYTES },
  ])("$what: at its limit it waits for the payload, one past it throws", ({ kind, limit }) => {
    expect([...new FrameDecoder().push(header(limit, kind))]).toEqual([]);
    const decoder = new FrameDecoder();
    expect(() => [...decoder.push(header(limit + 1, kind))]).toThrow(FrameTooLong);
    expect(() => [...decoder.push(new Uint8Array(10))]).toThrow(FrameTooLong);
  });

  test("the error says what was announced and what is allowed", () => {
    expect(() => [...new FrameDecoder().push(header(0xffff_ffff, 2))]).toThrow(
      `Cannot read a frame of 4294967295 bytes: the limit is ${CHUNK_PAYLOAD}`,
    );
  });

  test("a header in two pieces is judged when it is whole", () => {
    const decoder = new FrameDecoder();
    const bytes = header(CONTROL_BYTES + 1, 1);
    expect([...decoder.push(bytes.subarray(0, 4))]).toEqual([]);
    expect(() => [...decoder.push(bytes.subarray(4))]).toThrow(FrameTooLong);
  });
});

describe("payloads at their limits", () => {
  test("the longest control frame, whole and cut", () => {
    const bytes = control(CONTROL_BYTES);
    for (const at of [3, 5, 6, 1000, bytes.byteLength]) {
      const decoder = new FrameDecoder();
      const early = [...decoder.push(bytes.subarray(0, at))];
      const [frame] = [...early, ...decoder.push(bytes.subarray(at))];
      expect(frame?.kind === "control" && frame.payload.byteLength).toBe(CONTROL_BYTES);
    }
  });

  test("the longest chunk", () => {
    const [frame] = new FrameDecoder().push(encodeChunk(9, new Uint8Array(CHUNK_BYTES)));
    expect(frame?.kind === "chunk" && [frame.transfer, frame.data.byteLength]).toEqual([
      9,
      CHUNK_BYTES,
    ]);
  });

  test("the limit before naming", () => {
    const limit = () => UNNAMED_CONTROL_BYTES;
    const [frame] = new FrameDecoder().push(control(UNNAMED_CONTROL_BYTES), limit);
    expect(frame?.kind).toBe("control");
    expect(() => [...new FrameDecoder().push(control(UNNAMED_CONTROL_BYTES + 1), limit)]).toThrow(
      `the limit is ${UNNAMED_CONTROL_BYTES}`,
    );
  });

  test("the limit before naming is not that of a chunk", () => {
    const chunk = encodeChunk(1, new Uint8Array(UNNAMED_CONTROL_BYTES * 2));
    expect([...new FrameDecoder().push(chunk, () => UNNAMED_CONTROL_BYTES)]).toHaveLength(1);
  });

  test("the limit is asked anew at each header, so that a first frame may raise it", () => {
    let limit = UNNAMED_CONTROL_BYTES;
    const both = Buffer.concat([control(10), control(CONTROL_BYTES)]);
    const lengths: number[] = [];
    for (const frame of new FrameDecoder().push(both, () => limit)) {
      limit = CONTROL_BYTES;
      if (frame.kind === "control") lengths.push(frame.payload.byteLength);
    }
    expect(lengths).toEqual([10, CONTROL_BYTES]);
  });
});

describe("what is no frame of ours", () => {
  test.each([0, 3, 4, 255])("kind %d is unknown, and the next frame is intact", (kind) => {
    const bytes = Buffer.concat([header(2, kind), Buffer.from("ab"), control(1)]);
    expect([...new FrameDecoder().push(bytes)]).toEqual([
      { kind: "unknown", byte: kind },
      { kind: "control", payload: Buffer.from(" ") },
    ]);
  });

  test.each([0, 1, 3])("a chunk of %d bytes is too short for its transfer id", (length) => {
    const bytes = Buffer.concat([header(length, 2), Buffer.alloc(length)]);
    expect([...new FrameDecoder().push(bytes)]).toEqual([{ kind: "unknown", byte: 2 }]);
  });

  test.each([
    { what: "too short", bytes: PREFACE.subarray(0, 7), version: undefined },
    { what: "text", bytes: Buffer.from("Hello World"), version: undefined },
    { what: "another word", bytes: Buffer.from("\0Parlox\x01", "latin1"), version: undefined },
    { what: "no NUL", bytes: Buffer.from(" Parlor\x01", "latin1"), version: undefined },
    { what: "version 0", bytes: Buffer.from("\0Parlor\0", "latin1"), version: 0 },
    { what: "version 255", bytes: Buffer.from("\0Parlor\xff", "latin1"), version: 255 },
    { what: "more after it", bytes: Buffer.from("\0Parlor\x01\0\0", "latin1"), version: 1 },
  ])("a preface: $what", ({ bytes, version }) => {
    expect(prefaceVersion(bytes)).toBe(version);
  });
});
