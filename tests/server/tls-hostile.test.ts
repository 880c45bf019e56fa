// Who speaks no TLS where TLS is spoken, or none that is of use: told in the clear where it can be, and soon gone.

import { expect, test } from "bun:test";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect as netConnect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { DOOR_PLACES } from "../../lib/protocol/limits.ts";
import { SPEAKS_TLS } from "../../lib/protocol/dialogue.ts";
import { CERTIFICATE as certificate } from "../support/certificate.ts";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";

const HELLO = Uint8Array.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);

/** A guest that does not speak TLS by itself. */
const raw = (house: House, stays = false): Promise<Guest> => house.guest({ tls: false, stays });

const descriptors = () => readdirSync("/dev/fd").length;

test.each([
  ["a line", "Ann\n"],
  ["a key", "A"],
  ["frames", "\0Parlor\u0001"],
  ["HTTP", "GET / HTTP/1.1\r\n\r\n"],
  ["bytes that only look so", Uint8Array.from([0x17, 0x03, 0x03, 0, 1, 0])],
])("%s in the clear is answered in the clear", async (_what, bytes) => {
  await using house = new House({ certificate });
  const ann = await house.lines("Ann");
  const guest = await raw(house);
  guest.send(bytes);
  expect(await guest.rest()).toBe(`${SPEAKS_TLS}\n`);
  await guest.closed;
  expect(await house.log.line("Let go")).toContain("does not speak TLS");
  expect(await ann.heard()).toEqual([]);
});

test.each([
  ["garbage behind what looks like a ClientHello", [HELLO, new Uint8Array(600).fill(0x41)]],
  ["half a ClientHello and its end", [HELLO]],
  ["its end alone", []],
])("%s closes that connection and no other", async (_what, pieces) => {
  await using house = new House({ certificate });
  const ann = await house.lines("Ann");
  const guest = await raw(house);
  for (const piece of pieces) guest.send(piece);
  guest.end();
  await guest.closed;
  await house.log.line("Connection closed");
  expect(await ann.heard()).toEqual([]);
  expect(house.log.all.join("")).not.toContain('"level":"error"');
});

test("one that breaks off in its handshake leaves nothing behind", async () => {
  await using house = new House({ certificate });
  using ann = await house.lines("Ann");
  const before = descriptors();
  for (let round = 1; round <= 20; round++) {
    const guest = await raw(house);
    guest.send(HELLO);
    guest[Symbol.dispose]();
    await house.log.line(`Client ${round + 1}`);
  }
  const closed = () => house.log.all.filter((line) => line.includes("Connection closed")).length;
  while (closed() < 20) await ann.heard();
  expect(descriptors()).toBeLessThanOrEqual(before);
});

test("who never finishes the handshake counts at the door, until its time to give a name is over", async () => {
  let now = Date.now();
  await using house = new House({ certificate, nameTimeoutMs: 5000, now: () => now });
  const stalled: Guest[] = [];
  for (let count = 0; count < DOOR_PLACES; count++) {
    const guest = await raw(house, true);
    guest.send(HELLO);
    stalled.push(guest);
  }
  await house.log.line(`Client ${DOOR_PLACES}`);
  const late = await house.guest();
  expect(await late.rest()).toBe("Server is full, try again later.\n");
  now += 5000;
  await house.log.line("No name within 5 seconds");
  const ann = await house.lines("Ann");
  now += 10_000;
  for (const guest of stalled) await guest.closed;
  expect(await ann.heard()).toEqual([]);
});

test("one that ends without a goodbye of TLS is gone like any other", async () => {
  await using house = new House({ certificate, places: 1 });
  const wire = netConnect(house.server.port, "127.0.0.1");
  const secure = tlsConnect({ socket: wire, rejectUnauthorized: false });
  secure.on("error", () => {});
  secure.write("Ann\n");
  await house.log.line("Received from Client 1: Ann");
  wire.end();
  await house.log.line("Connection closed");
  await house.lines("Bo");
});

test("a record that does not decrypt ends its connection, and is no fault of ours", async () => {
  await using house = new House({ certificate });
  const ann = await house.lines("Ann");
  const wire = netConnect(house.server.port, "127.0.0.1");
  const secure = tlsConnect({ socket: wire, rejectUnauthorized: false });
  secure.on("error", () => {});
  await once(secure, "data"); // the greeting: the handshake is done on both sides
  wire.write(Uint8Array.from([0x17, 0x03, 0x03, 0x00, 0x20, ...new Uint8Array(32)]));
  await house.log.line("Connection closed");
  wire.destroy();
  expect(await ann.heard()).toEqual([]);
  expect(house.log.all.join("")).not.toContain('"level":"error"');
});
