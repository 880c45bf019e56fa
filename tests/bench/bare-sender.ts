// What Bun itself can send: a file's bytes to whoever says anything, and no more: bun tests/bench/bare-sender.ts ORDER
// The measure of all other senders, so it does nothing for the file, the peer or other peers' sake.

import { openSync, readSync } from "node:fs";
import { z } from "zod";

const { file, chunkBytes } = z
  .object({ file: z.string(), chunkBytes: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ""));
const fd = openSync(file, "r");

/** A file on its way: how far it was read, and the part of the last piece that the socket has not taken. */
interface Transfer {
  position: number;
  readonly buffer: Uint8Array;
  unsent: Uint8Array;
}

const listener = Bun.listen<Transfer>({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open(socket) {
      const buffer = new Uint8Array(chunkBytes);
      socket.data = { position: 0, buffer, unsent: buffer.subarray(0, 0) };
    },
    data(socket) {
      socket.data.position = 0;
      send(socket);
    },
    drain: send,
  },
});
console.log(`listens on ${listener.port}`);

/** One piece in a turn of the loop; where the socket has not taken all of it, the rest when it has drained. */
function send(socket: Bun.Socket<Transfer>): void {
  const transfer = socket.data;
  if (transfer.unsent.byteLength === 0) {
    const read = readSync(fd, transfer.buffer, 0, chunkBytes, transfer.position);
    if (read === 0) return;
    transfer.position += read;
    transfer.unsent = transfer.buffer.subarray(0, read);
  }
  const taken = socket.write(transfer.unsent);
  if (taken < 0) return;
  transfer.unsent = transfer.unsent.subarray(taken);
  if (transfer.unsent.byteLength === 0) setImmediate(send, socket);
}
