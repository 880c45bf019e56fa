// Connecting to come back: at once, also to a full room; and a machine that has slept looks whether its line lives.

import { expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import type { Failure } from "../../lib/client/failure.ts";
import { FULL } from "../../lib/protocol/dialogue.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { ASLEEP_MS } from "../../lib/protocol/limits.ts";
import type { ServerMessage } from "../../lib/protocol/messages.ts";
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

test("a server that welcomes before its hello is not understood, also by who asked for it", async () => {
  const welcome = { type: "welcome", name: "Ann", client: 1, token: "1.secret" };
  using fake = new FakeServer((peer) => {
    peer.onBytes = () => {
      if (!peer.heard.text.includes('"resume"')) return;
      peer.bytes(PREFACE);
      peer.control({ ...welcome, re: 1 });
      peer.bytes(HELLO);
    };
  });
  const answers: string[] = [];
  const resumed = Promise.withResolvers<Failure>();
  const failure = await failureOf(
    connect(fake.address, Date.now, undefined, (opened) => {
      const message = ({ type }: ServerMessage) => void answers.push(type);
      const asked = opened.request({ type: "resume", token: "1.secret" }, { message });
      resumed.resolve(failureOf(asked));
    }),
  );
  expect(failure.message).toBe(`Cannot understand "${fake.at}": it welcomes before its hello`);
  expect(failure.exit).toBe(EXIT.network);
  expect(await resumed.promise).toBe(failure);
  expect(answers).toEqual([]);
  await fake.peers[0]?.closed.promise;
});

test("one that welcomes unasked before its hello likewise", async () => {
  using fake = new FakeServer((peer) => {
    peer.bytes(PREFACE);
    peer.control({ type: "welcome", name: "Ann" });
    peer.bytes(HELLO);
  });
  const failure = await failureOf(connect(fake.address, Date.now));
  expect(failure.message).toEndWith("it welcomes before its hello");
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
