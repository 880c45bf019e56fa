// Every way in which a chat ends: its sentence, its exit code, and a terminal that is left as it was.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { chat, chatAs, chatInShell, left, seen, send } from "../process.ts";
import { closedPort, FakeServer, framesServer, sendAway } from "../peers.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

test.each([
  ["/exit", "/exit\r"],
  ["/quit", "/quit\r"],
  ["exit", "exit\r"],
  ["Ctrl-D", "\x04"],
  ["Ctrl-C twice", "\x03\x03"],
])("%s leaves: goodbye, 0", async (_what, keys) => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  ann.type("text that is given up");
  await ann.waitFor("Ann> text that is given up█");
  ann.type("\x03");
  await ann.waitFor("Ann> █");
  ann.type(keys);
  expect(await left(ann, 0)).toContain("Goodbye");
  await bo.heard.waitFor("* Ann left\n");
});

test("Ctrl-C on an empty line asks once; another key is the answer no", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  ann.type("\x03");
  await seen(ann, "Press Ctrl-C again to leave\nAnn> █");
  ann.type("x");
  expect(await seen(ann, /Ann> x█$/)).not.toContain("Ctrl-C");
  ann.type("\x03");
  await seen(ann, /Ann> █$/);
  ann.type("\x03");
  await seen(ann, "Press Ctrl-C again to leave\nAnn> █");
  ann.type("still here\r");
  await bo.heard.waitFor("Ann: still here\n");
  ann.type("\x03\x03");
  await left(ann, 0);
  await bo.heard.waitFor("* Ann left\n");
});

test("Escape ends nothing but what is said of the key before", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type("\x03");
  await seen(ann, "Press Ctrl-C again to leave\nAnn> █");
  ann.type("\x1b");
  await seen(ann, /what you can do\n+Ann> █$/);
  ann.type("\x03");
  await seen(ann, "Press Ctrl-C again to leave\nAnn> █");
  ann.type("still here\r");
  await bo.heard.waitFor("Ann: still here\n");
});

test("what was said just before leaving is still said", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  ann.type("one\rtwo\r/exit\r");
  await left(ann, 0);
  await bo.heard.waitFor("Ann: one\nAnn: two\n* Ann left\n");
});

test("a download that the server still finishes when it stops is told; then it is tried to come back", async () => {
  await using house = new House();
  await using ann = chatInShell([house.at, "-n", "Ann", "-o", house.out]);
  await ann.waitFor("Ann> █");
  ann.type("get big.bin\r");
  await house.log.waitFor("get big.bin");
  const stopped = house.stop();
  await ann.waitFor("* The server is shutting down; trying to come back");
  ann.type("\x04");
  const screen = await left(ann, 0);
  expect(screen).toContain("big.bin: 5.0 MB, checked");
  expect(readdirSync(house.out)).toEqual(["big.bin"]);
  await stopped;
});

describe("at the name prompt", () => {
  test.each([
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
    ["Ctrl-C with half a name", "half\x03"],
    ["Ctrl-D with half a name", "half\x04"],
  ])("%s ends with 130 and does not hang", async (_what, keys) => {
    await using house = new House();
    await using ann = chatInShell([house.at]);
    await ann.waitFor("Your name?");
    ann.type(keys);
    expect(await left(ann, 130)).toContain("Cancelled");
    await house.log.waitFor("Connection closed");
  });

  test("the server stops: its sentence, 1", async () => {
    await using house = new House();
    await using ann = chatInShell([house.at]);
    await ann.waitFor("Your name?");
    await house.stop();
    expect(await left(ann, 1)).toContain("The server is shutting down");
  });

  test("the server is gone: a sentence, 1", async () => {
    using fake = framesServer();
    await using ann = chatInShell([fake.at]);
    await ann.waitFor("Your name?");
    fake.peers[0]?.reset();
    expect(await left(ann, 1)).toContain(`Lost the connection to "${fake.at}"`);
  });

  test("the server is out of patience: its sentence, 3", async () => {
    using fake = framesServer();
    await using ann = chatInShell([fake.at]);
    await ann.waitFor("Your name?");
    ann.type("half");
    fake.peers[0]?.control({ type: "bye", code: "name-timeout", message: "Too slow; goodbye" });
    fake.peers[0]?.finish();
    expect(await left(ann, 3)).toContain("Too slow; goodbye");
  });

  test("the last place is taken meanwhile: 3", async () => {
    await using house = new House({ places: 1 });
    await using ann = chatInShell([house.at]);
    await ann.waitFor("Your name?");
    await house.join("Bo");
    ann.type("Ann\r");
    expect(await left(ann, 3)).toContain("Server is full, try again later.");
  });

  test("SIGTERM: 143", async () => {
    await using house = new House();
    await using ann = chatInShell([house.at]);
    await ann.waitFor("Your name?");
    await send(ann, "SIGTERM");
    await left(ann, 143);
  });
});

describe("while chatting", () => {
  test("the server sends us away: its sentence, 3; the draft stays in sight", async () => {
    using fake = framesServer();
    await using me = chatInShell([fake.at, "-n", "me"]);
    await me.waitFor("me> █");
    me.type("a draft");
    await me.waitFor("me> a draft█");
    sendAway(fake, "Come with another client");
    const screen = await left(me, 3);
    expect(screen).toContain("Come with another client");
    expect(screen).toContain("me> a draft\n");
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)("%s: %d", async (name, exit) => {
    await using house = new House();
    await using ann = chatInShell([house.at, "-n", "Ann"]);
    await ann.waitFor("Ann> █");
    await send(ann, name);
    await left(ann, exit);
    await house.log.waitFor("Connection closed");
  });

  test("the terminal is closed: the client says goodbye, the others see it, its name is free", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    await using ann = await chatAs("Ann", house.at);
    ann.proc.terminal?.close();
    await bo.heard.waitFor("* Ann left\n");
    expect([0, 129]).toContain(await ann.proc.exited);
    // Of a client that only goes away the name would be held for a while.
    await house.join("Ann");
  });
});

describe("before it begins", () => {
  test("full: 3", async () => {
    await using house = new House({ places: 1 });
    await house.join("Bo");
    await using ann = chatInShell([house.at]);
    expect(await left(ann, 3)).toContain("Server is full, try again later.");
  });

  test("nothing listens there: 1", async () => {
    const at = `127.0.0.1:${closedPort()}`;
    await using ann = chatInShell([at]);
    expect(await left(ann, 1)).toContain(`Cannot reach "${at}": nothing listens there`);
  });

  test("no Parlor: 1", async () => {
    using web = new FakeServer((peer) => {
      peer.text("HTTP/1.1 400 Bad Request\r\n\r\n");
      peer.finish();
    });
    await using ann = chatInShell([web.at]);
    expect(await left(ann, 1)).toContain("no Parlor server");
  });

  test("Ctrl-C while nobody answers: 130", async () => {
    const opened = Promise.withResolvers<void>();
    using silent = new FakeServer(() => opened.resolve());
    await using ann = chatInShell([silent.at]);
    await ann.waitFor(`Connecting to ${silent.at}`);
    await opened.promise;
    ann.type("\x03");
    await left(ann, 130);
  });

  test("wrong words: 2, and nothing else is shown", async () => {
    await using ann = chat(["127.0.0.1:0"]);
    expect(await ann.proc.exited).toBe(2);
    expect(await ann.screen()).toContain("the port must be a whole number");
    expect(ann.raw()).not.toContain("Parlor");
  });
});
