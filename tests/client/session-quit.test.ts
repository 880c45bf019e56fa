// Quitting a session: whatever waits ends at once and for that reason, and the server is still told goodbye.

import { describe, expect, spyOn, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import { Failure } from "../../lib/client/failure.ts";
import type { Session } from "../../lib/client/session.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { CHUNK_BYTES, DISK_WAITING_BYTES, LEAVE_MS, QUIT_MS } from "../../lib/protocol/limits.ts";
import { encodeChunk } from "../support/chunk.ts";
import { patiently } from "../support/patience.ts";
import { type Answers, framesServer, Heard, type Peer } from "./peers.ts";
import { failureOf } from "./server.ts";

const reason = new Failure(EXIT.interrupted, "Ended by SIGINT");
const BYTES = Buffer.alloc(CHUNK_BYTES, "x");
const PUT = { type: "put", file: "a", size: 1024 ** 3, sha256: "0".repeat(64) } as const;

/** A session with a server of these answers, whose goodbyes are counted, and whatever cuts a connection off. */
async function setUp(answers: Answers = {}) {
  const exits: number[] = [];
  const exit = Promise.withResolvers<void>();
  const fake = framesServer({
    exit: (peer, id) => {
      exits.push(id);
      exit.resolve();
      peer.control({ type: "bye", code: "exit", message: "Goodbye", re: id });
      peer.finish();
    },
    ...answers,
  });
  const { session } = await connect(fake.address, Date.now);
  const [peer] = fake.peers;
  if (!peer) throw new Error("nobody came");
  const terminate = spyOn(Object.getPrototypeOf(peer.socket), "terminate");
  const end = () => {
    terminate.mockRestore();
    fake[Symbol.dispose]();
  };
  return { session, peer, exits, exited: exit.promise, terminate, [Symbol.dispose]: end };
}

/** An upload of a file without an end. */
class EndlessPut {
  readonly failure: Promise<Failure>;
  /** How many pieces were asked for. */
  pieces = 0;
  #over = Promise.withResolvers<void>();
  /** Resolves once the file is given up. */
  readonly over = this.#over.promise;

  constructor(session: Session) {
    const send = (_from: number, transfer: number) => this.#frames(transfer);
    this.failure = failureOf(session.request(PUT, { send }));
  }

  async *#frames(transfer: number): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        this.pieces++;
        yield encodeChunk(transfer, BYTES);
      }
    } finally {
      this.#over.resolve();
    }
  }
}

describe("quitting says goodbye", () => {
  test("and ends all that waits with its reason, at once; leaving resolves when it is closed", async () => {
    using given = await setUp();
    const { session, peer, exits, terminate } = given;
    const pending = [
      failureOf(session.request({ type: "list" })),
      failureOf(session.request({ type: "say", text: "x" })),
    ];
    session.quit(reason);
    expect(session.failure).toBe(reason);
    expect(await session.ended).toBe(reason);
    expect(await Promise.all(pending)).toEqual([reason, reason]);
    expect(await failureOf(session.request({ type: "who" }))).toBe(reason);
    expect(exits).toEqual([]);
    await patiently(session.leave());
    expect(exits).toEqual([3]);
    expect(session.failure).toBe(reason);
    await patiently(peer.closed.promise);
    expect(terminate).not.toHaveBeenCalled();
    await session.leave();
  });

  test("once, and for the first reason; of what was not sent nothing follows", async () => {
    using given = await setUp();
    const { session, peer, exits } = given;
    const unsent = failureOf(session.request({ type: "say", text: "too late" }));
    session.quit(reason);
    session.quit(new Failure(EXIT.terminated, "Ended by SIGTERM"));
    expect(await unsent).toBe(reason);
    await patiently(session.leave());
    expect(exits).toEqual([2]);
    expect(session.failure).toBe(reason);
    expect(peer.heard.text).not.toContain("too late");
  });

  test("and ends its own side, so that a server without a goodbye can close", async () => {
    using given = await setUp({ exit: () => {} });
    const { session, peer, terminate } = given;
    session.quit(reason);
    await patiently(session.leave());
    expect(peer.heard.text).toContain('"exit"');
    expect(terminate).not.toHaveBeenCalled();
  });

  test("to a server that is gone nothing, and changes nothing", async () => {
    using given = await setUp();
    const { session, peer } = given;
    peer.reset();
    const lost = await session.ended;
    session.quit(reason);
    expect(session.failure).toBe(lost);
    await patiently(session.leave());
  });
});

describe("also in the middle of", () => {
  test("a download, of which no more is heard", async () => {
    let chunks = 0;
    const first = Promise.withResolvers<void>();
    const chunk = () => {
      chunks++;
      first.resolve();
    };
    const get = (peer: Peer, re: number) => {
      peer.control({ type: "file", file: "a", size: PUT.size, modified: 1, from: 0, re });
      for (let n = 0; n < 64; n++) peer.bytes(encodeChunk(re, BYTES));
    };
    using given = await setUp({ get });
    const { session, exits, terminate } = given;
    const failure = failureOf(session.request({ type: "get", file: "a" }, { chunk }));
    await first.promise;
    const before = chunks;
    session.quit(reason);
    expect(await failure).toBe(reason);
    await patiently(session.leave());
    expect([chunks, exits]).toEqual([before, [2]]);
    expect(terminate).not.toHaveBeenCalled();
  });

  test("a download for whose bytes the disk is too slow, so that nothing is read", async () => {
    using given = await setUp();
    const { session, peer, exits, terminate } = given;
    session.hold(DISK_WAITING_BYTES + 1);
    for (let n = 0; n < 64; n++) peer.bytes(encodeChunk(1, BYTES));
    session.quit(reason);
    await patiently(session.leave());
    expect(exits).toEqual([1]);
    await patiently(peer.closed.promise);
    expect(terminate).not.toHaveBeenCalled();
  });

  test("an upload, whose file is given up", async () => {
    const first = Promise.withResolvers<void>();
    using given = await setUp({
      put: (peer, re) => peer.control({ type: "send", from: 0, re }),
      chunk: () => first.resolve(),
    });
    const { session, exits, terminate } = given;
    const put = new EndlessPut(session);
    await first.promise;
    session.quit(reason);
    expect(await put.failure).toBe(reason);
    await patiently(put.over);
    await patiently(session.leave());
    expect(exits).toEqual([2]);
    expect(terminate).not.toHaveBeenCalled();
  });

  test("an upload that the server does not read now: it hears of it behind the piece that was begun", async () => {
    using given = await setUp({
      put: (peer, re) => {
        peer.control({ type: "send", from: 0, re });
        peer.socket.pause();
      },
    });
    const { session, peer, exits, exited, terminate } = given;
    const put = new EndlessPut(session);
    const heard = new Heard();
    session.listen(({ type }) => heard.add(`${type} `));
    let before = -1;
    for (let turn = 1; put.pieces !== before || before === 0; turn++) {
      before = put.pieces;
      peer.control({ type: "left", at: 1, name: "fence", client: 2 });
      await heard.waitFor("left ".repeat(turn));
    }
    session.quit(reason);
    expect(await put.failure).toBe(reason);
    peer.socket.resume();
    await patiently(exited);
    await patiently(session.leave());
    expect(exits).toEqual([2]);
    expect(terminate).not.toHaveBeenCalled();
  });
});

describe("is not waited for longer than is said, where the server", () => {
  /** How long it took until all was closed: milliseconds. */
  async function quitting(session: Session, peer: Peer): Promise<number> {
    const began = performance.now();
    session.quit(reason);
    await patiently(session.leave());
    const ms = performance.now() - began;
    peer.socket.resume();
    await patiently(peer.closed.promise);
    return ms;
  }

  test("hears it and does not close", async () => {
    using given = await setUp({ exit: () => {} });
    const { session, peer, terminate } = given;
    peer.stubborn = true;
    const ms = await quitting(session, peer);
    expect(ms).toBeGreaterThanOrEqual(QUIT_MS - 1);
    expect(ms).toBeLessThan(LEAVE_MS);
    expect(peer.heard.text).toContain('"exit"');
    expect(terminate).toHaveBeenCalledTimes(1);
  });

  test("does not even read", async () => {
    using given = await setUp();
    const { session, peer, terminate } = given;
    peer.socket.pause();
    const ms = await quitting(session, peer);
    expect(ms).toBeGreaterThanOrEqual(QUIT_MS - 1);
    expect(ms).toBeLessThan(LEAVE_MS);
    expect(terminate).toHaveBeenCalledTimes(1);
  });
});

test("while it is left already, says goodbye once and waits until the connection is closed", async () => {
  using fixture = await setUp();
  const { session, exits, peer } = fixture;
  const left = session.leave();
  session.quit(reason);
  await patiently(left);
  expect(exits).toHaveLength(1);
  expect(peer.socket.readyState).not.toBe(1);
});

test("nothing is heard any more", async () => {
  using fixture = await setUp({
    exit: (peer, id) => {
      peer.control({ type: "joined", at: 1, name: "Late", client: 9 });
      peer.control({ type: "bye", code: "exit", message: "Goodbye", re: id });
      peer.finish();
    },
  });
  const { session } = fixture;
  const heard: string[] = [];
  session.listen(({ type }) => heard.push(type));
  session.quit(reason);
  await patiently(session.leave());
  expect(heard).toEqual([]);
});
