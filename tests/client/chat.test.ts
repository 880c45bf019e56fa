// The real client chatting in real terminals with the real server: talk, names, commands, downloads, resizes.

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chat, chatAs } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

const count = (text: string, part: string) => text.split(part).length - 1;

test("two see each other come, talk and go; one's own line stands there once", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  await using bo = await chatAs("Bo", house.at);
  await ann.waitFor("* Bo joined\nAnn> █");
  ann.type("hello 漢字 😀\r");
  await bo.waitFor("Ann: hello 漢字 😀\nBo> █");
  bo.type("hi\r");
  await ann.waitFor("Ann: hello 漢字 😀\nBo: hi\nAnn> █");
  const screen = await bo.waitFor("Bo: hi\nBo> █");
  expect(count(screen, "Bo: hi")).toBe(1);
  expect(count(await ann.screen(true), "Ann: hello")).toBe(1);
  bo.type("/exit\r");
  await ann.waitFor("Bo: hi\n* Bo left\nAnn> █");
});

test("a half-typed line stays intact while others talk, and is then sent exactly", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(`hello wor${"\x1b[D".repeat(3)}`);
  await ann.waitFor("Ann> hello wor");
  for (let n = 0; n < 30; n++) bo.text(`line ${n}\n`);
  await ann.waitFor(/Bo: line 29\nAnn> hello wor$/);
  ann.type("X");
  bo.text("between\n");
  await ann.waitFor(/Bo: between\nAnn> hello Xwor$/);
  ann.type("Y\r");
  await bo.heard.waitFor("Ann: hello XYwor\n");
  const screen = await ann.waitFor(/Ann: hello XYwor\nAnn> █$/);
  for (let n = 0; n < 30; n++) expect(count(screen, `Bo: line ${n}\n`)).toBe(1);
});

test("a name that is refused is asked for again, with the reason", async () => {
  await using house = new House({ motd: "Be kind" });
  await house.join("Ann");
  await using ann = chat([house.at]);
  await ann.waitFor("Your name?");
  ann.type("a:b\r");
  await ann.waitFor('Cannot use this as a name: it has a ":"');
  ann.type("\x15Ann\r");
  await ann.waitFor(/Cannot use "Ann" as a name: it is taken[\s\S]*Your name\?/);
  ann.type("e\r");
  const screen = await ann.waitFor("Anne> █");
  expect(screen).toContain("You are Anne");
  expect(screen).toContain("Be kind");
  expect(screen).toContain("Connected to Testing");
});

test("a name of the command line that is taken is asked for", async () => {
  await using house = new House();
  await house.join("Ann");
  await using ann = chat([house.at, "--name", "Ann"]);
  await ann.waitFor(/Cannot use "Ann" as a name: it is taken[\s\S]*Your name\?/);
  ann.type("2\r");
  expect(await ann.waitFor("Ann2> █")).toContain("You are Ann2");
});

test("/who, status, list, /help and what is wrong", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  const steps: [string, string | RegExp][] = [
    ["/who", "2 here: Bo, Ann\nAnn> █"],
    ["status", /^1 {2}Bo {4}127\.0\.0\.1:\d+ .* here .*\n2 {2}Ann {3}127.*\nAnn> █/m],
    ["list", /^5\.0 MB {2}\S+ \S+ {2}big\.bin\n[\s\S]*test\.txt\nAnn> █/m],
    ["/help", /\/get FILE +download a file[\s\S]*\/exit +leave\nAnn> █/],
    ["/help who", /\/who {2}who is here now\nAnn> █/],
    ["/whoo", 'Cannot run "/whoo": there is no such command; did you mean /who?\nAnn> █'],
    ["/msg Bo", "Usage: /msg NAME TEXT\nAnn> █"],
    ["/msg Cy hi", 'Cannot reach "Cy": not here\nAnn> █'],
    ["/nick bo", 'Cannot use "bo" as a name: it is taken\nAnn> █'],
    ["get nope", "File 'nope' not found\nAnn> █"],
  ];
  for (const [line, seen] of steps) {
    ann.type(`${line}\r`);
    await ann.waitFor(seen);
  }
  ann.type("/w\t");
  await ann.waitFor("Ann> /who █");
  ann.type("\x15/say /who\r");
  await bo.heard.waitFor("Ann: /who\n");
  expect(bo.heard.text).toEndWith("* Ann joined\nAnn: /who\n");
});

test("a direct message, and a new name", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  await using bo = await chatAs("Bo Lee", house.at);
  const cy = await house.netcat("Cy");
  ann.type('/msg "Bo Lee" see you\r');
  await ann.waitFor("* you to Bo Lee: see you\nAnn> █");
  await bo.waitFor("* Ann to you: see you\nBo Lee> █");
  ann.type("half\x1b[D");
  await ann.waitFor("Ann> half");
  ann.type("\x03/nick Anna\r");
  await ann.waitFor("* Ann is now Anna\nAnna> █");
  await bo.waitFor("* Ann is now Anna\nBo Lee> █");
  ann.type("it is me\r");
  await ann.waitFor("Anna: it is me\nAnna> █");
  await cy.heard.waitFor("* Ann is now Anna\nAnna: it is me\n");
  expect(cy.heard.text).not.toContain("see you");
});

test("a download goes on while one types, and is the file", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, "--out", house.out);
  ann.type("get big.bin\rhalf");
  bo.text("meanwhile\n");
  const path = join(house.out, "big.bin");
  // The terminal is narrower than the path: it is compared without its line breaks.
  const whole = (screen: string) => screen.replaceAll("\n", "");
  await ann.waitFor((screen) => whole(screen).includes(`* Saved ${path}: 5.0 MB, checked`));
  await ann.waitFor(/Ann> half█$/);
  ann.type(" done\r");
  await bo.heard.waitFor("Ann: half done\n");
  await ann.waitFor(/Ann: half done\nAnn> █$/);
  expect(readFileSync(path).equals(readFileSync(join(house.shelf, "big.bin")))).toBe(true);
  expect(readdirSync(house.out)).toEqual(["big.bin"]);
});

test("a download that the disk refuses is told once, and no progress stays behind", async () => {
  await using house = new House();
  writeFileSync(house.out, "");
  await using ann = await chatAs("Ann", house.at, "--out", join(house.out, "x"));
  ann.type("get big.bin\r");
  await ann.waitFor('Cannot save "big.bin": ');
  ann.type("get info.txt\r");
  await ann.waitFor('Cannot save "info.txt": ');
  // Its answer comes after all that was sent of the files.
  ann.type("list\r");
  await ann.waitFor(/test\.txt\n(.*\n)*Ann> █$/);
  expect(await ann.screen()).not.toContain(" % of ");
});

test("a message that is too long is refused here", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  ann.type(`\x1b[200~${"x".repeat(4097)}\x1b[201~\r`);
  await ann.waitFor(/longer than 4096 bytes\nAnn> █$/);
  ann.type(`\x1b[200~${"y".repeat(4096)}\x1b[201~\r`);
  await house.log.waitFor(`: ${"y".repeat(4096)}\n`);
});

test("resizing keeps every line and the input", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  const lines = Array.from({ length: 40 }, (_, n) => `<${n}${"w漢".repeat((n * 7) % 30)}>`);
  const unbroken = (screen: string) => screen.replaceAll("\n", "");
  const expected = (upTo: number) =>
    `${lines
      .slice(0, upTo)
      .map((line) => `Bo: ${line}`)
      .join("")}Ann> draft█`;
  ann.type("draft");
  let said = 0;
  for (const [cols, rows] of [
    [80, 24],
    [50, 20],
    [30, 12],
    [100, 30],
    [81, 7],
  ] as const) {
    const repaints = () => count(ann.raw(), "\x1b[H");
    const before = repaints();
    ann.resize(cols, rows);
    if (said > 0) await ann.waitFor(() => repaints() > before);
    for (let n = 0; n < 8; n++) bo.text(`${lines[said++]}\n`);
    await ann.waitFor((screen) => unbroken(screen).endsWith(expected(said)));
  }
  ann.type("!\r");
  await bo.heard.waitFor("Ann: draft!\n");
});
