// The question for the room's password in a terminal: nothing of what is typed appears anywhere.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gateOf } from "../../support/password.ts";
import { chatAs, chatInShell, left } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const SECRET = "open sesame";
const open = () => new House({ gate: gateOf(SECRET) });
const ASKED = "The room's password?";

describe("on a screen", () => {
  test("it is asked before the name, again where it is wrong, and never shown or kept", async () => {
    await using house = open();
    const state = mkdtempSync(join(tmpdir(), "parlor-secret-state-"));
    await using ann = chatInShell([house.at], { env: { XDG_STATE_HOME: state } });
    await ann.waitFor(ASKED);
    ann.type("hunter2\r");
    await ann.waitFor("That is not the password");
    await ann.waitFor((screen) => screen.split(ASKED).length === 3);
    ann.type("\r");
    await ann.waitFor("Cannot be the password: it is empty");
    ann.type(`${SECRET}\r`);
    await ann.waitFor("Your name?");
    ann.type("ann\r");
    await ann.waitFor("ann> █");
    ann.type("hello\r");
    await ann.waitFor("ann: hello");
    ann.type("\x1b[A\x1b[A");
    ann.type("\x03");
    ann.type("/exit\r");
    await left(ann, 0);
    expect(ann.raw()).not.toMatch(/hunter|sesame/);
    for (const file of readdirSync(join(state, "parlor")))
      expect(readFileSync(join(state, "parlor", file), "utf8")).not.toMatch(/hunter|sesame/);
    expect(house.log.text).not.toMatch(/hunter|sesame/);
    rmSync(state, { recursive: true });
  });

  test.each([
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
  ])("%s gives up", async (_what, key) => {
    await using house = open();
    await using ann = chatInShell([house.at, "-n", "ann"]);
    await ann.waitFor(ASKED);
    ann.type(`hunter2${key}`);
    expect(await left(ann, 130)).toContain("Cancelled");
    expect(ann.raw()).not.toContain("hunter");
  });

  test("one that is given is not asked for; a wrong one is", async () => {
    await using house = open();
    const env = { PARLOR_PASSWORD: SECRET };
    await using ann = await chatAs("ann", house.at, [], { env });
    expect(ann.raw()).not.toContain(ASKED);
    await using ben = chatInShell([house.at, "-n", "ben"], { env: { PARLOR_PASSWORD: "old" } });
    await ben.waitFor("That is not the password");
    await ben.waitFor(ASKED);
    ben.type(`${SECRET}\r`);
    await ben.waitFor("ben> █");
  });
});

test.each([
  ["TERM=dumb", { TERM: "dumb", FORCE_COLOR: undefined }],
  ["ACCESSIBLE=1", { ACCESSIBLE: "1", FORCE_COLOR: undefined }],
])("%s: it is a line that is not shown", async (_what, env) => {
  await using house = open();
  await using ann = chatInShell([house.at, "-n", "ann"], { env });
  await ann.waitFor(`${ASKED} It is not shown`);
  ann.type("hunter2\r");
  await ann.waitFor("That is not the password");
  await ann.waitFor((screen) => screen.split(ASKED).length === 3);
  ann.type(`wrong\x15${SECRET}\r`);
  await ann.waitFor("You are ann");
  ann.type("shown again\r");
  await ann.waitFor("\nshown again\n");
  ann.type("\x04");
  const screen = await ann.waitFor(/^the end$/m);
  expect(screen).toMatch(/ echo /);
  expect(ann.raw()).not.toMatch(/hunter|sesame/);
});

test("Ctrl-C in a line that is not shown gives the terminal back", async () => {
  await using house = open();
  await using ann = chatInShell([house.at, "-n", "ann"], { env: { TERM: "dumb" } });
  await ann.waitFor(`${ASKED} It is not shown`);
  ann.type("hunter2\x03");
  const screen = await ann.waitFor(/^the end$/m);
  expect(screen).toMatch(/ echo /);
  expect(/^exit (\d+)$/m.exec(screen)?.[1]).toBe("130");
});

test("who has to join anew after an outage gives it by itself", async () => {
  const first = open();
  const { port } = first.server;
  await using ann = await chatAs("ann", first.at, [], { env: { PARLOR_PASSWORD: SECRET } });
  await first.stop();
  await ann.waitFor(/[Nn]ot connected|[Ll]ost|shutting down/);
  await using second = new House({ port, gate: gateOf(SECRET) });
  await second.log.waitFor("Received from Client 1: (a password)");
  await second.log.waitFor("Received from Client 1: ann");
  await first[Symbol.asyncDispose]();
});
