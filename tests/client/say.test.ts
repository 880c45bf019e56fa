// What headless clients say: each message has a key by which it is known, and its ack a number.

import { describe, expect, test } from "bun:test";
import { AT } from "./historian.ts";
import { Kept, linesOf, run } from "./kept-output.ts";
import { framesServer } from "./peers.ts";

describe("what is said", () => {
  test("has a key of its own each, and its ack the number it was given", async () => {
    const keys: (string | undefined)[] = [];
    using fake = framesServer({
      say: (peer, re, message) => {
        if (message.type === "say") keys.push(message.key);
        peer.control({ type: "ack", seq: 40 + keys.length, at: AT, re });
      },
    });
    const output = new Kept();
    expect(await run(fake, ["say", "hello"], output)).toBe(0);
    expect(await run(fake, [], output, linesOf("one", "two"))).toBe(0);
    expect(output.facts).toEqual([
      { type: "ack", text: "hello", seq: 41 },
      { type: "ack", text: "one", seq: 42 },
      { type: "ack", text: "two", seq: 43 },
    ]);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  test("and not stored is told of, and the other lines go", async () => {
    using fake = framesServer({
      say: (peer, re, message) => {
        const isOne = message.type === "say" && message.text === "one";
        const failed = { type: "error", code: "not-stored", message: "Not stored: full" };
        peer.control({ ...(isOne ? failed : { type: "ack", seq: 1, at: AT }), re });
      },
    });
    const output = new Kept();
    expect(await run(fake, [], output, linesOf("one", "two"))).toBe(3);
    expect(output.failures).toEqual(["Not stored: full"]);
    expect(output.facts).toEqual([{ type: "ack", text: "two", seq: 1 }]);
  });
});
