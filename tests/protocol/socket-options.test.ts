// What the kernel is told of a socket: how much it takes of one whose peer reads nothing, and when a peer has vanished.
import { expect, spyOn, test } from "bun:test";
import type { Socket } from "bun";
import { UNSENT_BYTES } from "../../lib/protocol/limits.ts";
import { connect } from "../../lib/client/connect.ts";
import * as options from "../../lib/protocol/socket-options.ts";
import { limitUnsent } from "../../lib/protocol/socket-options.ts";
import { House } from "../support/house.ts";

const MOST = 64 * 1024 * 1024;
const PIECE = new Uint8Array(64 * 1024);

/** The bytes that a socket takes in one go whose peer reads none. */
async function takenBy(prepare: (socket: Socket) => void): Promise<number> {
  const taken = Promise.withResolvers<number>();
  using server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        prepare(socket);
        let sum = 0;
        for (let last = PIECE.length; last === PIECE.length && sum < MOST; sum += last) {
          last = socket.write(PIECE);
        }
        taken.resolve(sum);
        socket.terminate();
      },
      data() {},
    },
  });
  const socket = { open: (peer: Socket) => void peer.pause(), data() {} };
  const peer = await Bun.connect({ hostname: "127.0.0.1", port: server.port, socket });
  const sum = await taken.promise;
  peer.terminate();
  return sum;
}

test("a socket takes less ahead of its peer than it would", async () => {
  const usual = await takenBy(() => {});
  const limited = await takenBy((socket) => expect(limitUnsent(socket)).toBe(true));
  expect(limited).toBeLessThan(usual);
});

test("what has no descriptor is left alone", () => {
  expect(limitUnsent({})).toBe(false);
  expect(limitUnsent({ fd: "1" })).toBe(false);
  expect(limitUnsent({ fd: -1 }, UNSENT_BYTES)).toBe(false);
});

test("the server tells the kernel so of each guest, and the client of its server", async () => {
  using limited = spyOn(options, "limitUnsent");
  await using house = new House();
  const { session } = await connect({ host: "127.0.0.1", port: house.server.port }, Date.now);
  expect(limited).toHaveBeenCalledTimes(2);
  await session.leave();
});
