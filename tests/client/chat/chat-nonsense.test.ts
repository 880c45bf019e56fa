// A chat at a server that makes no sense: numbers that go backwards, welcomes twice, crowds that nobody saw come.

import { expect, setDefaultTimeout, test } from "bun:test";
import { BACKLOG_LINES } from "../../../lib/protocol/limits.ts";
import { framesServer, type Peer } from "../peers.ts";
import { chatInShell, left, seen } from "../process.ts";

setDefaultTimeout(30_000);

const at = Date.UTC(2026, 10, 22, 12);

const says = (peer: Peer, seq: number, text: string) =>
  peer.control({ type: "said", seq, at, from: "Bo", client: 2, text });

test("what it says is shown as it comes, and what cannot be is passed over", async () => {
  using fake = framesServer({
    nick: (peer, re) => {
      peer.control({ type: "welcome", name: "me", token: "x".repeat(129), re });
      peer.control({ type: "welcome", name: "me", token: "secret", re });
      peer.control({ type: "welcome", name: "you", token: "another", re });
      peer.control({ type: "welcome", name: "they" });
      peer.control({ type: "hello", room: "Another", client: 9 });
      for (const seq of [5, 3, 2 ** 53 - 1, 4]) says(peer, seq, `number ${seq}`);
      for (const seq of [2 ** 53, -1, 1.5]) says(peer, seq, "never shown");
      peer.control({ type: "live", seq: 2 });
      peer.control({ type: "live", seq: 2 ** 53 - 1 });
      // Others by our name, and we by nobody's.
      peer.control({ type: "renamed", at, from: "Bo", to: "me", client: 2 });
      peer.control({ type: "joined", at, name: "me", client: 7 });
      peer.control({ type: "left", at, name: "me", client: 7 });
      peer.control({ type: "left", at, name: "nobody", client: 2 ** 53 - 1 });
      says(peer, 6, "the last");
    },
    say: (peer, re) => {
      peer.control({ type: "ack", seq: 1, at: 1e300, re });
      peer.control({ type: "ack", seq: 2 ** 53 - 1, re });
    },
    who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
  });
  await using ann = chatInShell([fake.at, "-n", "me"]);
  const screen = await ann.waitFor(/Bo: the last\n[\s\S]*> █/);
  expect([...screen.matchAll(/Bo: (.*)$/gm)].map(([, text]) => text)).toEqual([
    ...[5, 3, 2 ** 53 - 1, 4].map((seq) => `number ${seq}`),
    "the last",
  ]);
  ann.type("my words\r");
  await ann.waitFor(/^me: my words$/m);
  const after = await ann.screen(true);
  expect(after.match(/my words/g)).toHaveLength(1);
  ann.type("/exit\r");
  expect(await left(ann, 0)).toContain("Goodbye");
});

test("a flood of joins, talk and pages is bounded, and the chat still answers its keys", async () => {
  const flood = 3 * BACKLOG_LINES;
  using fake = framesServer({
    say: (peer, re) => {
      for (let n = 0; n < flood; n++) {
        peer.control({ type: "joined", at, name: `guest ${n}`, client: n });
        if (n % 3 === 0) says(peer, n, `talk ${n}`);
      }
      says(peer, 1, "the end of it");
      peer.control({ type: "ack", seq: 1, at, re });
    },
    who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
  });
  await using ann = chatInShell([fake.at, "-n", "me"]);
  await ann.waitFor(/me> █/);
  ann.type("go\r");
  await ann.waitFor("the end of it");
  ann.type("still here");
  await seen(ann, /me> still here█/);
  ann.type("\x15/exit\r");
  expect(await left(ann, 0)).toContain("Goodbye");
});
