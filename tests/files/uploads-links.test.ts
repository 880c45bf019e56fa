// Guests' files for the shelf: a folder of it that is gone, or became a symbolic link.

import { afterEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { fill, temporaryFolders } from "./temp.ts";
import { announce, begun, endAll, putPart, sha256Of, takingUploads } from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

test("a shelf that is gone is not made again", async () => {
  const root = join(folder(), "shelf");
  mkdirSync(root);
  const { uploads } = await takingUploads(root);
  const upload = begun(await uploads.offer(announce("a.txt", "hello")));
  await upload.write(Buffer.from("hello"));
  rmSync(root, { recursive: true });
  expect(await uploads.offer(announce("b.txt", "jello"))).toEqual({
    offer: "refused",
    code: "no-space",
    why: "the shelf is not where it was",
  });
  await expect(upload.finish()).rejects.toMatchObject({ code: "no-space" });
  expect(existsSync(root)).toBe(false);
});

describe("a symbolic link in the place of", () => {
  test("the hidden folder is refused at the start", async () => {
    const root = folder();
    symlinkSync(folder(), join(root, ".uploads"));
    await expect(takingUploads(root)).rejects.toThrow(
      `Cannot take files for the shelf "${root}": what is called .uploads there is no folder of its own`,
    );
  });

  test("the hidden folder is refused when it came later", async () => {
    const root = folder();
    const elsewhere = folder();
    const { uploads } = await takingUploads(root);
    symlinkSync(elsewhere, join(root, ".uploads"));
    expect(await uploads.offer(announce("a.txt", "hello"))).toEqual({
      offer: "refused",
      code: "no-space",
      why: "what is called .uploads there is no folder of its own",
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test.each(["finish", "suspend", "discard"] as const)(
    "the hidden folder during an upload leaves all as it is: %s",
    async (end) => {
      const root = folder();
      const elsewhere = folder();
      const { uploads } = await takingUploads(root);
      const upload = begun(await uploads.offer(announce("a.txt", "hello")));
      await upload.write(Buffer.from("hello"));
      const partial = `${sha256Of("hello")}.part`;
      fill(elsewhere, { [partial]: "mine" });
      renameSync(join(root, ".uploads"), join(root, ".moved"));
      symlinkSync(elsewhere, join(root, ".uploads"));
      const ended = await upload[end]().catch((error: unknown) => error);
      if (end === "finish") {
        const message = 'Cannot put "a.txt" on the shelf: its partial file was moved or removed';
        expect(ended).toMatchObject({ code: "no-space", message });
      }
      expect(readdirSync(root).toSorted()).toEqual([".moved", ".uploads"]);
      expect(readFileSync(join(elsewhere, partial), "utf8")).toBe("mine");
    },
  );

  test("the hidden folder keeps interrupted uploads from making room", async () => {
    const root = folder();
    const elsewhere = folder();
    const { uploads } = await takingUploads(root, { quota: 5 });
    await putPart(uploads, "a.txt", "hello", 3);
    renameSync(join(root, ".uploads"), join(elsewhere, "moved"));
    symlinkSync(join(elsewhere, "moved"), join(root, ".uploads"));
    expect(await uploads.offer(announce("b.txt", "jello"))).toMatchObject({ code: "no-space" });
    expect(readdirSync(join(elsewhere, "moved"))).toEqual([`${sha256Of("hello")}.part`]);
  });

  test("the shelf itself: nothing is made behind it", async () => {
    const root = join(folder(), "shelf");
    const elsewhere = folder();
    mkdirSync(root);
    const { uploads } = await takingUploads(root);
    const upload = begun(await uploads.offer(announce("a.txt", "hello")));
    await upload.write(Buffer.from("hello"));
    renameSync(root, `${root}.moved`);
    symlinkSync(elsewhere, root);
    expect(await uploads.offer(announce("b.txt", "jello"))).toMatchObject({ code: "no-space" });
    await expect(upload.finish()).rejects.toMatchObject({ code: "no-space" });
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(readdirSync(`${root}.moved`)).toEqual([".uploads"]);
  });
});
