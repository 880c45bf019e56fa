// The real client getting files in scripts: into a folder, to standard output, as facts for programs.

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { client, jsonLines, run } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

test("puts files into a folder, and says where", async () => {
  await using house = new House();
  const words = [house.at, "get", "big.bin", "info.txt", "empty.bin", "--out", house.out];
  const got = await run(words);
  expect(got.exit).toBe(0);
  const files = ["big.bin", "info.txt", "empty.bin"];
  expect(got.out).toBe(files.map((file) => `${join(house.out, file)}\n`).join(""));
  expect(got.err).toBe(
    "Got big.bin: 5.0 MB, checked\nGot info.txt: 411 B, checked\nGot empty.bin: 0 B, checked\n".replace(
      "411",
      String(readFileSync(join(house.shelf, "info.txt")).byteLength),
    ),
  );
  for (const file of files) {
    const [ours, theirs] = [join(house.out, file), join(house.shelf, file)].map((path) =>
      readFileSync(path),
    );
    expect(ours?.equals(theirs ?? Buffer.from("missing"))).toBe(true);
  }
  expect(readdirSync(house.out).toSorted()).toEqual(files.toSorted());
});

test("one that is not there is told of, and the others still come", async () => {
  await using house = new House();
  const words = [house.at, "get", "nope", "info.txt", "no/pe", "one.bin", "-q", "-o", house.out];
  const got = await run(words);
  expect(got.exit).toBe(4);
  expect(got.err).toBe("File 'nope' not found\nFile 'no/pe' not found\n");
  expect(got.out).toBe(`${join(house.out, "info.txt")}\n${join(house.out, "one.bin")}\n`);
  expect(readdirSync(house.out).toSorted()).toEqual(["info.txt", "one.bin"]);
});

test("as JSON: file, path, size and hash", async () => {
  await using house = new House();
  const got = await run([house.at, "get", "big.bin", "--json", "-q", "-o", house.out]);
  const bytes = readFileSync(join(house.shelf, "big.bin"));
  const path = join(house.out, "big.bin");
  const fact = { file: "big.bin", path, size: bytes.byteLength, sha256: sha256(bytes) };
  expect(got).toMatchObject({ exit: 0, err: "" });
  expect(jsonLines(got.out)).toEqual([fact]);
});

test("to standard output: the bytes and nothing else", async () => {
  await using house = new House();
  const one = await run([house.at, "get", "big.bin", "--stdout"]);
  expect(one.exit).toBe(0);
  expect(one.err).toBe("Got big.bin: 5.0 MB, checked\n");
  expect(sha256(one.bytes)).toBe(sha256(readFileSync(join(house.shelf, "big.bin"))));
  const words = [house.at, "get", "info.txt", "nope", "one.bin", "--stdout", "-q"];
  const two = await run(words);
  expect(two).toMatchObject({ exit: 4, err: "File 'nope' not found\n" });
  const both = ["info.txt", "one.bin"].map((file) => readFileSync(join(house.shelf, file)));
  expect(Buffer.from(two.bytes).equals(Buffer.concat(both))).toBe(true);
});

test("to standard output that closes early: no stack trace, no hang", async () => {
  await using house = new House();
  const command = ["bash", "-c", `"$0" "$@" | head -c 10 | wc -c`];
  await using got = client([house.at, "get", "big.bin", "--stdout", "-q"], {}, command);
  await got.exit;
  expect(got.out.text.trim()).toBe("10");
  expect(got.err.text.split("\n").length).toBeLessThan(3);
  expect(got.err.text).not.toMatch(/\bat /);
});

test("an empty file to standard output", async () => {
  await using house = new House();
  const got = await run([house.at, "get", "empty.bin", "--stdout", "-q"]);
  expect(got).toMatchObject({ exit: 0, out: "", err: "" });
});
