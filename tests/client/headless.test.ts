// The real client in scripts and pipes: what it does, what it prints where, with which exit code it ends.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServerMessage } from "../../lib/protocol/messages.ts";
import { version } from "../../package.json";
import { client, jsonLines, run } from "./process.ts";
import { House, SIZES } from "./server.ts";

setDefaultTimeout(30_000);

describe("say", () => {
  test("says it under the name asked for, prints nothing, leaves", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    const said = await run([house.at, "--name", "Ann", "say", "hello", "  there"]);
    expect(said).toMatchObject({ exit: 0, out: "", err: "" });
    await bo.heard.waitFor("* Ann joined\nAnn: hello   there\n* Ann left\n");
  });

  test("takes the user's name where none is asked for, with a number where it is taken", async () => {
    await using house = new House();
    const names = ["tester", "tester-2", "tester-3"];
    for (const name of names.slice(0, 2)) await house.join(name);
    const bo = await house.netcat("Bo");
    const said = await run([house.at, "say", "hi", "--json"]);
    expect(said).toMatchObject({ exit: 0, err: "" });
    expect(jsonLines(said.out)).toEqual([{ type: "ack", text: "hi", seq: 1 }]);
    await bo.heard.waitFor(`${names[2]}: hi\n`);
    await run([house.at, "say", "hi"], "", { USER: undefined });
    await bo.heard.waitFor("guest: hi\n");
  });
});

describe("tail", () => {
  test("shows what is said until it is stopped; people's lines have no colours in a pipe", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    await using tail = client([house.at, "-n", "Ann", "tail"]);
    await tail.err.waitFor("Listening");
    bo.text("one\ntwo\n");
    await tail.out.waitFor("Bo: one\nBo: two\n");
    expect(tail.out.text).toBe("Bo: one\nBo: two\n");
    tail.kill("SIGTERM");
    expect(await tail.exit).toBe(143);
    await bo.heard.waitFor("* Ann left\n");
  });

  test("as JSON, every event with its fields", async () => {
    await using house = new House();
    const bo = await house.join("Bo");
    await using tail = client([house.at, "-n", "Ann", "tail", "--json", "--quiet"]);
    await house.log.waitFor(": Ann\n");
    await bo.request({ type: "say", text: "h\u202ei" });
    await bo.request({ type: "msg", to: "Ann", text: "psst" });
    await bo.request({ type: "nick", name: "Bob" });
    await bo.leave();
    await tail.out.waitFor('"left"');
    const events = jsonLines(tail.out.text).map((line) => ServerMessage.parse(line));
    expect(events).toMatchObject([
      { type: "said", from: "Bo", client: 1, text: "hi" },
      { type: "told", from: "Bo", text: "psst" },
      { type: "renamed", from: "Bo", to: "Bob" },
      { type: "left", name: "Bob" },
    ]);
    expect(tail.err.text).toBe("");
  });

  test("a reader that closes early ends it without a word", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    const program = `"$0" "$@" | head -n 1`;
    const command = ["bash", "-o", "pipefail", "-c", program];
    await using tail = client([house.at, "-n", "Ann", "tail", "-q"], {}, command);
    await bo.heard.waitFor("* Ann joined\n");
    bo.text("one\n");
    await tail.out.waitFor("Bo: one\n");
    bo.text("two\n");
    bo.text("three\n");
    await bo.heard.waitFor("* Ann left\n");
    await tail.exit;
    expect(tail.out.text).toBe("Bo: one\n");
    expect(tail.err.text).toBe("");
  });
});

describe("status and list", () => {
  test("are tables for people", async () => {
    await using house = new House();
    (await house.netcat("日本")).finish();
    await house.log.waitFor("Connection closed");
    const status = await run([house.at, "-n", "Ann", "status"]);
    expect(status).toMatchObject({ exit: 0, err: "" });
    const [heading, first, second, ...rest] = status.out.split("\n");
    expect(heading).toMatch(/^# {2}name +address +opened +closed +messages +received +sent$/);
    expect(first).toMatch(/^1 {2}日本 {2}127\.0\.0\.1:\d+ +20\d\d-[-0-9: ]+ +20\d\d-/);
    expect(second).toMatch(
      /^2 {2}Ann {3}127\.0\.0\.1:\d+ +20\d\d-[-0-9: ]+ here +0 +\d+ B +\d+ B$/,
    );
    expect(rest).toEqual([""]);
    const list = await run([house.at, "list"]);
    expect(list).toMatchObject({ exit: 0, err: "" });
    const files = list.out.split("\n").map((line) => line.split(/ {2,}/).at(-1));
    expect(files).toEqual([...Object.keys(SIZES), "info.txt", "test.txt"].toSorted().concat(""));
    expect(list.out).toMatch(/^5\.0 MB {2}20\d\d-\d\d-\d\d \d\d:\d\d {2}big\.bin$/m);
  });

  test("are lines of JSON for programs", async () => {
    await using house = new House();
    const status = await run([house.at, "-n", "Ann", "status", "--json"]);
    expect(status).toMatchObject({ exit: 0, err: "" });
    const clients = jsonLines(status.out);
    const page = { type: "status", clients, more: false };
    expect(ServerMessage.parse(page)).toMatchObject({
      clients: [{ client: 1, name: "Ann", dialect: "frames", closed: null, messages: 0 }],
    });
    const list = await run([house.at, "list", "--json"]);
    const files = jsonLines(list.out);
    expect(ServerMessage.parse({ type: "list", files, more: false })).toBeTruthy();
    expect(files).toContainEqual({ file: "one.bin", size: 1, modified: expect.any(Number) });
    expect(files).toHaveLength(6);
  });

  test("of many files, all come", async () => {
    await using house = new House();
    for (let n = 0; n < 95; n++) writeFileSync(join(house.shelf, `file-${n}.txt`), "");
    const list = await run([house.at, "list", "--json"]);
    expect(jsonLines(list.out)).toHaveLength(101);
  });
});

describe("lines of a pipe", () => {
  test("are messages: CRLF, blank lines, a last line without its end", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    const input = "one\r\n\n   \n\r\ntwo 漢字\nstatus\n/help\nlast";
    const said = await run([house.at, "-n", "Ann"], input);
    expect(said).toMatchObject({ exit: 0, out: "", err: "" });
    const lines = ["one", "two 漢字", "status", "/help", "last"];
    const heard = lines.map((line) => `Ann: ${line}\n`).join("");
    await bo.heard.waitFor("* Ann left\n");
    expect(Buffer.from(bo.heard.text, "latin1").toString()).toEndWith(
      `* Ann joined\n${heard}* Ann left\n`,
    );
  });

  test("are sent as they come, not at the end", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    await using ann = client([house.at, "-n", "Ann", "--json"]);
    await ann.say("first\n");
    await bo.heard.waitFor("Ann: first\n");
    await ann.out.waitFor('{"type":"ack","text":"first","seq":1}\n');
    await ann.say("second\n");
    await bo.heard.waitFor("Ann: second\n");
    await ann.end();
    expect(await ann.exit).toBe(0);
  });

  test.each([4097, 70_000])("one of %d bytes is told of, the others still go", async (bytes) => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    const input = `${"y".repeat(4096)}\n${"x".repeat(bytes)}\nafter\n`;
    const said = await run([house.at, "-n", "Ann"], input);
    const count = bytes.toLocaleString("en-US");
    expect(said.err).toBe(`Cannot send it: it has ${count} bytes, a message takes 4,096\n`);
    expect(said).toMatchObject({ exit: 2, out: "" });
    await bo.heard.waitFor("Ann: after\n* Ann left\n");
    expect(bo.heard.text).toContain(`Ann: ${"y".repeat(4096)}\nAnn: after\n`);
  });

  test("when the server goes, so does the client, though the pipe stays open", async () => {
    await using house = new House();
    await using ann = client([house.at, "-n", "Ann", "--json"]);
    await ann.say("first\n");
    await ann.out.waitFor("first");
    await house.stop();
    expect(await ann.exit).toBe(1);
    expect(ann.err.text).toBe("The server is shutting down\n");
  });
});

test("help and version go to standard output; nothing is joined", async () => {
  const help = await run(["--help"]);
  expect(help).toMatchObject({ exit: 0, err: "" });
  expect(help.out).toStartWith("Usage: bun client.ts");
  expect(await run(["-V"])).toMatchObject({ exit: 0, out: `parlor ${version}\n`, err: "" });
});
