// A server that owes an answer and says nothing: it is asked whether it is there, and not waited for long.

import { expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import { PROBE_MS, UNANSWERED_MS } from "../../lib/protocol/limits.ts";
import { framesServer, Heard } from "./peers.ts";
import { failureOf } from "./server.ts";

test("a server that owes the answer to a message and is silent is asked, and soon given up", async () => {
  let now = 1_000_000;
  const pings = new Heard();
  using fake = framesServer({
    ping: () => pings.add("ping "),
    who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
  });
  const { session } = await connect(fake.address, () => now);
  const sweepAfter = (ms: number) => {
    now += ms;
    session.sweep();
  };
  session.request({ type: "list" }).catch(() => {});
  sweepAfter(UNANSWERED_MS);
  await session.request({ type: "who" });
  expect(pings.text).toBe("");
  const said = failureOf(session.request({ type: "say", text: "hello" }));
  sweepAfter(UNANSWERED_MS);
  await pings.waitFor("ping ");
  sweepAfter(PROBE_MS - 1);
  expect(session.failure).toBeUndefined();
  sweepAfter(1);
  expect((await said).message).toBe(`Lost "${fake.at}": it has gone silent`);
});
