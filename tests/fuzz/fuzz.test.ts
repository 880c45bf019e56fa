// A few seconds of random traffic of many guests: the healthy pair loses nothing, and the server stays as it should.

import { expect, setDefaultTimeout, test } from "bun:test";
import { fuzz } from "./fuzzing.ts";

setDefaultTimeout(60_000);

test("random traffic hurts nobody", async () => {
  const seed = "gate";
  const { problems, connections, requests } = await fuzz({ seed, seconds: 3, guests: 12 });
  expect(problems, `bun run fuzz --seed ${seed} --seconds 3 --guests 12`).toEqual([]);
  expect(connections).toBeGreaterThan(100);
  expect(requests).toBeGreaterThan(1000);
});
