// How a session ends: by its server, by silence, by leaving; nobody who waits is forgotten.

import { describe, expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import { Failure } from "../../lib/client/failure.ts";
import type { Session } from "../../lib/client/session.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import {
  DISK_WAITING_BYTES,
  GONE_AFTER_MS,
  MESSAGE_BYTES,
  PING_AFTER_MS,
} from "../../lib/protocol/limits.ts";
import { type FakeServer, framesServer, Heard } from "./peers.ts";
import { failureOf } from "./server.ts";

/** So many of the longest messages are more than the system's own buffers of a connection. */
const UNREAD_SAYS = 8000;

async function join({ address }: FakeServer, now = Date.now): Promise<Session> {
  return (await connect(address, now)).session;
}

describe("the server's end", () => {
  const bye = (code: string, message: string) => ({ type: "bye", code, message });
  test.each([
    ["says that it stops", [bye("shutdown", "Bye for now")], "finish", "Bye for now", EXIT.network],
    ["says that it is full", [bye("full", "Full")], "finish", "Full", EXIT.refused],
    ["has a reason of the future", [bye("tired", "Tired")], "finish", "Tired", EXIT.network],
    [
      "closes without a word",
      [],
      "finish",
      /^Lost the connection to "127.0.0.1:\d+"$/,
      EXIT.network,
    ],
    [
      "resets the connection",
      [],
      "reset",
      /^Lost the connection to "127.0.0.1:\d+"$/,
      EXIT.network,
    ],
  ] as const)("%s: all that is asked is answered so", async (_what, words, how, message, exit) => {
    using fake = framesServer({
      list: (peer) => {
        for (const word of words) peer.control(word);
        peer[how]();
      },
    });
    const session = await join(fake);
    const pending = [
      session.request({ type: "who" }),
      session.request({ type: "get", file: "a" }),
      session.request({ type: "list" }),
    ];
    for (const failure of await Promise.all(pending.map(failureOf))) {
      expect(failure.message).toMatch(message);
      expect(failure.exit).toBe(exit);
    }
    expect((await session.ended).message).toMatch(message);
  });
});

describe("keepalive", () => {
  test("a ping is answered", async () => {
    const answered = Promise.withResolvers<void>();
    using fake = framesServer({
      who: (peer) => peer.control({ type: "ping" }),
      pong: () => answered.resolve(),
    });
    const session = await join(fake);
    session.request({ type: "who" }).catch(() => {});
    await answered.promise;
  });

  test("a server that asks and does not read gets no answers until it reads again", async () => {
    using fake = framesServer({ say: (peer, id) => peer.control({ type: "ack", re: id }) });
    const session = await join(fake);
    const [peer] = fake.peers;
    if (!peer) throw new Error("nobody came");
    const waiting = Array.from({ length: UNREAD_SAYS }, () =>
      session.request({ type: "say", text: "x".repeat(MESSAGE_BYTES) }),
    );
    const heard = new Heard();
    session.listen(({ type }) => heard.add(type));
    peer.socket.pause();
    for (let n = 0; n < 1000; n++) peer.control({ type: "ping" });
    peer.control({ type: "left", at: 1, name: "fence", client: 2 });
    await heard.waitFor("left");
    peer.socket.resume();
    await Promise.all(waiting);
    expect(peer.heard.text).not.toContain('"pong"');
    peer.control({ type: "ping" });
    await peer.heard.waitFor('"pong"');
  });

  test("a silent server is pinged once, heard again, and given up when it stays silent", async () => {
    let now = 1_000_000;
    const pings = new Heard();
    using fake = framesServer({
      ping: () => pings.add("ping "),
      who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
    });
    const session = await join(fake, () => now);
    const sweepAfter = (ms: number) => {
      now += ms;
      session.sweep();
      session.sweep();
    };
    sweepAfter(PING_AFTER_MS);
    await session.request({ type: "who" });
    expect(pings.text).toBe("");
    sweepAfter(PING_AFTER_MS + 1);
    await session.request({ type: "who" });
    expect(pings.text).toBe("ping ");
    sweepAfter(PING_AFTER_MS + 1);
    await pings.waitFor("ping ping ");
    sweepAfter(GONE_AFTER_MS - PING_AFTER_MS - 1);
    expect(session.failure).toBeUndefined();
    const pending = failureOf(session.request({ type: "list" }));
    sweepAfter(1);
    expect((await pending).message).toBe(`Lost "${fake.at}": it has gone silent`);
    expect((await pending).exit).toBe(EXIT.network);
    await fake.peers[0]?.closed.promise;
    expect(pings.text).toBe("ping ping ");
  });
});

describe("while our disk is too slow, the server is not read, and so", () => {
  /** A session with a clock set by hand, and how often its server was pinged. */
  async function setUp() {
    const clock = { now: 1_000_000 };
    const pings = new Heard();
    const fake = framesServer({
      ping: () => pings.add("ping "),
      who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
    });
    const session = await join(fake, () => clock.now);
    return { clock, pings, session, [Symbol.dispose]: () => fake[Symbol.dispose]() };
  }

  test("its silence is none: not meanwhile, and not right afterwards", async () => {
    using given = await setUp();
    const { clock, pings, session } = given;
    session.hold(DISK_WAITING_BYTES + 1);
    clock.now += 10 * GONE_AFTER_MS;
    session.sweep();
    expect(session.failure).toBeUndefined();
    session.release(1);
    session.sweep();
    expect(session.failure).toBeUndefined();
    await session.request({ type: "who" });
    expect(pings.text).toBe("");
  });

  test("its silence counts from when it is read again", async () => {
    using given = await setUp();
    const { clock, session } = given;
    session.hold(DISK_WAITING_BYTES + 1);
    clock.now += 10 * GONE_AFTER_MS;
    session.release(1);
    clock.now += GONE_AFTER_MS;
    session.sweep();
    expect(session.failure).toBeUndefined();
    clock.now += 1;
    session.sweep();
    expect(session.failure?.message).toEndWith("it has gone silent");
  });

  test("only then: as much as may wait for the disk is no excuse", async () => {
    using given = await setUp();
    const { clock, session } = given;
    session.hold(DISK_WAITING_BYTES);
    clock.now += GONE_AFTER_MS + 1;
    session.sweep();
    expect(session.failure?.message).toEndWith("it has gone silent");
  });

  test("what is released in many parts makes it read again only once too little waits", async () => {
    using given = await setUp();
    const { clock, session } = given;
    session.hold(DISK_WAITING_BYTES);
    session.hold(DISK_WAITING_BYTES);
    session.release(DISK_WAITING_BYTES - 1);
    clock.now += GONE_AFTER_MS + 1;
    session.sweep();
    expect(session.failure).toBeUndefined();
    session.release(1);
    await session.request({ type: "who" });
  });
});

describe("leaving", () => {
  test("resolves when the server has closed", async () => {
    using fake = framesServer();
    const session = await join(fake);
    await session.leave();
    expect(session.failure?.message).toBe("Goodbye");
    await fake.peers[0]?.closed.promise;
  });

  test("ends its own side, so that a server without a goodbye can close", async () => {
    using fake = framesServer({ exit: () => {} });
    const session = await join(fake);
    await session.leave();
    expect(session.failure?.message).toBe(`Lost the connection to "${fake.at}"`);
  });

  test("does not wait for good for a server that does not answer", async () => {
    using fake = framesServer({ exit: () => {} });
    const session = await join(fake);
    for (const peer of fake.peers) peer.stubborn = true;
    const pending = failureOf(session.request({ type: "list" }));
    await session.leave();
    expect((await pending).exit).toBe(EXIT.ok);
    await fake.peers[0]?.closed.promise;
  });

  test("may be done at once, with a reason", async () => {
    using fake = framesServer();
    const session = await join(fake);
    const pending = failureOf(session.request({ type: "list" }));
    const reason = new Failure(EXIT.usage, "Enough");
    session.abandon(reason);
    expect(await pending).toBe(reason);
    expect(await session.ended).toBe(reason);
    session.abandon();
    expect(session.failure).toBe(reason);
    await fake.peers[0]?.closed.promise;
  });
});
