// A peer's silence: one ping for each, a goodbye at its end, and a new count whenever the peer is heard.

import { expect, test } from "bun:test";
import { Keepalive } from "../../lib/protocol/keepalive.ts";
import { GONE_AFTER_MS, PING_AFTER_MS } from "../../lib/protocol/limits.ts";

test("a ping once past its limit, a goodbye past the other, and neither at the limit", () => {
  let now = 1000;
  const keepalive = new Keepalive(() => now);
  now += PING_AFTER_MS;
  expect(keepalive.due()).toBe("nothing");
  now += 1;
  expect([keepalive.due(), keepalive.due()]).toEqual(["ping", "nothing"]);
  now = 1000 + GONE_AFTER_MS;
  expect(keepalive.due()).toBe("nothing");
  now += 1;
  expect(keepalive.due()).toBe("goodbye");
});

test("who is heard again has another silence, with a ping of its own", () => {
  let now = 1000;
  const keepalive = new Keepalive(() => now);
  now += PING_AFTER_MS + 1;
  expect(keepalive.due()).toBe("ping");
  expect(keepalive.silentMs).toBe(PING_AFTER_MS + 1);
  keepalive.heard();
  expect(keepalive.silentMs).toBe(0);
  now += PING_AFTER_MS;
  expect(keepalive.due()).toBe("nothing");
  now += 1;
  expect(keepalive.due()).toBe("ping");
});
