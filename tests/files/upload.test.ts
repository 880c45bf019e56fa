// Receiving a guest's file for the shelf: what is not the announced file never gets a name, and a disk that refuses.

import { afterEach, describe, expect, test } from "bun:test";
import { appendFileSync, readFileSync, readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { VerificationError } from "../../lib/files/appending.ts";
import { Upload, type Left } from "../../lib/files/upload.ts";
import { UploadRefused } from "../../lib/files/upload-refused.ts";
import { UploadPartial } from "../../lib/files/upload-partial.ts";
import { temporaryFolders } from "./temp.ts";
import {
  announce,
  begun,
  endAll,
  hasher,
  partialOf,
  partials,
  put,
  takingUploads,
} from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

/** An upload of "hello" as a.txt to a shelf of its own. */
async function helloUpload(means: Parameters<typeof takingUploads>[2] = {}) {
  const root = folder();
  const { uploads } = await takingUploads(root, { quota: 5 }, means);
  const upload = begun(await uploads.offer(announce("a.txt", "hello")));
  return { root, uploads, upload };
}

/** An upload of "hello" that is placed by `place`, and what it left once it is over. */
async function ownUpload(place: () => Promise<never>) {
  const root = folder();
  const announced = announce("a.txt", "hello");
  const partial = await UploadPartial.open(root, announced.sha256, announced.size);
  const left: Left[] = [];
  const over = (each: Left) => void left.push(each);
  return {
    root,
    partial,
    left,
    upload: new Upload(announced, partial, { hasher, place, now: Date.now, over }),
  };
}

describe("what is not the announced file", () => {
  test("gets no name and leaves nothing: other bytes", async () => {
    const { root, uploads, upload } = await helloUpload();
    void upload.write(Buffer.from("jello"));
    const error = await upload.finish().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(VerificationError);
    expect(error).toMatchObject({
      message: 'Cannot put "a.txt" on the shelf: its SHA-256 is not as announced',
    });
    expect(readdirSync(root)).toEqual([".uploads"]);
    expect(partials(root)).toEqual([]);
    // Its place and its bytes of the quota are free again.
    expect(await put(uploads, "a.txt", "hello")).toBe("a.txt");
  });

  test.each(["finish", "suspend", "discard"] as const)(
    "gets no name and leaves nothing: one byte more, %s",
    async (end) => {
      const { root, uploads, upload } = await helloUpload();
      await upload.write(Buffer.from("hello"));
      const more = 'Cannot put "a.txt" on the shelf: more than its 5 bytes arrived';
      const error = await upload.write(Buffer.from("!")).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ name: "VerificationError", message: more });
      const ended = await upload[end]().catch((failure: unknown) => failure);
      expect(ended).toBe(end === "finish" ? error : undefined);
      await expect(upload.write(Buffer.from("!"))).rejects.toBe(error);
      expect(readdirSync(root)).toEqual([".uploads"]);
      expect(partials(root)).toEqual([]);
      expect(await put(uploads, "a.txt", "hello")).toBe("a.txt");
    },
  );

  test("gets no name: too few bytes", async () => {
    const { root, upload } = await helloUpload();
    void upload.write(Buffer.from("hell"));
    expect(upload.complete).toBe(false);
    await expect(upload.finish()).rejects.toThrow("4 of its 5 bytes arrived");
    expect(readdirSync(root)).toEqual([".uploads"]);
  });

  test.each<[string, (path: string) => void, string]>([
    ["longer", (path) => appendFileSync(path, "!"), "its partial file has another size"],
    ["shorter", (path) => truncateSync(path, 4), "its partial file has another size"],
  ])("gets no name: a partial file that somebody made %s", async (_, change, why) => {
    const { root, upload } = await helloUpload();
    await upload.write(Buffer.from("hello"));
    change(partialOf(root, "hello"));
    await expect(upload.finish()).rejects.toThrow(why);
    expect(readdirSync(root)).toEqual([".uploads"]);
    expect(partials(root)).toEqual([]);
  });

  test("gets no name: a partial file that changed once it was hashed", async () => {
    let path = "";
    const meddling = {
      sha256: async (fd: number, size: number) => {
        const sha256 = await hasher.sha256(fd, size);
        appendFileSync(path, "!");
        return sha256;
      },
    };
    const { root, upload } = await helloUpload({ hasher: meddling });
    path = partialOf(root, "hello");
    await upload.write(Buffer.from("hello"));
    const changed = "its partial file changed while it was checked";
    await expect(upload.finish()).rejects.toThrow(changed);
    expect(readdirSync(root)).toEqual([".uploads"]);
  });
});

describe("an end", () => {
  test("by discard() leaves nothing, of what came before either", async () => {
    const { root, uploads, upload } = await helloUpload();
    await upload.write(Buffer.from("hel"));
    await upload.suspend();
    const again = begun(await uploads.offer(announce("a.txt", "hello")));
    await again.discard();
    expect(partials(root)).toEqual([]);
    expect(await put(uploads, "b.txt", "jello")).toBe("b.txt");
  });

  test("is the only one: what comes later waits for it, and changes nothing", async () => {
    const { root, upload } = await helloUpload();
    await upload.write(Buffer.from("hello"));
    const finished = upload.finish();
    await Promise.all([upload.suspend(), upload.discard()]);
    expect(readdirSync(root)).toContain("a.txt");
    expect(await finished).toEqual({ file: "a.txt", size: 5 });
    const over = 'Cannot put "a.txt" on the shelf: its upload is over';
    await expect(upload.finish()).rejects.toThrow(over);
    await expect(upload.write(Buffer.from("!"))).rejects.toThrow(over);
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("hello");
  });

  test("of one that was suspended does not end the one that continues it", async () => {
    const { root, uploads, upload } = await helloUpload();
    await upload.write(Buffer.from("hel"));
    await upload.suspend();
    const again = begun(await uploads.offer(announce("a.txt", "hello")));
    await upload.discard();
    void again.write(Buffer.from("lo"));
    expect(await again.finish()).toEqual({ file: "a.txt", size: 5 });
    expect(partials(root)).toEqual([]);
  });

  test("by suspend() tells of nothing where nothing arrived", async () => {
    const { root, upload, left } = await ownUpload(() => Promise.reject(new Error("not placed")));
    await upload.suspend();
    expect(left).toEqual([{ kept: undefined }]);
    expect(partials(root)).toEqual([]);
  });

  test("by suspend() keeps what was accepted and not yet written", async () => {
    const { root, upload } = await helloUpload();
    void upload.write(Buffer.from("he"));
    void upload.write(Buffer.from("l"));
    await upload.suspend();
    expect(readFileSync(partialOf(root, "hello"), "utf8")).toBe("hel");
  });
});

describe("a disk that refuses", () => {
  test("what is hashed: it is told as a refusal, and what arrived is kept", async () => {
    const broken = { sha256: () => Promise.reject(new Error("it cannot be read")) };
    const { root, upload } = await helloUpload({ hasher: broken });
    await upload.write(Buffer.from("hello"));
    const refused = await upload.finish().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UploadRefused);
    expect(refused).toMatchObject({
      code: "no-space",
      message: 'Cannot put "a.txt" on the shelf: it cannot be read',
    });
    await expect(upload.write(Buffer.from("!"))).rejects.toBe(refused);
    expect(statSync(partialOf(root, "hello")).size).toBe(5);
  });

  const readOnly = Object.assign(new Error("x"), { code: "EROFS" });
  const told = 'Cannot put "a.txt" on the shelf: the disk is read-only';
  test.each<[string, Error, object]>([
    [
      "it is told as a refusal",
      readOnly,
      { name: "UploadRefused", code: "no-space", message: told },
    ],
    ["a fault of ours stays one", new TypeError("no"), { name: "TypeError", message: "no" }],
  ])("the name: %s, and what arrived is kept", async (_, thrown, expected) => {
    const { upload, left, root } = await ownUpload(() => Promise.reject(thrown));
    await upload.write(Buffer.from("hello"));
    const error = await upload.finish().catch((failure: unknown) => failure);
    expect(error).toMatchObject(expected);
    expect(left).toMatchObject([{ kept: { bytes: 5 } }]);
    expect(statSync(partialOf(root, "hello")).size).toBe(5);
  });

  test("even to be looked at: it is over all the same", async () => {
    const { upload, left, partial } = await ownUpload(() => Promise.reject(readOnly));
    await upload.write(Buffer.from("hello"));
    await partial.close();
    await expect(upload.finish()).rejects.toMatchObject({ code: "no-space" });
    expect(left).toEqual([{ kept: undefined }]);
  });

  // A limit on the size of files is the one full disk that any user can make; only a new process can have it.
  test("the bytes: it is told as a refusal, and what arrived is kept and continued", async () => {
    const root = folder();
    const fixture = JSON.stringify(require.resolve("./uploads-fixture.ts"));
    const program = `
      const { announce, begun, takingUploads } = await import(${fixture});
      const { uploads } = await takingUploads(process.argv[1]);
      const content = "x".repeat(5e5);
      const upload = begun(await uploads.offer(announce("x", content)));
      const failed = await upload.write(Buffer.from(content)).catch((error) => error);
      const later = await upload.write(Buffer.from("")).catch((error) => error);
      console.log(failed.name, failed.code, failed.message, upload.waiting, later === failed);
      await upload.suspend();
      console.log(failed === await upload.write(Buffer.from("x")).catch((error) => error));
      const again = begun(await uploads.offer(announce("x", content)));
      console.log(again.from > 0);
      const broken = again.write(Buffer.from(content).subarray(again.from)).catch((error) => error);
      const ended = await again.finish().catch((error) => error);
      const last = await again.finish().catch((error) => error);
      console.log(ended.name, ended.code, ended === await broken, ended === last);`;
    const limited = 'trap "" XFSZ; ulimit -f 64; exec "$0" -e "$1" "$2"';
    const child = Bun.spawnSync(["sh", "-c", limited, process.execPath, program, root]);
    expect(child.stderr.toString()).toBe("");
    expect(child.stdout.toString()).toBe(
      'UploadRefused no-space Cannot put "x" on the shelf: EFBIG 0 true\ntrue\ntrue\nUploadRefused no-space true true\n',
    );
    expect(readdirSync(root)).toEqual([".uploads"]);
    const kept = statSync(partialOf(root, "x".repeat(5e5))).size;
    const { uploads } = await takingUploads(root);
    expect(begun(await uploads.offer(announce("x", "x".repeat(5e5)))).from).toBe(kept);
    expect(kept).toBeGreaterThan(0);
  });
});
