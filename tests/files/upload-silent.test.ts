// Receiving a guest's file for the shelf: an upload of which nothing comes any more makes room for another.

import { afterEach, describe, expect, test } from "bun:test";
import { UPLOAD_SILENT_MS } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "./temp.ts";
import { announce, begun, endAll, takingUploads } from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

/** An upload of "hello" as a.txt to a shelf of its own. */
async function helloUpload(means: Parameters<typeof takingUploads>[2] = {}) {
  const { uploads } = await takingUploads(folder(), { quota: 5 }, means);
  const upload = begun(await uploads.offer(announce("a.txt", "hello")));
  return { uploads, upload };
}

describe("an upload in whose way another stands", () => {
  test("is idle only after so long a silence, or once it is ending", async () => {
    let at = 0;
    const { upload } = await helloUpload({ now: () => at });
    at = UPLOAD_SILENT_MS - 1;
    expect(upload.isIdle).toBe(false);
    await upload.write(Buffer.from("he"));
    at += UPLOAD_SILENT_MS - 1;
    expect(upload.isIdle).toBe(false);
    at += 1;
    expect(upload.isIdle).toBe(true);
    at = 0;
    const suspended = upload.suspend();
    expect(upload.isIdle).toBe(true);
    await suspended;
  });

  test("is silent since its last byte: an empty chunk is none", async () => {
    let at = 1_000;
    const { upload } = await helloUpload({ now: () => at });
    expect(upload.silentMs).toBe(0);
    at += UPLOAD_SILENT_MS - 1;
    await upload.write(new Uint8Array(0));
    expect(upload.silentMs).toBe(UPLOAD_SILENT_MS - 1);
    expect(upload.isIdle).toBe(false);
    at += 1;
    expect(upload.isIdle).toBe(true);
    await upload.write(Buffer.from("h"));
    expect(upload.silentMs).toBe(0);
    expect(upload.isIdle).toBe(false);
  });

  test("gives way: what arrived is kept, and its own guest is told", async () => {
    const { uploads, upload } = await helloUpload();
    await upload.write(Buffer.from("he"));
    await upload.giveWay();
    const error = await upload.write(Buffer.from("llo")).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: "UploadRefused", code: "busy" });
    const next = begun(await uploads.offer(announce("b.txt", "hello")));
    expect(next.from).toBe(2);
    await next.suspend();
  });
});
