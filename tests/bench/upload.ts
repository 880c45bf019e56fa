// Puts files on the shelf, all at once, each from a guest of its own: bun tests/bench/upload.ts ORDER
// Says "ready", begins at a line, and says how many milliseconds it took until the last was stored.

import { z } from "zod";
import { connect } from "../../lib/client/connect.ts";
import type { Session } from "../../lib/client/session.ts";
import { fillChunkHeader } from "../../lib/protocol/encode.ts";
import { CHUNK_HEADER_BYTES } from "../../lib/protocol/frame.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";

const { port, uploads, size } = z
  .object({ port: z.number(), uploads: z.number(), size: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ""));

interface Upload {
  session: Session;
  file: string;
  /** One chunk, with room for its header, that is sent again and again. */
  frame: Uint8Array;
  sha256: string;
}

const all = await Promise.all(Array.from({ length: uploads }, (_, number) => prepare(number)));
console.log("ready");
await console[Symbol.asyncIterator]().next();
const begun = performance.now();
await Promise.all(all.map(put));
console.log(JSON.stringify(performance.now() - begun));
process.exit();

async function prepare(number: number): Promise<Upload> {
  const { session } = await connect({ host: "127.0.0.1", port }, Date.now);
  await session.request({ type: "nick", name: `sender-${number}` });
  session.listen(() => {});
  const frame = crypto.getRandomValues(Buffer.alloc(CHUNK_HEADER_BYTES + 1024));
  const whole = Buffer.alloc(CHUNK_HEADER_BYTES + CHUNK_BYTES, frame);
  const hash = new Bun.CryptoHasher("sha256");
  for (const bytes of lengths(0))
    hash.update(whole.subarray(CHUNK_HEADER_BYTES).subarray(0, bytes));
  return { session, file: `upload-${number}.bin`, frame: whole, sha256: hash.digest("hex") };
}

/** The sizes of the chunks that a file has from a byte on. */
function* lengths(from: number): Generator<number> {
  for (let left = size - from; left > 0; left -= CHUNK_BYTES) yield Math.min(left, CHUNK_BYTES);
}

function put({ session, file, frame, sha256 }: Upload): Promise<void> {
  return session.request(
    { type: "put", file, size, sha256 },
    {
      async *send(from, transfer) {
        for (const bytes of lengths(from)) {
          const piece = frame.subarray(0, CHUNK_HEADER_BYTES + bytes);
          fillChunkHeader(piece, transfer);
          yield piece;
        }
      },
    },
  );
}
