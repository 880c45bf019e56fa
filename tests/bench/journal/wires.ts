// What the load says and reads, in Parlor's frames and in the bare relay's, which share the frame's header.

import { z } from "zod";
import { encodeControl } from "../../../lib/protocol/encode.ts";
import { HEADER_BYTES, MAX_REQUEST_ID, PREFACE } from "../../../lib/protocol/frame.ts";
import { BARE, encodeBareGoodbye, encodeBareSay } from "./bare-frames.ts";

/** What a frame tells that is of interest here. */
export type Told =
  | { told: "ack"; id: number; seq: number }
  | { told: "said"; seq: number; client: number; text: string }
  /** Who this guest is. */
  | { told: "client"; client: number }
  /** From here on the guest hears all that is said: the number of the newest message before. */
  | { told: "live"; seq: number; client?: number }
  | { told: "nothing" };

export interface Wire {
  /** What a guest sends first, and the byte before which all it gets is for people; undefined where there is none. */
  hello(name: string): Uint8Array;
  readonly begins: Uint8Array;
  /** What has the server close the connection, with no name or place kept for it. */
  readonly goodbye: Uint8Array;
  say(id: number, key: string, text: string): Uint8Array;
  /** What a whole frame tells. @throws Error where it refuses something */
  read(frame: Uint8Array): Told;
}

const NOTHING: Told = { told: "nothing" };

const Control = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ack"), re: z.number(), seq: z.number() }),
  z.object({
    type: z.literal("said"),
    seq: z.number(),
    client: z.number(),
    text: z.string(),
  }),
  z.object({ type: z.literal("hello"), client: z.number() }),
  z.object({ type: z.literal("live"), seq: z.number() }),
  z.object({ type: z.enum(["welcome", "joined", "left", "ping"]) }),
]);

export const frames: Wire = {
  begins: PREFACE,
  hello: (name) =>
    Buffer.concat([PREFACE, encodeControl({ id: 1, type: "nick", name, replay: 0 })]),
  goodbye: encodeControl({ id: MAX_REQUEST_ID, type: "exit" }),
  say: (id, key, text) => encodeControl({ id, type: "say", text, key }),
  read(frame) {
    const json = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString(
      "utf8",
      HEADER_BYTES,
    );
    const { data } = Control.safeParse(JSON.parse(json));
    if (!data) throw new Error(`the server says ${json}`);
    if (data.type === "ack") return { told: "ack", id: data.re, seq: data.seq };
    if (data.type === "said") return { told: "said", ...data };
    if (data.type === "hello") return { told: "client", client: data.client };
    if (data.type === "live") return { told: "live", seq: data.seq };
    return NOTHING;
  },
};

export const bare: Wire = {
  begins: new Uint8Array(),
  hello: () => new Uint8Array(),
  goodbye: encodeBareGoodbye(),
  say: encodeBareSay,
  read(frame) {
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    const kind = bytes[HEADER_BYTES - 1];
    const seq = bytes.readUInt32BE(HEADER_BYTES);
    const second = bytes.readUInt32BE(HEADER_BYTES + 4);
    if (kind === BARE.live) return { told: "live", seq, client: second };
    if (kind === BARE.ack) return { told: "ack", seq, id: second };
    if (kind !== BARE.said) throw new Error(`the bare relay sends a frame of kind ${kind}`);
    return { told: "said", seq, client: second, text: bytes.toString("utf8", BARE.saidTextAt) };
  },
};
