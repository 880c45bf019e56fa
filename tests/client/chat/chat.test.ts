// The real client chatting in real terminals with the real server: talk, names, commands, downloads, resizes.

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chat, chatAs, paste, seen, withoutStatus } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const count = (text: string, part: string) => text.split(part).length - 1;

test("two see each other come, talk and go; one's own line stands there once", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  await using bo = await chatAs("Bo", house.at);
  await seen(ann, "* Bo joined\nAnn> █");
  ann.type("hello 漢字 😀\r");
  await seen(bo, "Ann: hello 漢字 😀\nBo> █");
  bo.type("hi\r");
  await seen(ann, "Ann: hello 漢字 😀\nBo: hi\nAnn> █");
  const screen = await seen(bo, "Bo: hi\nBo> █");
  expect(count(screen, "Bo: hi")).toBe(1);
  expect(count(await ann.screen(true), "Ann: hello")).toBe(1);
  bo.type("/exit\r");
  await seen(ann, "Bo: hi\n* Bo left\nAnn> █");
});

test("a half-typed line stays intact while others talk, and is then sent exactly", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(`hello wor${"\x1b[D".repeat(3)}`);
  await seen(ann, "Ann> hello wor");
  for (let n = 0; n < 30; n++) bo.text(`line ${n}\n`);
  await seen(ann, /Bo: line 29\nAnn> hello wor$/);
  ann.type("X");
  bo.text("between\n");
  await seen(ann, /Bo: between\nAnn> hello Xwor$/);
  ann.type("Y\r");
  await bo.heard.waitFor("Ann: hello XYwor\n");
  const screen = await seen(ann, /Ann: hello XYwor\nAnn> █$/);
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
  await ann.waitFor(/Cannot use "Ann" as a name: it is taken[\s\S]*Your name\?[\s\S]*Ann-2/);
  ann.type("\x15Anne\r");
  const screen = await ann.waitFor("Anne> █");
  expect(screen).toContain("You are Anne");
  expect(screen).toContain("Be kind");
  expect(screen).toContain("Connected to Testing");
});

test("a name of the command line that is taken is asked for", async () => {
  await using house = new House();
  await house.join("Ann");
  await using ann = chat([house.at, "--name", "Ann"]);
  await ann.waitFor(/Cannot use "Ann" as a name: it is taken[\s\S]*Your name\?[\s\S]*Ann-2/);
  ann.type("\r");
  expect(await ann.waitFor("Ann-2> █")).toContain("You are Ann-2");
});

test("/who, status, list, /help and what is wrong", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  const steps: [string, string | RegExp][] = [
    ["/who", "2 here\n1 Bo  2 Ann\nAnn> █"],
    [
      "status",
      /^# {2}name +since +messages +received +sent +address\n1 {2}Bo +here .* 127\.0\.0\.1:\d+\n2 {2}Ann +here .*\nAnn> █/m,
    ],
    ["list", /^5\.0 MB {2}\d\d:\d\d {2}big\.bin\n[\s\S]*test\.txt\nAnn> █/m],
    [
      "/help",
      /\/get \[FILE\.\.\.\] +download files; patterns work too +\/get info\.txt \*\.pdf\n[\s\S]*\/clear +.*\nAnn> █/,
    ],
    ["/help who", /\/who {2}who is here now\nAnn> █/],
    ["/help get", /patterns work too\nThe same: get\nExample: \/get info.txt \*\.pdf\nAnn> █/],
    ["/help dance", 'Cannot show "dance": there is no such command\nAnn> █'],
    ["/whoo", 'Cannot run "/whoo": there is no such command; did you mean /who?\nAnn> █'],
    ["/msg Bo", "Usage: /msg NAME TEXT\nAnn> █"],
    ["/msg Cy hi", '✗ not sent: hi\n  Cannot reach "Cy": not here\nAnn> █'],
    ["/nick bo", 'Cannot use "bo" as a name: it is taken\nAnn> █'],
    ["get nope", "File 'nope' not found\nAnn> █"],
  ];
  for (const [line, answer] of steps) {
    ann.type(`${line}\r`);
    await seen(ann, answer);
  }
  ann.type("/say /who\r");
  await bo.heard.waitFor("Ann: /who\n");
  expect(bo.heard.text).toEndWith("* Ann joined\nAnn: /who\n");
});

test("a direct message, and a new name", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  await using bo = await chatAs("Bo Lee", house.at);
  const cy = await house.netcat("Cy");
  ann.type('/msg "Bo Lee" see you\r');
  await seen(ann, "→ you to Bo Lee: see you\nAnn> █");
  await seen(bo, "→ Ann to you: see you\nBo Lee> █");
  ann.type("half\x1b[D");
  await seen(ann, "Ann> half");
  ann.type("\x03/nick Anna\r");
  await seen(ann, "* Ann is now Anna\nAnna> █");
  await seen(bo, "* Ann is now Anna\nBo Lee> █");
  ann.type("it is me\r");
  await seen(ann, "Anna: it is me\nAnna> █");
  await cy.heard.waitFor("* Ann is now Anna\nAnna: it is me\n");
  expect(cy.heard.text).not.toContain("see you");
});

test("a download goes on while one types, and is the file", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, ["--out", house.out]);
  ann.type("get big.bin\rhalf");
  bo.text("meanwhile\n");
  const path = join(house.out, "big.bin");
  // The terminal is narrower than the path: it is compared without its line breaks.
  const whole = (screen: string) => screen.replaceAll("\n", "");
  await ann.waitFor((screen) => whole(screen).includes(`* Saved ${path}: 5.0 MB, checked`));
  await seen(ann, /Ann> half█$/);
  ann.type(" done\r");
  await bo.heard.waitFor("Ann: half done\n");
  await seen(ann, /Ann: half done\nAnn> █$/);
  expect(readFileSync(path).equals(readFileSync(join(house.shelf, "big.bin")))).toBe(true);
  expect(readdirSync(house.out)).toEqual(["big.bin"]);
});

test("a download that the disk refuses is told once, and no progress stays behind", async () => {
  await using house = new House();
  writeFileSync(house.out, "");
  await using ann = await chatAs("Ann", house.at, ["--out", join(house.out, "x")]);
  ann.type("get big.bin\r");
  await ann.waitFor('Cannot save "big.bin": ');
  ann.type("get info.txt\r");
  await ann.waitFor('Cannot save "info.txt": ');
  // Its answer comes after all that was sent of the files.
  ann.type("list\r");
  await seen(ann, /test\.txt\n(.*\n)*Ann> █$/);
  expect(await ann.screen()).not.toContain(" % of ");
});

test("a message that is too long is refused here, and stays to be shortened", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(`${paste("x".repeat(4090))}${"y".repeat(7)}\r`);
  const refused = /^Cannot send it: it has 4,097 bytes, a message takes 4,096\n/m;
  await seen(ann, refused);
  await seen(ann, /x{9}y{7}█$/);
  ann.type("\x7f\r");
  const said = await bo.heard.waitFor("y\n");
  expect(said).toEndWith(`* Ann joined\nAnn: ${"x".repeat(4090)}${"y".repeat(6)}\n`);
  await seen(ann, /y{6}\nAnn> █$/);
});

test("resizing keeps every line and the input", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  const lines = Array.from({ length: 40 }, (_, n) => `<${n}${"w漢".repeat((n * 7) % 30)}>`);
  // Without what breaks a line and indents its rest.
  const unbroken = (screen: string) => screen.replace(/\s+/g, "");
  const expected = (upTo: number) =>
    `${lines
      .slice(0, upTo)
      .map((line) => `Bo:${line}`)
      .join("")}Ann>draft█`;
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
    await ann.waitFor((screen) => unbroken(withoutStatus(screen)).endsWith(expected(said)));
  }
  ann.type("!\r");
  await bo.heard.waitFor("Ann: draft!\n");
});
