// Attackers by files: who asks for far too many, breaks off in their midst, or lets uploads trickle.

import { encodeChunk } from "../../support/chunk.ts";
import { again, answered, framesGuest, linesGuest, request, type Attacker } from "../ground.ts";

/** How many times a file is asked for at once. */
const GETS = 10_000;

/** What is read of a transfer before it is broken off: bytes. */
const TASTE_BYTES = 300_000;

/** An upload that trickles: its announced size, and how long it waits for its next byte: milliseconds. */
const UPLOAD_BYTES = 1_000_000;
const TRICKLE_MS = 50;

/** In both dialects, and nobody reads what comes. */
export const manyGets: Attacker = async (ground) => {
  for (let one = 0; one < 2; one++) {
    const lines = await linesGuest(ground, `gets ${one}`);
    lines.pause();
    lines.send(`get ${ground.file}\n`.repeat(GETS));
    const frames = await framesGuest(ground, `gets frames ${one}`);
    frames.pause();
    const get = (_: unknown, at: number) => request(at + 2, { type: "get", file: ground.file });
    frames.send(Buffer.concat(Array.from({ length: GETS }, get)));
  }
};

export const midReset: Attacker = async (ground) => {
  again(8, async (turn) => {
    const link = await framesGuest(ground, `reset ${turn}`);
    const { promise, resolve } = Promise.withResolvers<void>();
    let came = 0;
    link.onBytes = (bytes) => {
      came += bytes?.byteLength ?? TASTE_BYTES;
      if (came >= TASTE_BYTES) resolve();
    };
    for (let id = 2; id < 6; id++) link.send(request(id, { type: "get", file: ground.file }));
    await promise;
    link.reset();
    await link.closed;
  });
};

/** As many uploads as it is let, of which a byte comes now and then. */
export const trickler: Attacker = async (ground) => {
  for (let one = 0; one < 6; one++) {
    const link = await framesGuest(ground, `trickle ${one}`);
    for (let id = 2; id < 8; id++) {
      const sha256 = new Bun.CryptoHasher("sha256").update(`${one} ${id}`).digest("hex");
      const file = `trickle-${one}-${id}.bin`;
      link.send(request(id, { type: "put", file, size: UPLOAD_BYTES, sha256 }));
    }
    await answered(link, '"re":7');
    again(1, async () => {
      await Bun.sleep(TRICKLE_MS);
      for (let id = 2; id < 8; id++) link.send(encodeChunk(id, Uint8Array.of(id)));
    });
  }
};
