// Connecting to come back: at once, also to a full room; and a machine that has slept looks whether its line lives.

import { expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import { FULL } from "../../lib/protocol/dialogue.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { ASLEEP_MS } from "../../lib/protocol/limits.ts";
import { FakeServer, framesServer, type Peer } from "./peers.ts";
import { failureOf } from "./server.ts";

const HELLO = encodeControl({ type: "hello", room: "Fake", client: 7 });

test("a full room that waits for somebody to come back is full, but to whoever comes back", async () => {
  const greet = (peer: Peer) => {
    peer.text(`${FULL}\n`);
    peer.bytes(PREFACE);
    peer.control({ type: "hello", room: "Fake", client: 0 });
  };
  using fake = new FakeServer(greet);
  const failure = await failureOf(connect(fake.address, Date.now));
  expect([failure.message, failure.exit]).toEqual([FULL, EXIT.refused]);
  expect(failure.refusal?.code).toBe("full");
  await fake.peers[0]?.closed.promise;
  const { hello, session } = await connect(fake.address, Date.now, undefined, () => {});
  expect(hello.client).toBe(0);
  session.abandon();
});

test("whoever comes back says so right behind the preface, before anything has come", async () => {
  using fake = new FakeServer((peer) => {
    peer.onBytes = () => {
      if (!peer.heard.text.includes('"resume"')) return;
      peer.bytes(PREFACE);
      peer.bytes(HELLO);
    };
  });
  const { session } = await connect(fake.address, Date.now, undefined, (opened) => {
    opened.request({ type: "resume", token: "1.secret", since: 5 }).catch(() => {});
  });
  const preface = Buffer.from(PREFACE).toString("latin1");
  expect(fake.peers[0]?.heard.text).toStartWith(preface);
  session.abandon();
});

test("a machine that has slept asks at once whether the server is there", async () => {
  const asked = Promise.withResolvers<void>();
  using fake = framesServer({ ping: () => asked.resolve() });
  let now = 1_000_000;
  const { session } = await connect(fake.address, () => now);
  now += ASLEEP_MS;
  await asked.promise;
  session.abandon();
});
