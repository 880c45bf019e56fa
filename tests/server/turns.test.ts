// One guest, however much it sends or asks, leaves everybody else their turns of the event loop.

import { expect, test } from "bun:test";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { INPUTS_PER_TURN } from "../../lib/protocol/limits.ts";
import { House } from "../support/house.ts";

const MANY = 50_000;

/** Counts the turns of the event loop of this process, which is the server's too. */
class Turns implements Disposable {
  count = 0;
  #next = setImmediate(() => this.#turn());

  #turn(): void {
    this.count++;
    this.#next = setImmediate(() => this.#turn());
  }

  [Symbol.dispose](): void {
    clearImmediate(this.#next);
  }
}

test("many empty lines of one guest take many turns", async () => {
  await using house = new House();
  const flood = await house.lines("Flood");
  using turns = new Turns();
  flood.send(`${"\n".repeat(MANY)}done\n`);
  expect(await flood.line()).toBe("done ACK");
  expect(turns.count).toBeGreaterThanOrEqual(MANY / INPUTS_PER_TURN / 2);
});

test("many pongs of one guest take many turns", async () => {
  await using house = new House();
  const flood = await house.frames("Flood");
  const pong = encodeControl({ type: "pong" });
  using turns = new Turns();
  flood.raw.send(Buffer.concat(Array.from({ length: MANY }, () => pong)));
  await flood.request({ type: "say", text: "done" });
  expect(turns.count).toBeGreaterThanOrEqual(MANY / INPUTS_PER_TURN / 2);
});

test("talk goes back and forth before one guest has all its many answers", async () => {
  await using house = new House();
  const ann = await house.lines("Ann");
  const flood = await house.lines("Flood");
  expect(await ann.line()).toBe("* Flood joined");
  flood.send(`${"/who\n".repeat(2000)}last\n`);
  expect(await flood.line()).toBe("/who ACK");

  const order: string[] = [];
  const flooded = (async () => {
    while ((await flood.line()) !== "last ACK");
    order.push("the last answer");
  })();
  ann.send("Hi\n");
  expect(await ann.line()).toBe("Hi ACK");
  order.push("talk");
  await flooded;
  expect(order).toEqual(["talk", "the last answer"]);
  expect(await ann.heard()).toEqual(["Flood: last"]);
});
