// Downloads that are interrupted, however that comes, and then repeated: they go on, or start over where they must.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VerificationError } from "../../lib/files/appending.ts";
import { fetchFile, intoFolder, type Fetched } from "../../lib/client/fetch.ts";
import type { Session } from "../../lib/client/session.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { encodeChunk } from "../support/chunk.ts";
import { someBytes, temporaryFolders } from "../files/temp.ts";
import { OneFile, sha256, type Offered } from "./fetch-server.ts";
import { errorOf, failureOf } from "./server.ts";

const emptyFolder = temporaryFolders();

const BYTES = someBytes(100_000);
const HALF = 40_000;
const KEPT = ["a.txt.part", "a.txt.part.json"];

/** Gets the file until so many bytes are there, and lets `stop` end that. */
async function interrupt(
  folder: string,
  stop: (session: Session, person: AbortController) => void,
  offered: Partial<Offered> = {},
): Promise<Error> {
  using server = new OneFile({ bytes: BYTES, until: HALF, ...offered });
  const session = await server.enter();
  const person = new AbortController();
  const getting = fetchFile(session, "a.txt", intoFolder(folder, "rename"), {
    onProgress: (received) => received === HALF && stop(session, person),
    signal: person.signal,
  });
  return await errorOf(getting); // the server is needed until then
}

/** Gets the file once more, all of it; also tells what the server was asked. */
async function again(folder: string, offered: Partial<Offered> = {}) {
  using server = new OneFile({ bytes: BYTES, ...offered });
  const target = intoFolder(folder, "rename");
  const fetched = await fetchFile(await server.enter(), "a.txt", target);
  return { fetched, gets: server.gets };
}

function fetchedTo(folder: string, how: Partial<Fetched>, bytes = BYTES): Fetched {
  const path = join(folder, "a.txt");
  const file = { file: "a.txt", path, size: bytes.byteLength, sha256: sha256(bytes) };
  return { ...file, how: "new", from: 0, damaged: false, ...how };
}

describe("what has come is kept, and the same again goes on:", () => {
  test.each<[string, Parameters<typeof interrupt>[1], Partial<Offered>, string]>([
    ["the person leaves", (session) => session.abandon(), {}, "Left the room"],
    [
      "the person cancels it",
      (_, person) => person.abort(),
      {},
      "a.txt is cancelled; get it again to continue",
    ],
    ["the server ends", () => {}, { andThen: (peer) => peer.finish() }, "Lost the connection to "],
    [
      "the server cannot read it",
      () => {},
      {
        andThen: (peer, re) =>
          peer.control({ type: "error", code: "broken", message: "It failed", re }),
      },
      "It failed",
    ],
  ])("%s", async (_what, stop, offered, message) => {
    const folder = emptyFolder();
    expect((await interrupt(folder, stop, offered)).message).toStartWith(message);
    expect(readdirSync(folder).toSorted()).toEqual(KEPT);
    const { fetched, gets } = await again(folder);
    expect(gets).toEqual([{ bytes: HALF, size: 100_000, modified: 1 }]);
    expect(fetched).toEqual(fetchedTo(folder, { how: "continued", from: HALF }));
    expect(readFileSync(fetched.path).equals(BYTES)).toBe(true);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  test("again and again, and where nothing is missing but the end", async () => {
    const folder = emptyFolder();
    for (const until of [10, 50_000, BYTES.byteLength]) {
      using server = new OneFile({ bytes: BYTES, until, andThen: (peer) => peer.finish() });
      const target = intoFolder(folder, "rename");
      await errorOf(fetchFile(await server.enter(), "a.txt", target));
    }
    const { fetched, gets } = await again(folder);
    expect(gets).toMatchObject([{ bytes: BYTES.byteLength }]);
    expect(fetched).toEqual(fetchedTo(folder, { how: "continued", from: BYTES.byteLength }));
  });

  test("progress counts what was there", async () => {
    const folder = emptyFolder();
    await interrupt(folder, (session) => session.abandon());
    using server = new OneFile({ bytes: BYTES });
    const progress: [number, number][] = [];
    await fetchFile(await server.enter(), "a.txt", intoFolder(folder, "rename"), {
      onProgress: (received, size) => progress.push([received, size]),
    });
    expect(progress).toEqual([
      [HALF, 100_000],
      [100_000, 100_000],
    ]);
  });

  test("a refusal leaves it", async () => {
    const folder = emptyFolder();
    await interrupt(folder, (session) => session.abandon());
    using server = new OneFile({
      bytes: BYTES,
      answers: {
        get: (peer, re) => peer.control({ type: "error", code: "not-found", message: "No", re }),
      },
    });
    const get = fetchFile(await server.enter(), "a.txt", intoFolder(folder, "rename"));
    expect((await failureOf(get)).exit).toBe(EXIT.notFound);
    expect((await again(folder)).fetched).toMatchObject({ how: "continued", from: HALF });
  });
});

describe("it starts over, and says so:", () => {
  test.each([
    ["of another time", { bytes: BYTES, modified: 2 }],
    ["of another size", { bytes: someBytes(100_001) }],
  ])("the file has changed, it is now one %s", async (_what, offered) => {
    const folder = emptyFolder();
    await interrupt(folder, (session) => session.abandon());
    const { fetched, gets } = await again(folder, offered);
    expect(gets).toMatchObject([{ bytes: HALF }]);
    expect(fetched).toEqual(fetchedTo(folder, { how: "restarted" }, offered.bytes));
    expect(readFileSync(fetched.path).equals(offered.bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  test("what was there has been damaged", async () => {
    const folder = emptyFolder();
    await interrupt(folder, (session) => session.abandon());
    const partial = join(folder, "a.txt.part");
    const bytes = readFileSync(partial);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(partial, bytes);
    const { fetched, gets } = await again(folder);
    expect(gets).toEqual([undefined]);
    expect(fetched).toEqual(fetchedTo(folder, { how: "restarted", damaged: true }));
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  // A file with the size and time of the one before, and another content: only the end tells.
  const OTHER = BYTES.toReversed();

  test("the whole is not the file: by itself, once, and nothing is claimed to be there", async () => {
    const folder = emptyFolder();
    await interrupt(folder, (session) => session.abandon());
    const { fetched, gets } = await again(folder, { bytes: OTHER });
    expect(gets).toEqual([{ bytes: HALF, size: 100_000, modified: 1 }, undefined]);
    expect(fetched).toEqual(fetchedTo(folder, { how: "restarted", damaged: true }, OTHER));
    expect(readFileSync(fetched.path).equals(OTHER)).toBe(true);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  test("more than the whole comes: the same", async () => {
    const folder = emptyFolder();
    await interrupt(folder, (session) => session.abandon());
    let isFirst = true;
    const { fetched, gets } = await again(folder, {
      andThen: (peer, re) => {
        if (isFirst) peer.bytes(encodeChunk(re, Buffer.from("!")));
        isFirst = false;
        peer.control({ type: "end", sha256: sha256(BYTES), re });
      },
    });
    expect(gets).toHaveLength(2);
    expect(fetched).toEqual(fetchedTo(folder, { how: "restarted", damaged: true }));
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  test("where that is wrong too, it is a failed check, and nothing is left", async () => {
    const folder = emptyFolder();
    await interrupt(folder, (session) => session.abandon());
    const andThen: Offered["andThen"] = (peer, re) =>
      peer.control({ type: "end", sha256: sha256(OTHER), re });
    using server = new OneFile({ bytes: BYTES, andThen });
    const get = fetchFile(await server.enter(), "a.txt", intoFolder(folder, "rename"));
    expect(await errorOf(get)).toBeInstanceOf(VerificationError);
    expect(server.gets).toHaveLength(2);
    expect(readdirSync(folder)).toEqual([]);
  });
});
