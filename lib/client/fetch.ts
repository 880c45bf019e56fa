// Downloading: a file's chunks go to a receiver, which names the file only when all of it is right.
import { Download, VerificationError, type Existing } from "../files/download.ts";
import { EXIT } from "../protocol/exits.ts";
import type { Message } from "../protocol/messages.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";

/** Where a file's bytes go. `finish` checks them and tells where they are; `abort` leaves nothing behind. */
export interface Receiver {
  write(bytes: Uint8Array): Promise<void>;
  finish(sha256: string): Promise<string>;
  abort(): Promise<void>;
}

export interface Fetched {
  file: string;
  path: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

/**
 * Gets a file of the shelf. `open` is asked for a receiver once the size is known; `onProgress` hears
 * the bytes received so far and those of the whole file.
 * @throws Failure where the server refuses or is lost; VerificationError; an Error of the receiver
 */
export async function fetchFile(
  session: Session,
  file: string,
  open: (size: number) => Promise<Receiver>,
  onProgress: (received: number, size: number) => void = () => {},
): Promise<Fetched> {
  let start: Message<"file"> | undefined;
  let end: Message<"end"> | undefined;
  let receiver: Promise<Receiver> | undefined;
  let received = 0;
  let over = false;
  const broken = Promise.withResolvers<never>();
  const answered = session.request(
    { type: "get", file },
    {
      message(message) {
        if (over) return;
        if (message.type === "end") end = message;
        if (message.type !== "file" || start) return;
        start = message;
        receiver = open(message.size);
        receiver.catch(broken.reject);
      },
      chunk(data) {
        if (over) return;
        if (!start || !receiver) return broken.reject(noFile(file));
        received += data.byteLength;
        session.hold(data.byteLength);
        const written = receiver.then((to) => to.write(data));
        // Runs in the order of the chunks, since each waits for the same promise.
        void written.catch(broken.reject).finally(() => session.release(data.byteLength));
        onProgress(received, start.size);
      },
    },
  );
  try {
    broken.promise.catch(() => {});
    await Promise.race([answered, broken.promise]);
    if (!start || !end || !receiver) throw noFile(file);
    const path = await (await receiver).finish(end.sha256);
    return { file, path, size: start.size, sha256: end.sha256 };
  } catch (error) {
    answered.catch(() => {});
    await receiver?.then((to) => to.abort()).catch(() => {});
    throw error;
  } finally {
    over = true;
  }
}

function noFile(file: string): Failure {
  return new Failure(EXIT.network, `Cannot get "${file}": no file came`);
}

/** A receiver that makes the file in a folder: beside one of that name, or in its place. */
export function intoFolder(
  folder: string,
  file: string,
  existing: Existing = "keep",
): (size: number) => Promise<Receiver> {
  const suffix = () => Bun.randomUUIDv7().slice(-12);
  return (size) => Download.open(folder, file, size, { suffix, existing });
}

/** A receiver that passes the bytes on as they come; only afterwards it is known whether they were right. */
export function intoStream(write: (bytes: Uint8Array) => Promise<void>): () => Promise<Receiver> {
  const hash = new Bun.CryptoHasher("sha256");
  let last = Promise.resolve();
  return async () => ({
    write(bytes) {
      hash.update(bytes);
      last = last.then(() => write(bytes));
      return last;
    },
    async finish(sha256) {
      await last;
      if (hash.digest("hex") === sha256) return "-";
      throw new VerificationError("Cannot trust what was written: its SHA-256 is not as announced");
    },
    async abort() {},
  });
}
