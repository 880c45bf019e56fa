// Downloads from the real server: a file is the file, byte for byte, wherever it goes.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../lib/client/failure.ts";
import { fetchFile, intoFolder, intoStream } from "../../lib/client/fetch.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { errorOf, House, SIZES } from "./server.ts";

const emptyFolder = temporaryFolders();

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

describe("from the server", () => {
  test.each(Object.entries(SIZES))("%s (%d bytes) arrives byte for byte", async (file, size) => {
    await using house = new House();
    const session = await house.join("Ann");
    const progress: [number, number][] = [];
    const fetched = await fetchFile(session, file, intoFolder(house.out, "rename"), {
      onProgress: (got, of) => progress.push([got, of]),
    });
    const original = readFileSync(join(house.shelf, file));
    const path = join(house.out, file);
    expect(fetched).toEqual({
      file,
      path,
      size,
      sha256: sha256(original),
      how: "new",
      from: 0,
      damaged: false,
    });
    expect(readFileSync(path).equals(original)).toBe(true);
    expect(readdirSync(house.out)).toEqual([file]);
    const received = progress.map(([got]) => got);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(progress.every(([, of]) => of === size)).toBe(true);
    expect([received[0], received.at(-1)]).toEqual([0, size]);
    expect(received.length).toBe(1 + Math.ceil(size / CHUNK_BYTES));
  });

  test("several at once, and one again, each whole and under a name of its own", async () => {
    await using house = new House();
    const session = await house.join("Ann");
    const files = ["big.bin", "test.txt", "big.bin", "info.txt"];
    const get = (file: string) => fetchFile(session, file, intoFolder(house.out, "rename"));
    for (const { file, path } of await Promise.all(files.map(get))) {
      expect(readFileSync(path).equals(readFileSync(join(house.shelf, file)))).toBe(true);
    }
    expect(readdirSync(house.out).toSorted()).toEqual([
      "big (1).bin",
      "big.bin",
      "info.txt",
      "test.txt",
    ]);
  });

  test("as a stream, in order, also where it is taken slowly", async () => {
    await using house = new House();
    const session = await house.join("Ann");
    const parts: Uint8Array[] = [];
    let asked = 0;
    const write = async (bytes: Uint8Array) => {
      // Every other part takes many turns of the event loop, so that the next could overtake it.
      for (let turns = asked++ % 2 === 0 ? 20 : 0; turns > 0; turns--) {
        const later = Promise.withResolvers<void>();
        setImmediate(later.resolve);
        await later.promise;
      }
      parts.push(bytes);
    };
    const fetched = await fetchFile(session, "big.bin", intoStream(write));
    expect(fetched.path).toBe("-");
    expect(Buffer.concat(parts).equals(readFileSync(join(house.shelf, "big.bin")))).toBe(true);
  });

  test("a file that is not there makes no folder and no file", async () => {
    await using house = new House();
    const session = await house.join("Ann");
    const folder = join(emptyFolder(), "new");
    const error = await errorOf(fetchFile(session, "nope", intoFolder(folder, "rename")));
    expect(error.message).toBe("File 'nope' not found");
    expect(error instanceof Failure && error.exit).toBe(EXIT.notFound);
    await expect(async () => readdirSync(folder)).toThrow("ENOENT");
  });

  test("a folder that cannot be: the sentence of the disk, and the session goes on", async () => {
    await using house = new House();
    const session = await house.join("Ann");
    const file = join(emptyFolder(), "file");
    writeFileSync(file, "");
    const get = fetchFile(session, "big.bin", intoFolder(join(file, "x"), "rename"));
    expect((await errorOf(get)).message).toStartWith('Cannot save "big.bin": ');
    await fetchFile(session, "info.txt", intoFolder(house.out, "rename"));
  });
});
