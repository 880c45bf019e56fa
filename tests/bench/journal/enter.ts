// A guest's connection on its way in: up to where it hears all that is said.

import { frameBytes } from "./bare-frames.ts";
import type { Wire } from "./wires.ts";

export interface Entered {
  /** Sends bytes at once. @throws Error where they are not taken */
  send(bytes: Uint8Array): void;
  /** Its number, and the number of the newest message before it. */
  readonly client: number;
  readonly seq: number;
  /** Has all that comes from now on handed on; nothing may be awaited before. */
  listen(take: (bytes: Buffer) => void): void;
  /** Says goodbye; resolves when the server has closed the connection. */
  leave(): Promise<void>;
}

/** Connects, and resolves when the guest is in the room; fails whenever the connection does, or its listener throws. */
export async function enter(
  port: number,
  wire: Wire,
  name: string,
  fail: (why: unknown) => void,
): Promise<Entered> {
  const entered = Promise.withResolvers<Entered>();
  const closed = Promise.withResolvers<void>();
  let hasLeft = false;
  let client = 0;
  let came: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  let hasBegun = wire.begins.byteLength === 0;
  let take = (bytes: Buffer) => {
    came = Buffer.concat([came, bytes]);
    if (!hasBegun) {
      const at = came.indexOf(wire.begins);
      if (at < 0) return;
      hasBegun = true;
      came = came.subarray(at + wire.begins.byteLength);
    }
    for (;;) {
      const length = frameBytes(came, 0);
      if (length === undefined || came.byteLength < length) return;
      const told = wire.read(came.subarray(0, length));
      came = came.subarray(length);
      if (told.told === "client") client = told.client;
      if (told.told !== "live") continue;
      const { seq } = told;
      return entered.resolve({
        send(message) {
          if (socket.write(message) !== message.byteLength)
            throw new Error("the server does not read");
        },
        client: told.client ?? client,
        seq,
        leave() {
          take = () => {};
          hasLeft = true;
          socket.write(wire.goodbye);
          return closed.promise;
        },
        listen(next) {
          take = next;
          if (came.byteLength > 0) next(came);
        },
      });
    }
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (opened) => void opened.write(wire.hello(name)),
      data(_, bytes) {
        try {
          take(bytes);
        } catch (error) {
          fail(error);
        }
      },
      close() {
        closed.resolve();
        if (!hasLeft) fail(new Error(`the server closed the connection of ${name}`));
      },
    },
  });
  return entered.promise;
}
