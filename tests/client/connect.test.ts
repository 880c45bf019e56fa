// Opening a session with what is no Parlor server, or none that can be understood: always a sentence, never a hang.

import { expect, test } from "bun:test";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import type { Address } from "../../lib/protocol/address.ts";
import { ASK_NAME, FULL } from "../../lib/protocol/dialogue.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { CHUNK_BYTES, CONTROL_BYTES } from "../../lib/protocol/limits.ts";
import { closedPort, FakeServer, framesServer, type Peer } from "./peers.ts";
import { failureOf } from "./server.ts";

const HELLO = encodeControl({ type: "hello", room: "Fake", client: 7 });

/** The failure that joining there ends in. */
const refusalAt = (address: Address, deadlineMs?: number) =>
  failureOf(connect(address, Date.now, deadlineMs));

/** A frame's header and nothing after it. */
function header(length: number, kind: number): Uint8Array {
  const bytes = new Uint8Array(5);
  new DataView(bytes.buffer).setUint32(0, length);
  bytes[4] = kind;
  return bytes;
}

test("text, preface and hello are understood however they are cut", async () => {
  const whole = Buffer.concat([Buffer.from(`${ASK_NAME}\n`), PREFACE, HELLO]);
  for (const cut of [1, 5, ASK_NAME.length, ASK_NAME.length + 4, ASK_NAME.length + 12]) {
    const pieces = [whole.subarray(0, cut), whole.subarray(cut)];
    using fake = new FakeServer((peer) => {
      // The first bytes of the client come once it has seen ours, or before; either way apart.
      peer.bytes(pieces[0] ?? whole);
      peer.onBytes = () => peer.bytes(pieces[1] ?? whole);
    });
    const { session, hello } = await connect(fake.address, Date.now);
    expect(hello.room).toBe("Fake");
    session.abandon();
  }
});

test("all the text before the preface is skipped, up to its bound", async () => {
  using fake = new FakeServer((peer) => {
    peer.text("x".repeat(CONTROL_BYTES));
    peer.bytes(PREFACE);
    peer.bytes(HELLO);
  });
  const { session } = await connect(fake.address, Date.now);
  session.abandon();
});

const http = (peer: Peer) => {
  peer.text("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  peer.finish();
};
const endless = (peer: Peer) => peer.text("lorem ipsum ".repeat(10_000));
const atOnce = "no Parlor server, it closed the connection at once";
const broken = (bytes: Uint8Array) => (peer: Peer) => {
  peer.text(`${ASK_NAME}\n`);
  peer.bytes(PREFACE);
  peer.bytes(bytes);
};

test.each([
  ["an HTTP server", http, `Cannot join "AT": ${atOnce}`, EXIT.network],
  [
    "one that closes at once",
    (peer: Peer) => peer.finish(),
    `Cannot join "AT": ${atOnce}`,
    EXIT.network,
  ],
  [
    "one that resets at once",
    (peer: Peer) => peer.reset(),
    `Cannot join "AT": ${atOnce}`,
    EXIT.network,
  ],
  ["endless text", endless, 'Cannot join "AT": no Parlor server, it only sends text', EXIT.network],
  [
    "another binary protocol",
    (peer: Peer) => peer.text("\0\0\0\x0cSomething"),
    'Cannot join "AT": no Parlor server, it speaks another protocol',
    EXIT.network,
  ],
  [
    "another version",
    (peer: Peer) => peer.bytes(Buffer.from([...PREFACE.slice(0, 7), 9])),
    'Cannot join "AT": it speaks version 9 of the protocol, this client version 1',
    EXIT.refused,
  ],
  [
    "a full server",
    (peer: Peer) => {
      peer.text(`${FULL}\n`);
      peer.finish();
    },
    FULL,
    EXIT.refused,
  ],
  [
    "a frame of an unknown kind",
    broken(Buffer.concat([header(3, 9), Buffer.from("abc")])),
    'Cannot understand "AT": a frame of kind 9',
    EXIT.network,
  ],
  [
    "a chunk without a transfer",
    broken(Buffer.concat([header(3, 2), Buffer.from("abc")])),
    'Cannot understand "AT": a frame of kind 2',
    EXIT.network,
  ],
  [
    "a frame too long",
    broken(header(CONTROL_BYTES + 1, 1)),
    `Cannot understand "AT": Cannot read a frame of ${CONTROL_BYTES + 1} bytes: the limit is ${CONTROL_BYTES}`,
    EXIT.network,
  ],
  [
    "a chunk too long",
    broken(header(CHUNK_BYTES + 5, 2)),
    `Cannot understand "AT": Cannot read a frame of ${CHUNK_BYTES + 5} bytes: the limit is ${CHUNK_BYTES + 4}`,
    EXIT.network,
  ],
  [
    "one that leaves before its hello",
    (peer: Peer) => {
      peer.bytes(PREFACE);
      peer.finish();
    },
    'Lost the connection to "AT"',
    EXIT.network,
  ],
  [
    "one that says goodbye before its hello",
    (peer: Peer) => {
      peer.bytes(PREFACE);
      peer.control({ type: "bye", code: "name-timeout", message: "Too \x1b[2Jslow" });
      peer.finish();
    },
    "Too slow",
    EXIT.refused,
  ],
] as const)("%s", async (_what, onOpen, message, exit) => {
  using fake = new FakeServer(onOpen);
  const failure = await refusalAt(fake.address);
  expect(failure.message).toBe(message.replace("AT", fake.at));
  expect(failure.exit).toBe(exit);
  await fake.peers[0]?.closed.promise;
});

test("that a server is full is a refusal like any other", async () => {
  using fake = new FakeServer((peer) => {
    peer.text(`${FULL}\n`);
    peer.finish();
  });
  expect((await refusalAt(fake.address)).refusal).toEqual({ code: "full", message: FULL });
});

test("garbage in a control frame is passed over", async () => {
  using fake = new FakeServer((peer) => {
    broken(
      Buffer.concat([header(4, 1), Buffer.from("{no}"), header(2, 1), Buffer.from([0xff, 0])]),
    )(peer);
    peer.bytes(HELLO);
  });
  const { session } = await connect(fake.address, Date.now);
  session.abandon();
});

test.each([
  ["a silent listener", () => {}],
  ["one that stops after its text", (peer: Peer) => peer.text(`${ASK_NAME}\n`)],
  ["one that stops after its preface", (peer: Peer) => peer.bytes(PREFACE)],
] as const)("%s is given up at the deadline", async (_what, onOpen) => {
  using fake = new FakeServer(onOpen);
  const failure = await refusalAt(fake.address, 50);
  const why = "no Parlor server, no answer within 0.05 seconds";
  expect(failure.message).toBe(`Cannot join "${fake.at}": ${why}`);
  expect(failure.exit).toBe(EXIT.network);
  await fake.peers[0]?.closed.promise;
});

test("nothing listens there", async () => {
  const port = closedPort();
  const failure = await refusalAt({ host: "127.0.0.1", port });
  expect(failure.message).toBe(`Cannot reach "127.0.0.1:${port}": nothing listens there`);
  expect(failure.exit).toBe(EXIT.network);
});

test("an IPv6 address is named in brackets", async () => {
  const failure = await refusalAt({ host: "::1", port: closedPort() });
  expect(failure.message).toStartWith('Cannot reach "[::1]:');
});

test("a fault of ours while the server is heard ends the process, as any other", async () => {
  using fake = framesServer({
    who: (peer) => peer.control({ type: "left", at: 1, name: "Ann", client: 2 }),
  });
  const script = `
    import { connect } from "./lib/client/connect.ts";
    process.on("uncaughtException", ({ message }) => process.exit(message === "ours" ? 42 : 1));
    const { session } = await connect(${JSON.stringify(fake.address)}, Date.now);
    session.listen(() => { throw new Error("ours"); });
    await session.request({ type: "who" });
  `;
  const cwd = join(import.meta.dir, "../..");
  const program = Bun.spawn([process.execPath, "-e", script], { cwd, timeout: 10_000 });
  expect(await program.exited).toBe(42);
});
