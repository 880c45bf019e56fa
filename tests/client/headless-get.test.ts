// The real client getting files in scripts: into a folder, to standard output, as facts for programs.

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
  const sizes = ["5.0 MB", `${readFileSync(join(house.shelf, "info.txt")).byteLength} B`, "0 B"];
  const saved = (file: string, at: number) =>
    `Saved ${join(house.out, file)}: ${sizes[at]}, checked\n`;
  expect(got.err).toBe(files.map(saved).join(""));
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

test("by pattern: each once, with what is named and what is not there", async () => {
  await using house = new House();
  const words = [house.at, "get", "*.txt", "[ob]*.bin", "info.txt", "*.pdf", "nope"];
  const got = await run([...words, "-q", "-o", house.out]);
  const nope = "Cannot get \"*.pdf\": nothing on the shelf matches\nFile 'nope' not found\n";
  expect(got).toMatchObject({ exit: 4, err: nope });
  const files = ["info.txt", "test.txt", "big.bin", "one.bin"];
  expect(got.out).toBe(files.map((file) => `${join(house.out, file)}\n`).join(""));
  const out = await run([house.at, "get", "t*.txt", "--stdout", "-q"]);
  expect(readFileSync(join(house.shelf, "test.txt")).equals(out.bytes)).toBe(true);
});

test("what is there already is not sent again; another is kept, replaced, or an error", async () => {
  await using house = new House();
  const get = (...words: string[]) => run([house.at, "get", "one.bin", "-o", house.out, ...words]);
  const path = join(house.out, "one.bin");
  expect((await get()).exit).toBe(0);
  for (const how of ["rename", "overwrite", "error"])
    expect(await get("--on-duplicate", how)).toMatchObject({
      exit: 0,
      out: `${path}\n`,
      err: `one.bin is already complete in ${path}\n`,
    });
  writeFileSync(path, "mine");
  expect((await get("--on-duplicate", "error", "-q")).exit).toBe(6);
  expect((await get("-q")).out).toBe(`${join(house.out, "one (1).bin")}\n`);
  expect(readFileSync(path, "utf8")).toBe("mine");
  expect((await get("--on-duplicate", "overwrite", "-q")).out).toBe(`${path}\n`);
  const original = readFileSync(join(house.shelf, "one.bin"));
  expect(readFileSync(path).equals(original)).toBe(true);
  expect(readdirSync(house.out).toSorted()).toEqual(["one (1).bin", "one.bin"]);
});

test("as JSON: file, path, size, hash, how it went and from where", async () => {
  await using house = new House();
  const got = await run([house.at, "get", "big.bin", "--json", "-q", "-o", house.out]);
  const bytes = readFileSync(join(house.shelf, "big.bin"));
  const path = join(house.out, "big.bin");
  const size = bytes.byteLength;
  const fact = { file: "big.bin", path, size, sha256: sha256(bytes), how: "new", from: 0 };
  expect(got).toMatchObject({ exit: 0, err: "" });
  expect(got.out).toBe(`${JSON.stringify(fact)}\n`);
  const again = await run([house.at, "get", "big.bin", "--json", "-q", "-o", house.out]);
  expect(jsonLines(again.out)).toEqual([{ ...fact, how: "already", from: size }]);
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
