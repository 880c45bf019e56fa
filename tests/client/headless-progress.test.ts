// What a person sees of a transfer in a terminal: one line that is rewritten, and gone in the end.

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeChunk } from "../support/chunk.ts";
import { framesServer, type Peer } from "./peers.ts";
import { chat, chatInShell, left, send } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

/** A server whose files have nine bytes, of which it sends four before it waits. */
function halting(halted: (peer: Peer, re: number) => void = () => {}) {
  return framesServer({
    get: (peer, re) => {
      peer.control({ type: "file", file: "a", size: 9, modified: 1, from: 0, re });
      peer.bytes(encodeChunk(re, Buffer.from("part")));
      halted(peer, re);
    },
  });
}

const sha256 = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("hex");

test("how far it is, then what became of it, and nothing else on the screen", async () => {
  await using house = new House();
  const halted = Promise.withResolvers<() => void>();
  using fake = halting((peer, re) => {
    halted.resolve(() => {
      peer.bytes(encodeChunk(re, Buffer.from("ially")));
      peer.control({ type: "end", sha256: sha256("partially"), re });
    });
  });
  await using getting = chat([fake.at, "get", "a", "-o", house.out]);
  await getting.waitFor(/^a (0|44) % of 9 B/);
  (await halted.promise)();
  expect(await getting.proc.exited).toBe(0);
  const path = join(house.out, "a");
  const screen = await getting.waitFor("checked");
  expect(screen.replaceAll("\n", "")).toBe(`${path}Saved ${path}: 9 B, checked`);
});

test("Ctrl-C: 130, the line is gone, and the same again goes on", async () => {
  await using house = new House();
  writeFileSync(join(house.shelf, "huge.bin"), "");
  truncateSync(join(house.shelf, "huge.bin"), 4 * 1024 ** 3);
  await using getting = chatInShell([house.at, "get", "huge.bin", "-o", house.out]);
  await getting.waitFor(/^huge\.bin [1-9]\d* % of 4\.3 GB/m);
  getting.type("\x03");
  const screen = await left(getting, 130);
  expect(screen).toContain("Ended by SIGINT");
  expect(screen).toMatch(/huge\.bin has stopped at \d+ %; the same get continues it/);
  expect(screen).not.toMatch(/huge\.bin \d+ % of/);
  const record = readFileSync(join(house.out, "huge.bin.part.json"), "utf8");
  const { bytes } = Object(JSON.parse(record));
  expect(bytes).toBeGreaterThan(4 * 1024 ** 3 * 0.01);
  await using again = chatInShell([house.at, "get", "huge.bin", "-o", house.out]);
  const percent = Math.floor((100 * bytes) / (4 * 1024 ** 3));
  await again.waitFor(new RegExp(`^huge\\.bin ${percent} % of 4\\.3 GB`, "m"));
  await send(again, "SIGTERM");
  await left(again, 143);
});

test.each([
  ["--quiet", [], {}],
  ["--json", [], {}],
  ["-q", ["--stdout"], {}],
])("no line: %s", async (flag, more) => {
  await using house = new House();
  await using got = chat([house.at, "get", "big.bin", flag, ...more, "-o", house.out]);
  expect(await got.proc.exited).toBe(0);
  expect(got.raw()).not.toContain(" % of ");
});

test("no line where lines are only appended", async () => {
  await using house = new House();
  const words = [house.at, "get", "big.bin", "-o", house.out];
  await using got = chat(words, { env: { TERM: "dumb" } });
  expect(await got.proc.exited).toBe(0);
  expect(await got.waitFor("checked")).not.toContain("%");
  expect(got.raw()).not.toContain(" % of ");
});

test("a file is read before it is put: that is said, too", async () => {
  await using house = await House.withUploads();
  mkdirSync(house.out);
  const path = join(house.out, "photo.jpg");
  writeFileSync(path, "");
  truncateSync(path, 100_000_000);
  await using putting = chat([house.at, "put", path]);
  expect(await putting.proc.exited).toBe(0);
  const screen = await putting.waitFor("Added photo.jpg");
  expect(screen).toBe("photo.jpg\nAdded photo.jpg to the shelf: 100 MB");
  expect(putting.raw()).toContain("\x1b[Kphoto.jpg: reading");
  expect(putting.raw()).toMatch(/\x1b\[Kphoto\.jpg \d+ % of 100 MB/);
});
