// Talk pours in while somebody types: every line is there once and in order, and the input is exact.

import { expect, setDefaultTimeout, test } from "bun:test";
import { chatAs, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const BACKSPACE = "\x7f";
const LINES = 2000;
const LINES_AT_ONCE = 100;

test("2,000 lines while typing: none is lost, and the input is exact", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  let typed = "";
  for (let from = 0; from < LINES; from += LINES_AT_ONCE) {
    const lines = Array.from({ length: LINES_AT_ONCE }, (_, n) => `line ${from + n}`);
    bo.text(`${lines.join("\n")}\n`);
    const word = `w${from / LINES_AT_ONCE} é漢😀 `;
    // Each key by itself, with some that are rubbed out again.
    for (const key of `xy${BACKSPACE}${BACKSPACE}${word}`) ann.type(key);
    typed += word;
    await bo.heard.waitFor(`line ${from + LINES_AT_ONCE - 1} ACK\n`);
  }
  const unbroken = (screen: string) => screen.replace(/\n */g, "");
  await seen(ann, `Bo: line ${LINES - 1}\nAnn> `);
  await ann.waitFor((screen) => unbroken(screen).endsWith("w19 é漢😀 █"));
  const screen = await ann.screen(true);
  const numbers = [...screen.matchAll(/^Bo: line (\d+)$/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: LINES }, (_, n) => n));
  ann.type("!\r");
  await bo.heard.waitFor(Buffer.from(`Ann: ${typed}!\n`).toString("latin1"));
  await seen(ann, /w19 é漢😀 !\nAnn> █$/);
});

test("own words stand among others' where everybody has them", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const cy = await house.netcat("Cy");
  await using ann = await chatAs("Ann", house.at);
  for (let n = 0; n < 50; n++) {
    bo.text(Array.from({ length: 10 }, (_, part) => `line ${n}.${part}\n`).join(""));
    ann.type(`own ${n}\r`);
    await bo.heard.waitFor(`line ${n}.9 ACK\n`);
  }
  await cy.heard.waitFor("Ann: own 49\n");
  await cy.heard.waitFor("Bo: line 49.9\n");
  const talk = (text: string) => text.match(/^(Ann: own|Bo: line) [\d.]+$/gm);
  const everybodys = talk(cy.heard.text);
  expect(everybodys).toHaveLength(550);
  const last = everybodys?.at(-1) ?? "";
  expect(talk(await seen(ann, `\n${last}\nAnn> █`))).toEqual(everybodys);
});
