// A shelf that takes files, and guests' files for it.

import { createHash } from "node:crypto";
import { readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { Hashes } from "../../lib/files/hashes.ts";
import type { Upload, Announced } from "../../lib/files/upload.ts";
import { Uploads, type Offer, type UploadRules } from "../../lib/files/uploads.ts";

/** Hashes at once, in this thread. */
export const hasher = {
  sha256: async (fd: number, size: number): Promise<string> => {
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const read = readSync(fd, bytes, done, size - done, done);
      if (read === 0) throw new Error("it is shorter");
      done += read;
    }
    return sha256Of(bytes);
  },
};

/** Uploads of a shelf of which nothing but the rules given is limited, and what was remembered of its files. */
export async function takingUploads(
  root: string,
  rules: Partial<UploadRules> = {},
  means: {
    free?: (folder: string) => Promise<number | undefined>;
    now?: () => number;
    hasher?: typeof hasher;
  } = {},
): Promise<{ uploads: Uploads; hashes: Hashes }> {
  const hashes = new Hashes(means.hasher ?? hasher);
  const every = { quota: 1e9, file: 1e9, onDuplicate: "error", ...rules } as const;
  const free = async () => undefined;
  const uploads = await Uploads.open(root, every, {
    hashes,
    hasher,
    now: Date.now,
    free,
    ...means,
  });
  return { uploads, hashes };
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** What a guest says of a file before it sends it. */
export function announce(file: string, content: string | Uint8Array): Announced {
  return { file, size: Buffer.byteLength(content), sha256: sha256Of(content) };
}

const all: Upload[] = [];

/** The upload that an offer gave, until endAll(); an error where it gave none. */
export function begun(offer: Offer): Upload {
  if (offer.offer !== "send") throw new Error(`not to be sent: ${JSON.stringify(offer)}`);
  all.push(offer.upload);
  return offer.upload;
}

/** Ends every upload that was begun: to be called after each test, or a handle would stay open. */
export async function endAll(): Promise<void> {
  await Promise.all(all.splice(0).map((upload) => upload.suspend()));
}

/** Puts a whole file on the shelf, and gives the name that it got. */
export async function put(uploads: Uploads, file: string, content: string): Promise<string> {
  const upload = begun(await uploads.offer(announce(file, content)));
  void upload.write(Buffer.from(content).subarray(upload.from));
  return (await upload.finish()).file;
}

/** Puts a part of a file on the shelf and is interrupted. */
export async function putPart(
  uploads: Uploads,
  file: string,
  content: string,
  bytes: number,
): Promise<void> {
  const upload = begun(await uploads.offer(announce(file, content)));
  void upload.write(Buffer.from(content).subarray(upload.from, bytes));
  await upload.suspend();
}

/** The path of the partial file of a content. */
export function partialOf(root: string, content: string): string {
  return join(root, ".uploads", `${sha256Of(content)}.part`);
}

/** The names of the partial files on the disk; none where there is no folder of them. */
export function partials(root: string): string[] {
  return readdirSync(root).includes(".uploads") ? readdirSync(join(root, ".uploads")) : [];
}

/** Ten bytes that differ from those of another letter. */
export function ten(letter: string): string {
  return letter.repeat(10);
}

/** What became of offers that came at once, whose order nobody promises. */
export function answers(offers: readonly Offer[]): string[] {
  for (const offer of offers) if (offer.offer === "send") begun(offer);
  return offers.map((offer) => (offer.offer === "refused" ? offer.code : offer.offer)).toSorted();
}
