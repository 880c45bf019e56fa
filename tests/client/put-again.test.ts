// Uploads over again: what an earlier try has left at the real server, right or wrong.

import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { putFile } from "../../lib/client/put.ts";
import { Turns } from "../../lib/files/turns.ts";
import { someBytes, temporaryFolders } from "../files/temp.ts";
import { House } from "./server.ts";

const emptyFolder = temporaryFolders();
const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

test.each([
  { what: "right is continued", left: (bytes: Uint8Array) => bytes.subarray(0, 1000), from: 1000 },
  {
    what: "wrong is dropped, and all of it sent again",
    left: () => new TextEncoder().encode("somebody else's bytes"),
    from: 0,
  },
])("what is $what", async ({ left, from }) => {
  await using house = await House.withUploads();
  const bytes = someBytes(1_000_000);
  const path = join(emptyFolder(), "photo.bin");
  writeFileSync(path, bytes);
  mkdirSync(join(house.shelf, ".uploads"));
  writeFileSync(join(house.shelf, ".uploads", `${sha256(bytes)}.part`), left(bytes));
  await house.parts.allow();
  await using session = await house.join("Ann");
  const put = await putFile(session, path, { turns: new Turns() });
  expect(put).toMatchObject({ file: "photo.bin", from, already: false });
  expect(readFileSync(join(house.shelf, "photo.bin")).equals(bytes)).toBe(true);
});
