// Reading an open file for sending, chunk by chunk, so that what was promised at its opening is what is sent.

import { CHUNK_BYTES } from "../protocol/limits.ts";
import { errorCode } from "./reasons.ts";
import type { OpenFile } from "./shelf.ts";

/** What a pull gives: file bytes, or the end with the SHA-256 (hex) of all of them, or why there is none. */
export type ReadStep =
  | { step: "chunk"; bytes: Uint8Array }
  | { step: "end"; sha256: string }
  | { step: "broken"; why: string };

const CHANGED = "it changed while it was read";

/**
 * Reads exactly the size that an open file had. A chunk is `headroom` bytes, for the caller to fill with
 * the header of a frame, and then 1 to CHUNK_BYTES bytes of the file. Every chunk lies in the same
 * buffer: it is valid until the next pull. The last step is "end" or "broken"; it is "broken" where the
 * file has another size or time than at its opening, or cannot be read (a system error's code, as "EIO").
 * The handle is closed at the end, and by return(), whether or not anything was pulled.
 */
export function readChunks(open: OpenFile, headroom: number): AsyncGenerator<ReadStep, void> {
  const steps = readSteps(open, headroom);
  const stop = steps.return.bind(steps);
  // A generator that was never pulled runs nothing on return(), not even its finally.
  steps.return = async (value) => {
    const result = await stop(value);
    await close(open);
    return result;
  };
  return steps;
}

async function* readSteps(open: OpenFile, headroom: number): AsyncGenerator<ReadStep, void> {
  try {
    const buffer = new Uint8Array(headroom + Math.min(CHUNK_BYTES, open.size));
    const hash = new Bun.CryptoHasher("sha256");
    for (let position = 0; position < open.size;) {
      const wanted = Math.min(CHUNK_BYTES, open.size - position);
      const { bytesRead } = await open.handle.read(buffer, headroom, wanted, position);
      if (bytesRead === 0) {
        yield { step: "broken", why: CHANGED };
        return;
      }
      const bytes = buffer.subarray(0, headroom + bytesRead);
      hash.update(bytes.subarray(headroom));
      position += bytesRead;
      yield { step: "chunk", bytes };
    }
    const { size, mtimeMs } = await open.handle.stat();
    const same = size === open.size && Math.floor(mtimeMs) === open.modified;
    yield same ? { step: "end", sha256: hash.digest("hex") } : { step: "broken", why: CHANGED };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    yield { step: "broken", why: code };
  } finally {
    await close(open);
  }
}

// A file that was only read loses nothing where closing it fails, and closing it twice is no error.
async function close(open: OpenFile): Promise<void> {
  await open.handle.close().catch(() => undefined);
}
