// A file of that name is there already: it is the very file, or what becomes of it was said. And: who asked for none of it.

import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toFailure } from "../../lib/client/failure.ts";
import { fetchFile, intoFolder, intoStream, type Target } from "../../lib/client/fetch.ts";
import type { OnDuplicate } from "../../lib/files/place.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { someBytes, temporaryFolders } from "../files/temp.ts";
import { OneFile, sha256, type Offered } from "./fetch-server.ts";
import { errorOf, failureOf } from "./server.ts";

const emptyFolder = temporaryFolders();

const BYTES = someBytes(100_000);
const ALL: readonly OnDuplicate[] = ["error", "overwrite", "rename"];

/** A folder where "a.txt" is this. */
function folderWith(bytes: Uint8Array): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, "a.txt"), bytes);
  return folder;
}

describe("the file is there already", () => {
  test.each(ALL)("the very same: nothing is sent (%s)", async (onDuplicate) => {
    using server = new OneFile({ bytes: BYTES });
    const folder = folderWith(BYTES);
    const target = intoFolder(folder, onDuplicate);
    expect(await fetchFile(await server.enter(), "sub/a.txt", target)).toEqual({
      file: "sub/a.txt",
      path: join(folder, "a.txt"),
      size: BYTES.byteLength,
      sha256: sha256(BYTES),
      how: "already",
      from: BYTES.byteLength,
      damaged: false,
    });
    expect([server.abouts, server.gets]).toEqual([1, []]);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  test.each([
    ["of the same size", BYTES.toReversed()],
    ["of another", BYTES.subarray(1)],
    ["of none", BYTES.subarray(0, 0)],
  ])("another %s: kept beside it, replaced, or an error", async (_what, other) => {
    using server = new OneFile({ bytes: BYTES });
    const session = await server.enter();
    const folder = folderWith(other);
    const get = (onDuplicate: OnDuplicate) =>
      fetchFile(session, "a.txt", intoFolder(folder, onDuplicate));
    const failure = toFailure(await errorOf(get("error")));
    expect(failure).toMatchObject({
      exit: EXIT.localFile,
      message: 'Cannot save "a.txt": a file has that name already',
    });
    expect([server.gets, readdirSync(folder)]).toEqual([[], ["a.txt"]]);
    expect(await get("rename")).toMatchObject({ how: "new", path: join(folder, "a (1).txt") });
    for (const again of ["rename", "error"] as const)
      expect(await get(again)).toMatchObject({ how: "already", path: join(folder, "a (1).txt") });
    expect(readFileSync(join(folder, "a.txt")).equals(other)).toBe(true);
    expect(await get("overwrite")).toMatchObject({ how: "new", path: join(folder, "a.txt") });
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).equals(BYTES)).toBe(true);
  });

  test("a folder or a link of that name is never the file", async () => {
    using server = new OneFile({ bytes: BYTES });
    const session = await server.enter();
    const [inFolder, linked] = [emptyFolder(), emptyFolder()];
    mkdirSync(join(inFolder, "a.txt"));
    symlinkSync(join(folderWith(BYTES), "a.txt"), join(linked, "a.txt"));
    for (const folder of [inFolder, linked]) {
      const error = await errorOf(fetchFile(session, "a.txt", intoFolder(folder, "error")));
      expect(error.message).toBe('Cannot save "a.txt": a file has that name already');
      const fetched = await fetchFile(session, "a.txt", intoFolder(folder, "rename"));
      expect(fetched).toMatchObject({ how: "new", path: join(folder, "a (1).txt") });
    }
  });

  test("where none has the name, the server is not asked about it", async () => {
    using server = new OneFile({ bytes: BYTES });
    await fetchFile(await server.enter(), "a.txt", intoFolder(emptyFolder(), "rename"));
    expect(server.abouts).toBe(0);
  });

  test("the server's refusal to say is the failure", async () => {
    using server = new OneFile({
      bytes: BYTES,
      answers: {
        about: (peer, re) => peer.control({ type: "error", code: "not-found", message: "No", re }),
      },
    });
    const get = fetchFile(await server.enter(), "a.txt", intoFolder(folderWith(BYTES), "rename"));
    expect(await failureOf(get)).toMatchObject({ exit: EXIT.notFound, message: "No" });
  });
});

describe("cancelled or ended", () => {
  const target = (how: string): Target =>
    how === "folder" ? intoFolder(emptyFolder(), "rename") : intoStream(async () => {});

  test.each(["folder", "stream"])("before: nothing is asked for (%s)", async (how) => {
    using server = new OneFile({ bytes: BYTES });
    const session = await server.enter();
    const signal = AbortSignal.abort();
    const failure = await failureOf(fetchFile(session, "a.txt", target(how), { signal }));
    expect(failure.refusal?.code).toBe("cancelled");
    await session.request({ type: "who" });
    session.abandon();
    expect((await failureOf(fetchFile(session, "a.txt", target(how)))).message).toBe(
      "Left the room",
    );
    expect(server.gets).toEqual([]);
  });

  test.each(["folder", "stream"])("in the middle: the server hears of it (%s)", async (how) => {
    const person = new AbortController();
    using server = new OneFile({ bytes: BYTES, until: 40_000 });
    const session = await server.enter();
    let told = 0;
    const getting = fetchFile(session, "a.txt", target(how), {
      signal: person.signal,
      onProgress: (received) => {
        told++;
        if (received === 40_000) person.abort();
      },
    });
    expect((await failureOf(getting)).refusal).toEqual({
      code: "cancelled",
      message: "a.txt is cancelled; get it again to continue",
    });
    await server.cancelled.waitFor("1;");
    const before = told;
    await session.request({ type: "who" });
    expect(told).toBe(before);
  });

  test("while the server is asked about the file, and says nothing", async () => {
    const person = new AbortController();
    const silent = { about: () => person.abort() };
    using server = new OneFile({ bytes: BYTES, answers: silent });
    const { signal } = person;
    const getting = fetchFile(
      await server.enter(),
      "a.txt",
      intoFolder(folderWith(BYTES), "rename"),
      { signal },
    );
    expect((await failureOf(getting)).refusal?.code).toBe("cancelled");
    expect(server.gets).toEqual([]);
  });
});

describe("a server that sends what nobody asked for", () => {
  const withFrom = (from: number): Offered => ({
    bytes: BYTES,
    answers: {
      get: (peer, re) => {
        const size = BYTES.byteLength;
        peer.control({ type: "file", file: "a.txt", size, modified: 1, from, re });
        peer.control({ type: "end", sha256: sha256(BYTES), re });
      },
    },
  });

  test.each([1, 100_000, 200_000])("from byte %d on: told, and nothing is made", async (from) => {
    using server = new OneFile(withFrom(from));
    const folder = emptyFolder();
    const get = fetchFile(await server.enter(), "a.txt", intoFolder(folder, "rename"));
    expect(await failureOf(get)).toMatchObject({
      exit: EXIT.network,
      message: `Cannot get "a.txt": it came from byte ${from} on, which nobody had asked for`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("what was there stays, to be continued with one that does better", async () => {
    const folder = emptyFolder();
    using first = new OneFile({ bytes: BYTES, until: 40_000, andThen: (peer) => peer.finish() });
    await errorOf(fetchFile(await first.enter(), "a.txt", intoFolder(folder, "rename")));
    using second = new OneFile(withFrom(39_999));
    const get = fetchFile(await second.enter(), "a.txt", intoFolder(folder, "rename"));
    expect((await failureOf(get)).exit).toBe(EXIT.network);
    using third = new OneFile({ bytes: BYTES });
    expect(
      await fetchFile(await third.enter(), "a.txt", intoFolder(folder, "rename")),
    ).toMatchObject({ how: "continued", from: 40_000 });
  });
});
