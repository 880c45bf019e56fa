// What sockets and one file can do at the most: bun tests/bench/journal/bare-relay.ts ORDER
// It stores all that came in a turn of the event loop in one transaction, then ACKs it and tells everyone else, each
// in one write. The measure of the server, so it knows no names, no room, no limits and no slow guests.

import type { Socket } from "bun";
import { z } from "zod";
import { HEADER_BYTES } from "../../../lib/protocol/frame.ts";
import { BARE, frameBytes, writeBarePair, writeHeader } from "./bare-frames.ts";
import { BareStore, type Row } from "./bare-store.ts";

/** All that is relayed of one turn, and the same for one guest with its ACKs: bytes. */
const TURN_BYTES = 4 * 1024 * 1024;

interface Guest {
  readonly socket: Socket<Guest>;
  readonly client: number;
  readonly name: string;
  rest: Buffer<ArrayBufferLike>;
  /** What the socket has not taken yet. */
  unsent: Buffer<ArrayBufferLike>;
  /** Of this turn's messages those that are its own, by their places. */
  own: number[];
}

interface Message extends Row {
  readonly id: number;
}

const { folder } = z.object({ folder: z.string() }).parse(JSON.parse(process.argv[2] ?? ""));
const store = new BareStore(folder);
const NONE = Buffer.alloc(0);
const guests = new Set<Guest>();
const relayed = Buffer.allocUnsafe(TURN_BYTES);
const composed = Buffer.allocUnsafe(TURN_BYTES);
let lastClient = 0;
let turn: Message[] = [];

const listener = Bun.listen<Guest>({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open(socket) {
      const client = ++lastClient;
      socket.data = { socket, client, name: `guest-${client}`, rest: NONE, unsent: NONE, own: [] };
      guests.add(socket.data);
      const live = Buffer.allocUnsafe(BARE.ackBytes);
      writeBarePair(live, 0, BARE.live, store.last, client);
      socket.write(live);
    },
    data: ({ data: guest }, chunk) => read(guest, chunk),
    drain: ({ data: guest }) => send(guest, NONE),
    close: ({ data: guest }) => void guests.delete(guest),
  },
});
console.log(`listens on ${listener.port}`);

function read(guest: Guest, chunk: Buffer): void {
  const bytes = guest.rest.byteLength > 0 ? Buffer.concat([guest.rest, chunk]) : chunk;
  const at = Date.now();
  let from = 0;
  for (;;) {
    const length = frameBytes(bytes, from);
    if (length === undefined || from + length > bytes.byteLength) break;
    if (bytes[from + HEADER_BYTES - 1] === BARE.goodbye) return void guest.socket.end();
    if (turn.length === 0) setImmediate(endTurn); // after all sockets of this poll were read
    guest.own.push(turn.length);
    turn.push({
      id: bytes.readUInt32BE(from + HEADER_BYTES),
      key: bytes.subarray(from + BARE.sayKeyAt, from + BARE.sayTextAt),
      at,
      client: guest.client,
      sender: guest.name,
      text: bytes.toString("utf8", from + BARE.sayTextAt, from + length),
    });
    from += length;
  }
  guest.rest = from < bytes.byteLength ? bytes.subarray(from) : NONE;
}

function endTurn(): void {
  const messages = turn;
  turn = [];
  const first = store.last + 1;
  store.store(messages);
  const starts = encode(messages, first);
  for (const guest of guests) {
    if (guest.own.length > 0) send(guest, compose(guest, messages, first, starts));
    else if (guests.size > 1) send(guest, relayed.subarray(0, starts.at(-1)));
  }
}

/** Encodes a turn's messages into `relayed`; returns where each begins, and where the last ends. */
function encode(messages: readonly Message[], first: number): number[] {
  let end = 0;
  const starts = messages.map(({ client, at, text }, place) => {
    const start = end;
    end += BARE.saidTextAt;
    end += relayed.write(text, end);
    writeHeader(relayed, start, end - start, BARE.said);
    relayed.writeUInt32BE(first + place, start + HEADER_BYTES);
    relayed.writeUInt32BE(client, start + HEADER_BYTES + 4);
    relayed.writeDoubleBE(at, start + BARE.saidAtAt);
    return start;
  });
  starts.push(end);
  return starts;
}

/** A turn for one who spoke in it: an ACK stands in each of its own messages' place. */
function compose(
  guest: Guest,
  messages: readonly Message[],
  first: number,
  starts: readonly number[],
): Buffer {
  let from = 0;
  let end = 0;
  for (const place of guest.own) {
    end += relayed.copy(composed, end, from, starts[place]);
    end = writeBarePair(composed, end, BARE.ack, first + place, messages[place]?.id ?? 0);
    from = starts[place + 1] ?? 0;
  }
  guest.own = [];
  end += relayed.copy(composed, end, from, starts.at(-1));
  return composed.subarray(0, end);
}

function send(guest: Guest, bytes: Buffer): void {
  const all = guest.unsent.byteLength > 0 ? Buffer.concat([guest.unsent, bytes]) : bytes;
  const taken = Math.max(0, guest.socket.write(all));
  guest.unsent = taken < all.byteLength ? Buffer.from(all.subarray(taken)) : NONE;
}
