// A storm of connections: so many are looked at in one turn of the event loop, and the rest of them cost nothing.
import { expect, test } from "bun:test";
import { CONNECTS_PER_TURN, DOOR_PLACES } from "../../lib/protocol/limits.ts";
import { House } from "../support/house.ts";

/** Connects so often in one turn, and returns how many were told something before they were closed, or are open still. */
async function storm(port: number, connections: number): Promise<number> {
  const told = Array.from({ length: connections }, () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    void Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: { data: () => resolve(true), close: () => resolve(false) },
    });
    return promise;
  });
  return (await Promise.all(told)).filter(Boolean).length;
}

test.each([
  [CONNECTS_PER_TURN, CONNECTS_PER_TURN],
  [CONNECTS_PER_TURN + 1, CONNECTS_PER_TURN],
])("%d at once: %d of them are told something", async (connections, told) => {
  await using house = new House();
  const ann = await house.lines("Ann");
  expect(await storm(house.server.port, connections)).toBe(told);
  ann.send("hello\n");
  expect(await ann.line()).toBe("hello ACK");
});

test("and in the next turns others are let in", async () => {
  await using house = new House();
  await storm(house.server.port, CONNECTS_PER_TURN * 2);
  expect(await storm(house.server.port, DOOR_PLACES)).toBe(DOOR_PLACES);
});
