// TLS below a handler: it hears of its sockets from the first moment on, of what fails in it, and of who says nothing.

import { expect, test } from "bun:test";
import { SPEAKS_TLS } from "../../lib/protocol/dialogue.ts";
import { secured, type GuestHandler } from "../../lib/server/secure.ts";
import { CERTIFICATE } from "../support/certificate.ts";
import { Guest } from "../support/guest.ts";

/** A port on which a handler hears of sockets that speak TLS. */
function listening(handler: GuestHandler<undefined>, silenceMs?: number) {
  const { wire, terminate } = secured(CERTIFICATE, { data() {}, ...handler }, silenceMs);
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    allowHalfOpen: true,
    socket: wire,
  });
  const dispose = () => {
    terminate();
    listener.stop(true);
  };
  return { port: listener.port, terminate, [Symbol.dispose]: dispose };
}

test("who says nothing is told in the clear, and its handler hears of it", async () => {
  const foreign = Promise.withResolvers<void>();
  using room = listening({ foreign: () => foreign.resolve() }, 1);
  using guest = await Guest.connect(room.port);
  expect(await guest.rest()).toBe(`${SPEAKS_TLS}\n`);
  await foreign.promise;
  await guest.closed;
});

test("who has begun is given its time", async () => {
  let told = 0;
  const heard = Promise.withResolvers<string>();
  const data: GuestHandler<undefined>["data"] = (_socket, bytes) => heard.resolve(bytes.toString());
  using room = listening({ data, foreign: () => void told++ }, 50);
  using guest = await Guest.connect(room.port, { tls: true });
  using silent = await Guest.connect(room.port);
  // The other's time is over, and so would be that of the first.
  expect(await silent.rest()).toBe(`${SPEAKS_TLS}\n`);
  guest.send("Hi");
  expect(await heard.promise).toBe("Hi");
  expect(told).toBe(1);
});

test("a socket opens before its handshake, and closes where it breaks off", async () => {
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  using room = listening({ open: () => opened.resolve(), close: () => closed.resolve() });
  const guest = await Guest.connect(room.port);
  await opened.promise;
  guest[Symbol.dispose]();
  await closed.promise;
});

test.each(["data", "foreign"] as const)("what fails in its %s, it hears of", async (where) => {
  const failed = Promise.withResolvers<Error>();
  const fails = () => {
    throw new Error("ours");
  };
  const error: GuestHandler<undefined>["error"] = (socket, thrown) => {
    failed.resolve(thrown);
    socket.terminate();
  };
  using room = listening({ [where]: fails, error });
  using guest = await Guest.connect(room.port, { tls: where === "data" });
  guest.send("Hi");
  expect((await failed.promise).message).toBe("ours");
  await guest.closed;
});

test("all that are open can be broken off, in their handshake as behind it", async () => {
  const both = Promise.withResolvers<void>();
  let open = 0;
  using room = listening({ open: () => void (++open === 2 && both.resolve()) });
  using guest = await Guest.connect(room.port, { tls: true });
  using silent = await Guest.connect(room.port, { stays: true });
  await both.promise;
  room.terminate();
  await guest.closed;
  await silent.closed;
});
