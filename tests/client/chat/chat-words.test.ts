// Own words in the chat: on their way, then at their place in everyone's order; or not sent, and why.

import { expect, setDefaultTimeout, test } from "bun:test";
import type { Pty } from "../../support/pty.ts";
import { framesServer, Heard, sendAway, type FakeServer, type Peer } from "../peers.ts";
import { chatAs, chatInShell, left, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const count = (text: string, part: string) => text.split(part).length - 1;

/** A server that keeps what is said without a word, and answers when it is told to. */
class Mute implements Disposable {
  readonly fake: FakeServer;
  readonly #kept: { peer: Peer; id: number }[] = [];
  /** A letter for each of what was said. */
  readonly #said = new Heard();
  #answered = 0;

  constructor() {
    const keep = (peer: Peer, id: number) => {
      this.#kept.push({ peer, id });
      this.#said.add("x");
    };
    this.fake = framesServer({ say: keep, msg: keep });
  }

  /** Resolves once so much was said. */
  async said(many: number): Promise<void> {
    await this.#said.waitFor((said) => said.length >= many);
  }

  /** Answers the oldest of what was said, or that one, once it is here. */
  async answer(message: object, next = this.#answered++): Promise<void> {
    await this.said(next + 1);
    const { peer, id } = this.#kept[next] ?? {};
    peer?.control({ ...message, re: id });
  }

  /** Says something unasked. */
  tell(message: object): void {
    this.fake.peers[0]?.control(message);
  }

  [Symbol.dispose](): void {
    this.fake[Symbol.dispose]();
  }
}

const bo = (text: string) => ({
  type: "said",
  seq: 1,
  at: Date.now(),
  from: "Bo",
  client: 2,
  text,
});

/** Whether every character of the screen's row that has this text is dim. */
function isDim(terminal: Pty, text: string): boolean {
  const row = terminal.rows().findIndex((each) => each.includes(text));
  return terminal
    .cellsOf(row)
    .filter((cell) => cell.text !== " ")
    .every((cell) => cell.dim);
}

test("they are dim and below the room until they are acknowledged, then stand in it once", async () => {
  using mute = new Mute();
  await using me = await chatAs("me", mute.fake.at);
  me.type("hello\r");
  await seen(me, "… me: hello\nme> █");
  expect(isDim(me, "me: hello")).toBe(true);
  mute.tell(bo("before it"));
  await seen(me, "Bo: before it\n… me: hello\nme> █");
  await mute.answer({ type: "ack" });
  mute.tell(bo("after it"));
  const screen = await seen(me, "Bo: before it\nme: hello\nBo: after it\nme> █");
  expect(count(screen, "hello")).toBe(1);
  expect(isDim(me, "me: hello")).toBe(false);
});

test("several wait in their order; each kind looks as it will", async () => {
  using mute = new Mute();
  await using me = await chatAs("me", mute.fake.at);
  me.type("one\r/me waves\r/msg Bo psst\r");
  await seen(me, "… me: one\n… ~ me waves\n… → you to Bo: psst\nme> █");
  await mute.answer({ type: "ack" });
  await seen(me, "me: one\n… ~ me waves\n… → you to Bo: psst\nme> █");
  await mute.answer({ type: "ack" });
  await mute.answer({ type: "ack" });
  const screen = await seen(me, "me: one\n~ me waves\n→ you to Bo: psst\nme> █");
  expect(screen).not.toContain("…");
});

test("what the server refuses was not sent, and why; the words can be taken up again", async () => {
  using mute = new Mute();
  await using me = await chatAs("me", mute.fake.at);
  me.type("hello\rbye\r");
  await seen(me, "… me: hello\n… me: bye\nme> █");
  await mute.answer({
    type: "error",
    code: "internal",
    message: "Cannot say it: the room is asleep",
  });
  await seen(me, "✗ not sent: hello\n  Cannot say it: the room is asleep\n… me: bye\nme> █");
  await mute.answer({ type: "ack" });
  const screen = await seen(me, "asleep\nme: bye\nme> █");
  expect(count(screen, "hello")).toBe(1);
  me.type("\x1b[A\x1b[A");
  await seen(me, /me> hello█$/);
});

test("what was under way when the connection was lost goes again over the next", async () => {
  using mute = new Mute();
  await using me = await chatAs("me", mute.fake.at);
  me.type("hello\r/msg Bo psst\rhalf");
  await seen(me, "… me: hello\n… → you to Bo: psst\nme> half█");
  await mute.said(2);
  mute.fake.peers[0]?.reset();
  await mute.said(4);
  await mute.answer({ type: "ack" }, 2);
  await mute.answer({ type: "ack" }, 3);
  const screen = await seen(me, "me: hello\n→ you to Bo: psst\nme> half█");
  expect(count(screen, "hello")).toBe(1);
});

test("what was under way when the server sent us away was perhaps not sent", async () => {
  using mute = new Mute();
  await using me = chatInShell([mute.fake.at, "-n", "me"]);
  await me.waitFor("me> █");
  me.type("hello\r/msg Bo psst\rhalf");
  await seen(me, "… me: hello\n… → you to Bo: psst\nme> half█");
  await mute.said(2);
  sendAway(mute.fake, "Come with another client");
  const screen = await left(me, 3);
  const lost = "Come with another client";
  expect(screen).toContain(
    `✗ perhaps not sent: hello\n  ${lost}\n✗ perhaps not sent: psst\n  ${lost}\n`,
  );
  expect(screen).toContain("me> half\n");
  expect(screen).not.toContain("… ");
});

test("all of them arrive at the real server, in their order", async () => {
  await using house = new House();
  const cy = await house.netcat("Cy");
  await using ann = await chatAs("Ann", house.at);
  const lines = Array.from({ length: 50 }, (_, n) => `line ${n}`);
  ann.type(lines.map((line) => `${line}\r`).join(""));
  const heard = await cy.heard.waitFor("line 49\n");
  expect(heard).toEndWith(lines.map((line) => `Ann: ${line}\n`).join(""));
  const screen = await seen(ann, /^Ann: line 49\nAnn> █$/m);
  expect(screen).toContain(lines.map((line) => `Ann: ${line}\n`).join(""));
});
