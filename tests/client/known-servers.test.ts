// The file of known servers: found by host and port, added to by many at once, and never past its bound.

import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addKnownServer, knownFingerprint } from "../../lib/client/known-servers.ts";
import { KNOWN_SERVERS_BYTES } from "../../lib/protocol/limits.ts";
import { asNobody, temporaryFolders } from "../files/temp.ts";
import { errorOf } from "./server.ts";

const folder = temporaryFolders();
const AB = Array(32).fill("AB").join(":");
const CD = Array(32).fill("CD").join(":");
const ROOT = join(import.meta.dir, "../..");

/** A file with this text. */
function fileOf(text: string): string {
  const path = join(folder(), "known-servers");
  writeFileSync(path, text);
  return path;
}

test("a server is known by its host and port alone, of several lines by the last", async () => {
  const path = fileOf(
    `a:1 ${AB}\n\n  Box.local:2\t${CD.toLowerCase()} \r\n[::1]:3 ${AB}\na:1 ${CD}`,
  );
  expect(await knownFingerprint(path, "a:1")).toBe(CD);
  expect(await knownFingerprint(path, "box.LOCAL:2")).toBe(CD);
  expect(await knownFingerprint(path, "[::1]:3")).toBe(AB);
  for (const other of ["a:2", "b:1", "a:11", "local:2"])
    expect(await knownFingerprint(path, other)).toBeUndefined();
});

test("where there is no file nobody is known, and one is made for its owner alone", async () => {
  const path = join(folder(), "parlor", "known-servers");
  expect(await knownFingerprint(path, "a:1")).toBeUndefined();
  addKnownServer(path, "a:1", AB);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  expect(await knownFingerprint(path, "a:1")).toBe(AB);
});

test("a line is added behind what an editor left unended", async () => {
  const path = fileOf(`a:1 ${AB}`);
  addKnownServer(path, "b:2", CD);
  expect(readFileSync(path, "utf8")).toBe(`a:1 ${AB}\nb:2 ${CD}\n`);
});

test.each(["a:1", "a:1 AB:CD", "a:1 hello", `a:1 ${AB}:AB`])(
  "%p makes nobody a stranger",
  async (line) => {
    const path = fileOf(`b:2 ${AB}\n${line}\n`);
    const error = await errorOf(knownFingerprint(path, "a:1"));
    expect(error.message).toBe(`Cannot read "${path}": line 2 has no SHA-256 fingerprint`);
    expect(await knownFingerprint(path, "b:2")).toBe(AB);
  },
);

test("processes that add at once lose no line of each other", async () => {
  const path = join(folder(), "known-servers");
  const script = `
    import { addKnownServer } from "./lib/client/known-servers.ts";
    const [path, name] = process.argv.slice(1);
    for (let port = 1; port <= 100; port++) addKnownServer(path, name + ":" + port, "${AB}");
  `;
  const names = ["a", "b", "c", "d"];
  const adding = names.map((name) =>
    Bun.spawn([process.execPath, "-e", script, path, name], { cwd: ROOT, timeout: 10_000 }),
  );
  expect(await Promise.all(adding.map(({ exited }) => exited))).toEqual([0, 0, 0, 0]);
  // Whoever looks while another writes takes that line for unended, and leaves an empty one.
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const expected = names.flatMap((name) =>
    Array.from({ length: 100 }, (_, at) => `${name}:${at + 1} ${AB}`),
  );
  expect(lines.toSorted()).toEqual(expected.toSorted());
}, 15_000);

test("the file takes as much as it may have, and not a byte more", async () => {
  const line = `a:1 ${AB}\n`;
  const path = fileOf("#".padEnd(KNOWN_SERVERS_BYTES - line.length - 1, "#").concat("\n"));
  addKnownServer(path, "a:1", AB);
  expect(statSync(path).size).toBe(KNOWN_SERVERS_BYTES);
  expect(await knownFingerprint(path, "a:1")).toBe(AB);
  const full = fileOf("#".padEnd(KNOWN_SERVERS_BYTES - line.length, "#").concat("\n"));
  const why = `it would have more than ${KNOWN_SERVERS_BYTES} bytes`;
  expect(() => addKnownServer(full, "a:1", AB)).toThrow(`Cannot write "${full}": ${why}`);
});

test("what is no file, or may not be written, is said", async () => {
  const path = join(folder(), "known-servers");
  mkdirSync(path);
  expect(() => addKnownServer(path, "a:1", AB)).toThrow(`Cannot write "${path}": a folder`);
  expect((await errorOf(knownFingerprint(path, "a:1"))).message).toEndWith(": a folder");
  const foreign = fileOf("");
  const add = () => addKnownServer(foreign, "a:1", AB);
  const denied = await asNobody(async () => errorOf(Promise.try(add)));
  expect(denied.message).toBe(`Cannot write "${foreign}": permission denied`);
});
