// A file that is there already under a numbered name, since another has its own, and what is left of it beside that.

import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fetchFile, intoFolder } from "../../lib/client/fetch.ts";
import { NameTaken } from "../../lib/files/place.ts";
import { interrupt } from "../files/receiving.ts";
import { fill, temporaryFolders } from "../files/temp.ts";
import { OneFile } from "./fetch-server.ts";
import { errorOf } from "./server.ts";

const emptyFolder = temporaryFolders();
const BYTES = Buffer.from("wanted");

/** A folder with files, and another to get "a.txt" into it. */
async function entering(files: Record<string, string>) {
  const folder = emptyFolder();
  fill(folder, files);
  const server = new OneFile({ bytes: BYTES });
  const session = await server.enter();
  const get = (onDuplicate: "rename" | "error" | "overwrite") =>
    fetchFile(session, "docs/a.txt", intoFolder(folder, onDuplicate));
  return { folder, server, get, [Symbol.dispose]: () => server[Symbol.dispose]() };
}

test.each(["rename", "error"] as const)("it is found and not sent again (%s)", async (how) => {
  using own = await entering({ "a.txt": "other", "a (1).txt": "wanteD", "a (2).txt": "wanted" });
  const path = join(own.folder, "a (2).txt");
  expect(await own.get(how)).toMatchObject({ how: "already", path, from: BYTES.byteLength });
  expect([own.server.abouts, own.server.gets]).toEqual([1, []]);
  expect(readdirSync(own.folder)).toHaveLength(3);
});

test("got over and over beside another file, it is there once", async () => {
  using own = await entering({ "a.txt": "other" });
  const path = join(own.folder, "a (1).txt");
  expect(await own.get("rename")).toMatchObject({ how: "new", path });
  expect(await own.get("rename")).toMatchObject({ how: "already", path });
  expect(readdirSync(own.folder).toSorted()).toEqual(["a (1).txt", "a.txt"]);
});

test("behind a number that is free, it is not looked for", async () => {
  using own = await entering({ "a.txt": "other", "a (2).txt": "wanted" });
  expect(await errorOf(own.get("error"))).toBeInstanceOf(NameTaken);
  expect(await own.get("rename")).toMatchObject({
    how: "new",
    path: join(own.folder, "a (1).txt"),
  });
});

test("who wants the very name gets it", async () => {
  using own = await entering({ "a.txt": "other", "a (1).txt": "wanted" });
  expect(await own.get("overwrite")).toMatchObject({ how: "new", path: join(own.folder, "a.txt") });
});

test("what interrupted downloads left of it goes once it is found", async () => {
  using own = await entering({ "a.txt": "wanted" });
  await interrupt(own.folder, "docs/a.txt", BYTES, 3);
  await interrupt(own.folder, "a.txt", BYTES, 3);
  expect(readdirSync(own.folder)).toHaveLength(5);
  expect(await own.get("rename")).toMatchObject({ how: "already" });
  const others = ["a.txt (1).part", "a.txt (1).part.json"];
  expect(readdirSync(own.folder).toSorted()).toEqual([...others, "a.txt"].toSorted());
});
