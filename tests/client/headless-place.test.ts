// A script's place in the room: nothing of it stays when the script has ended, however it ended.

import { expect, setDefaultTimeout, test } from "bun:test";
import { framesServer } from "./peers.ts";
import { client, run } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

/** A room for one, whose place a killed script had; that it is gone is known there. */
async function afterTheKilled(words: string[]): Promise<House> {
  const house = new House({ places: 1 });
  await using killed = client([house.at, ...words, "tail"]);
  await killed.err.waitFor("Listening");
  killed.kill("SIGKILL");
  await killed.exit;
  await house.log.waitFor("Connection closed");
  return house;
}

test.each([
  ["the name it asks for", ["--name", "Ann"], "Ann"],
  ["the user's name", [], "tester"],
])(
  "a script that was killed leaves its place to the next, and %s too",
  async (_what, words, name) => {
    await using house = await afterTheKilled(words);
    const next = await run([house.at, ...words, "who", "--json"]);
    expect(next.err).toBe("");
    expect(next.exit).toBe(0);
    expect(JSON.parse(next.out)).toEqual({ client: 2, name });
  },
);

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("a tail that is ended by %s says goodbye", async (signal, exit) => {
  using fake = framesServer();
  await using tail = client([fake.at, "tail"]);
  await tail.err.waitFor("Listening");
  tail.kill(signal);
  expect(await tail.exit).toBe(exit);
  const [peer] = fake.peers;
  await peer?.heard.waitFor('"exit"');
  await peer?.closed.promise;
  expect(tail.err.text).toEndWith(`Ended by ${signal}\n`);
});

test("so does a script that waits for an answer", async () => {
  const asked = Promise.withResolvers<void>();
  using fake = framesServer({ list: () => asked.resolve() });
  await using asking = client([fake.at, "list"]);
  await asked.promise;
  asking.kill("SIGINT");
  expect(await asking.exit).toBe(130);
  await fake.peers[0]?.heard.waitFor('"exit"');
});
