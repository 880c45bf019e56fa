// Nothing that a peer or a server sends reaches the terminal of a chat raw.

import { expect, setDefaultTimeout, test } from "bun:test";
import { FORBIDDEN } from "../../support/house.ts";
import type { Pty } from "../../support/pty.ts";
import { chat, chatAs, chatInShell, left, seen } from "../process.ts";
import { framesServer, type Peer } from "../peers.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

/** A title, a colour that the client never uses, both in their 8-bit forms, a bell, bidi controls, and what shows nothing. */
const EVIL =
  "\x1b]0;owned\x07\x1b[45m\u009d0;owned\u009c\u009b45m\u202e\u2066\x1bP1$r\x1b\\\x07\u200b\u200e\u2060\ufeff\u3164\u00ad\u{e0041}";

function expectHarmless(terminal: Pty): void {
  const raw = terminal.raw();
  for (const part of ["\x1b]", "\x07", "\x1b[45m", "\x1bP", "\u202e", "\u2066"]) {
    expect(raw.includes(part)).toBe(false);
  }
  expect(raw).not.toMatch(/[\u0080-\u009f]/);
  // The client's own sequences, line ends and bells aside, nothing is left that a screen should not get.
  const shown = Bun.stripANSI(raw).replaceAll(/[\r\x07]/g, "");
  expect(shown.split("\n").filter((line) => FORBIDDEN.test(line))).toEqual([]);
}

test("a lines guest's text and name", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  // Who looks hears no bell, so that one could only be the guest's.
  ann.type("\x1b[Iwatching");
  await ann.waitFor("Ann> watching█");
  bo.text(`${EVIL}text${EVIL}\n/msg Ann ${EVIL}told\n/nick ${EVIL}Bob\nafter\n`);
  const screen = await seen(ann, /after\nAnn> watching█/);
  expect(screen).toMatch(/^Bo: .*text/m);
  expect(screen).toMatch(/^→ Bo to you: .*told/m);
  expectHarmless(ann);
});

test("a hostile server, in every message that is shown", async () => {
  const at = 1;
  const clients = [{ client: 1, name: `${EVIL}n` }];
  const record = { dialect: EVIL, opened: 1, closed: null, messages: 0, received: 0, sent: 0 };
  const file = { file: `${EVIL}listed`, size: 1, modified: 1 };
  using fake = framesServer({
    nick: (peer, id) => {
      peer.control({ type: "welcome", name: `${EVIL}me`, motd: `${EVIL}motd\nline`, re: id });
      peer.control({ type: "said", seq: 1, at, from: `${EVIL}a`, client: 2, text: `${EVIL}said` });
      peer.control({ type: "told", seq: 1, at, from: `${EVIL}b`, client: 2, text: `${EVIL}told` });
      peer.control({ type: "joined", at, name: `${EVIL}c`, client: 2 });
      peer.control({ type: "left", at, name: `${EVIL}d`, client: 2 });
      peer.control({ type: "added", at, name: `${EVIL}e`, client: 2, file: `${EVIL}f`, size: 1 });
      peer.control({ type: "removed", at, name: `${EVIL}e`, client: 2, file: `${EVIL}f` });
      peer.control({ type: "notice", at, text: `${EVIL}notice\n${EVIL}more` });
      peer.control({ type: "error", code: "internal", message: `${EVIL}error` });
      peer.control({ type: "renamed", at, from: `${EVIL}me`, to: `${EVIL}you`, client: 7 });
    },
    who: (peer, id) => peer.control({ type: "who", clients, more: false, re: id }),
    status: (peer, id) => {
      const whole = { ...record, client: 1, name: `${EVIL}n`, address: `${EVIL}address` };
      peer.control({ type: "status", clients: [whole], more: false, re: id });
    },
    list: (peer, id) => peer.control({ type: "list", files: [file], more: false, re: id }),
    get: (peer, id) =>
      peer.control({ type: "error", code: "not-found", message: `${EVIL}missing`, re: id }),
    say: (peer) => {
      peer.control({ type: "bye", code: "version", message: `${EVIL}goodbye` });
      peer.finish();
    },
  });
  await using ann = chatInShell([fake.at, "-n", "me"]);
  await ann.waitFor(/you> █/);
  for (const [line, answer] of [
    ["/who", /^1 here\n1 n$/m],
    ["status", "address"],
    ["list", "listed"],
    ["get a", "missing"],
  ] as const) {
    ann.type(`${line}\r`);
    await ann.waitFor(answer);
  }
  ann.type("hello\r");
  expect(await left(ann, 3)).toContain("goodbye");
  expectHarmless(ann);
});

test("a hostile server before a name is taken", async () => {
  let asked = 0;
  const nick = (peer: Peer, id: number) => {
    const code = asked++ === 0 ? "name-refused" : "foreign";
    peer.control({ type: "error", code, message: `${EVIL}refusal ${asked}`, re: id });
  };
  using fake = framesServer({ nick }, `${EVIL}room`);
  await using ann = chat([fake.at, "-n", "me"]);
  await ann.waitFor(/refusal 1[\s\S]*Your name\?/);
  ann.type("\r");
  await ann.waitFor("refusal 2");
  expect(await ann.proc.exited).toBe(1);
  expectHarmless(ann);
});
