// The chat where lines are only appended: TERM=dumb writes no escape sequence, ACCESSIBLE=1 redraws nothing.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Pty } from "../../support/pty.ts";
import { chatInShell } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const ENVIRONMENTS = [
  ["TERM=dumb", { TERM: "dumb", FORCE_COLOR: undefined }, /\x1b.*/g, "3 here\n1 Bo  2 Ann  3 Cy"],
  // Colours are no redraws; and nothing is laid out for the eye.
  [
    "ACCESSIBLE=1",
    { ACCESSIBLE: "1", FORCE_COLOR: undefined },
    /\x1b(?!\[[\d;]+m).*/g,
    "1 Bo\n2 Ann\n3 Cy",
  ],
] as const;

/** The chat's own output, once it has ended so; the shell has told how. */
async function over(terminal: Pty, exit: number): Promise<string> {
  const screen = await terminal.waitFor(/^the end$/m);
  expect(/^exit (\d+)$/m.exec(screen)?.[1]).toBe(String(exit));
  expect(screen).toMatch(/ icanon /);
  expect(screen).toMatch(/ echo /);
  return screen;
}

describe.each(ENVIRONMENTS)("%s", (_what, env, redraws, here) => {
  test("joins, talks, hears, and Ctrl-D leaves", async () => {
    await using house = new House({ motd: "Be kind" });
    const bo = await house.netcat("Bo");
    await using ann = chatInShell([house.at, "-n", "Ann"], { env });
    await ann.waitFor(/Connected to Testing\n[\s\S]*You are Ann\.[\s\S]*Be kind$/);
    bo.text("hi Ann\n/msg Ann psst\n");
    await ann.waitFor("\n» Bo: hi Ann\n→ Bo to you: psst");
    await ann.until(() => ann.bells === 2);
    ann.type("hello\r");
    await bo.heard.waitFor("Ann: hello\n");
    await ann.waitFor("\nhello\nAnn: hello");
    const cy = await house.netcat("Cy");
    await ann.waitFor("\n* Cy joined");
    ann.type("/who\r");
    await ann.waitFor(`\n${here}`);
    ann.type("status\r");
    await ann.waitFor(/\n2 {2}Ann .*here /);
    cy.text("exit\n");
    await ann.waitFor("\n* Cy left");
    ann.type("\x04");
    expect(await over(ann, 0)).toContain("\nGoodbye\n");
    await bo.heard.waitFor("* Ann left\n");
    expect(ann.raw().match(redraws)).toBeNull();
  });

  test("the file picker goes by number or name, the overwriting question too", async () => {
    await using house = new House();
    mkdirSync(house.out);
    writeFileSync(join(house.out, "info.txt"), "old");
    const bo = await house.netcat("Bo");
    await using ann = chatInShell([house.at, "-n", "Ann", "-o", house.out], { env });
    await ann.waitFor("You are Ann.");
    ann.type("get\r");
    await ann.waitFor(/Which file\?\n1\) big\.bin — 5\.0 MB\n[\s\S]*5\) one\.bin[\s\S]*cancels:$/);
    bo.text("meanwhile\n");
    await bo.heard.waitFor("meanwhile ACK\n");
    ann.type("5\r");
    await ann.waitFor(/\nBo: meanwhile\n[\s\S]*\* Saved .*one\.bin: 1 B, checked$/);
    ann.type("get\r");
    await ann.waitFor((screen) => screen.split("Which file?").length === 3);
    ann.type("info.txt\r");
    await ann.waitFor(
      /exists already\n1\) Keep both — .*\n2\) Overwrite it\n3\) Do not download\n.*$/,
    );
    ann.type("1\r");
    await ann.waitFor(/\* Saved .*info \(1\)\.txt: 416 B, checked$/);
    expect(readdirSync(house.out).toSorted()).toEqual(["info (1).txt", "info.txt", "one.bin"]);
    ann.type("get\r");
    await ann.waitFor((screen) => screen.split("Which file?").length === 4);
    ann.type("\r/exit\r");
    await over(ann, 0);
    expect(readdirSync(house.out)).toHaveLength(3);
    expect(ann.raw().match(redraws)).toBeNull();
  });

  test("the name is asked for until it is free; Ctrl-C asks once and then leaves", async () => {
    await using house = new House();
    const bo = await house.netcat("Ann");
    await using ann = chatInShell([house.at], { env });
    await ann.waitFor("Your name?");
    ann.type("Ann\r");
    await ann.waitFor('is taken\nYour name? Enter alone takes "Ann-2"');
    ann.type("\r");
    await ann.waitFor("You are Ann-2.");
    ann.type("\x03");
    await ann.waitFor("Press Ctrl-C again to leave");
    ann.type("\x03");
    await over(ann, 0);
    await bo.heard.waitFor("* Ann-2 left\n");
    expect(ann.raw().match(redraws)).toBeNull();
  });

  test("the server stops: its sentence; to leave then is at once", async () => {
    await using house = new House();
    await using ann = chatInShell([house.at, "-n", "Ann"], { env });
    await ann.waitFor("You are Ann.");
    await house.stop();
    await ann.waitFor("\n* The server is shutting down; trying to come back");
    ann.type("hello\r");
    await ann.waitFor("\n… Ann: hello");
    ann.type("/exit\r");
    const screen = await over(ann, 0);
    expect(screen).toMatch(/\n✗ not sent: hello\n(?:✗| ) You left before it could be sent\n/);
    expect(ann.raw().match(redraws)).toBeNull();
  });
});
