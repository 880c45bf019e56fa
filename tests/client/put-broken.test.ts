// Uploads that do not end well: the server is told, the session goes on where it can, and no file stays open.

import { describe, expect, test } from "bun:test";
import { appendFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import { putFile } from "../../lib/client/put.ts";
import type { Session } from "../../lib/client/session.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { Turns } from "../../lib/files/turns.ts";
import { temporaryFolders } from "../files/temp.ts";
import { descriptorsOf } from "../server/descriptors.ts";
import { framesServer, type FakeServer, Heard, type Peer } from "./peers.ts";
import { failureOf } from "./server.ts";

const emptyFolder = temporaryFolders();
const turns = new Turns();

// More than the sockets between the two hold, so that it cannot all be under way at once.
const SIZE = 64 * 1024 * 1024;

/** A large file of zeros. */
function large(): string {
  const path = join(emptyFolder(), "large.bin");
  writeFileSync(path, "");
  truncateSync(path, SIZE);
  return path;
}

/** A server that asks for all of a file and hears of its first chunk; it answers `cancel` as a server does. */
function asking(onFirst: (peer: Peer, id: number) => void): FakeServer & { cancelled: Heard } {
  const cancelled = new Heard();
  let isFirst = true;
  const fake = framesServer({
    put: (peer, re) => peer.control({ type: "send", from: 0, re }),
    chunk: (peer, id) => {
      if (isFirst) onFirst(peer, id);
      isFirst = false;
    },
    cancel: (peer, re, message) => {
      if (message.type !== "cancel") return;
      cancelled.add(`${message.transfer};`);
      peer.control({ type: "ack", re });
      peer.control({
        type: "error",
        code: "cancelled",
        message: "Cancelled",
        re: message.transfer,
      });
    },
    who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
  });
  return Object.assign(fake, { cancelled });
}

async function enter(fake: FakeServer): Promise<Session> {
  return (await connect(fake.address, Date.now)).session;
}

describe("in the middle of it", () => {
  test.each([
    ["is cut", (path: string) => truncateSync(path, SIZE / 2), "it changed while it was read"],
    ["grows", (path: string) => appendFileSync(path, "x"), "it changed while it was read"],
    ["is deleted", unlinkSync, "it was deleted or replaced while it was read"],
    [
      "is replaced",
      (path: string) => {
        writeFileSync(`${path}.new`, "x");
        renameSync(`${path}.new`, path);
      },
      "it was deleted or replaced while it was read",
    ],
  ])("the file %s: told, cancelled, and the session goes on", async (_what, change, why) => {
    const path = large();
    using fake = asking(() => change(path));
    const session = await enter(fake);
    const failure = await failureOf(putFile(session, path, { turns }));
    expect(failure.exit).toBe(EXIT.localFile);
    expect(failure.message).toBe(`Cannot put "large.bin": ${why}`);
    await fake.cancelled.waitFor("1;");
    await session.request({ type: "who" });
    expect(session.failure).toBeUndefined();
  });

  test("it is cancelled: a refusal with its sentence, at once, and little more travels", async () => {
    const path = large();
    const person = new AbortController();
    using fake = asking(() => person.abort());
    const session = await enter(fake);
    const { signal } = person;
    const failure = await failureOf(putFile(session, path, { turns, signal }));
    expect(failure.refusal).toEqual({
      code: "cancelled",
      message: "large.bin is cancelled; put it again to continue",
    });
    expect(descriptorsOf(path)).toBe(0);
    await fake.cancelled.waitFor("1;");
    await session.request({ type: "who" });
    expect(fake.peers[0]?.heard.text.length).toBeLessThan(SIZE);
  });

  test("it is cancelled before the server asks for it, which comes too late", async () => {
    const person = new AbortController();
    using fake = framesServer({
      put: () => person.abort(),
      cancel: (peer, re) => {
        peer.control({ type: "send", from: 0, re: 1 });
        peer.control({ type: "ack", re });
      },
      who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
      chunk: () => chunks++,
    });
    let [chunks, told] = [0, 0];
    const session = await enter(fake);
    const { signal } = person;
    const onProgress = () => told++;
    const failure = await failureOf(putFile(session, large(), { turns, onProgress, signal }));
    expect(failure.refusal?.code).toBe("cancelled");
    await session.request({ type: "who" });
    await session.request({ type: "who" });
    expect([chunks, told]).toEqual([0, 0]);
  });

  test.each(["reset", "finish"] as const)("the server is lost (%s)", async (how) => {
    const path = large();
    using fake = asking((peer) => peer[how]());
    const failure = await failureOf(putFile(await enter(fake), path, { turns }));
    expect(failure).toMatchObject({ exit: EXIT.network });
    expect(failure.message).toBe(`Lost the connection to "${fake.at}"`);
    expect(descriptorsOf(path)).toBe(0);
  });

  test("the server refuses it", async () => {
    const path = large();
    using fake = asking((peer, re) =>
      peer.control({ type: "error", code: "no-space", message: "The disk is full", re }),
    );
    const session = await enter(fake);
    const failure = await failureOf(putFile(session, path, { turns }));
    expect(failure).toMatchObject({ exit: EXIT.refused, message: "The disk is full" });
    expect(descriptorsOf(path)).toBe(0);
    await session.request({ type: "who" });
    expect(fake.cancelled.text).toBe("");
    expect(fake.peers[0]?.heard.text.length).toBeLessThan(SIZE);
  });

  test("the session ends: for its reason", async () => {
    const path = large();
    const begun = Promise.withResolvers<void>();
    using fake = asking(() => begun.resolve());
    const session = await enter(fake);
    const failing = failureOf(putFile(session, path, { turns }));
    await begun.promise;
    session.abandon();
    expect(await failing).toMatchObject({ exit: EXIT.ok, message: "Left the room" });
    expect(descriptorsOf(path)).toBe(0);
  });
});

describe("before the server is asked", () => {
  test.each(["cancelled", "ended"])("%s while it is read", async (how) => {
    const path = large();
    using fake = asking(() => {});
    const session = await enter(fake);
    const person = new AbortController();
    const onPhase = () => (how === "ended" ? session.abandon() : person.abort());
    const { signal } = person;
    const failure = await failureOf(putFile(session, path, { turns, onPhase, signal }));
    const cancelled = "large.bin is cancelled; put it again to continue";
    expect(failure.message).toBe(how === "ended" ? "Left the room" : cancelled);
    expect(descriptorsOf(path)).toBe(0);
    if (how === "cancelled") await session.request({ type: "who" });
    expect(fake.peers[0]?.heard.text).not.toContain('"put"');
  });

  test("by a signal that has aborted before", async () => {
    using fake = asking(() => {});
    const session = await enter(fake);
    const signal = AbortSignal.abort();
    const failure = await failureOf(putFile(session, large(), { turns, signal }));
    expect(failure.refusal?.code).toBe("cancelled");
    await session.request({ type: "who" });
    expect(fake.peers[0]?.heard.text).not.toContain('"put"');
  });

  test("in a session that has ended", async () => {
    using fake = asking(() => {});
    const session = await enter(fake);
    session.abandon();
    const failure = await failureOf(putFile(session, large(), { turns }));
    expect(failure.message).toBe("Left the room");
  });
});

describe("a hostile server", () => {
  test.each([
    [SIZE + 1, false],
    [SIZE, true],
  ])("that asks for what follows byte %d: taken %p", async (from, taken) => {
    const path = large();
    using fake = framesServer({
      put: (peer, re) => {
        peer.control({ type: "send", from, re });
        if (taken) peer.control({ type: "stored", file: "x", re });
      },
    });
    const putting = putFile(await enter(fake), path, { turns });
    if (taken) expect(await putting).toMatchObject({ from, size: SIZE });
    else {
      const failure = await failureOf(putting);
      expect(failure.exit).toBe(EXIT.network);
      expect(failure.message).toStartWith('Cannot put "large.bin": the server asked for');
    }
    expect(descriptorsOf(path)).toBe(0);
  });

  test("that asks twice gets it once", async () => {
    const path = join(emptyFolder(), "small");
    writeFileSync(path, "content");
    let got = "";
    using fake = framesServer({
      put: (peer, re) => {
        peer.control({ type: "send", from: 0, re });
        peer.control({ type: "send", from: 3, re });
      },
      chunk: (peer, re, data) => {
        got += Buffer.from(data).toString();
        peer.control({ type: "stored", file: "small", re });
      },
      who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
    });
    const session = await enter(fake);
    expect(await putFile(session, path, { turns })).toMatchObject({ file: "small", size: 7 });
    await session.request({ type: "who" });
    expect(got).toBe("content");
  });

  test("that says it is stored in the middle is believed, and sent no more", async () => {
    const path = large();
    using fake = asking((peer, re) => peer.control({ type: "stored", file: "\x1b[2Jx", re }));
    const session = await enter(fake);
    expect(await putFile(session, path, { turns })).toMatchObject({ file: "x", already: false });
    expect(descriptorsOf(path)).toBe(0);
    await session.request({ type: "who" });
    expect(fake.peers[0]?.heard.text.length).toBeLessThan(SIZE);
  });
});
