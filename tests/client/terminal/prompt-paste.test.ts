// Pastes in a terminal: one line goes into the line, more is asked about, and none of any size holds up a key.

import { describe, expect, test } from "bun:test";
import { PASTE_BYTES } from "../../../lib/protocol/limits.ts";
import { FAMILY, Room } from "./prompt-room.ts";

const BEGIN = "\x1b[200~";
const END = "\x1b[201~";

/** What the typist was asked, by the line that the fixture tells of it. */
function asked(line: string | undefined): unknown {
  return JSON.parse(line?.replace(/^\(paste (.*)\)$/, "$1") ?? "");
}

test("a line goes into the line, cleaned, its line breaks at the end dropped", async () => {
  using room = new Room();
  await using ann = await room.join();
  const text = "0123456789".repeat(400);
  ann.type(`<>\x1b[D${BEGIN}${text}\r\n${END}\r`);
  expect(await room.hear(1)).toEqual([`<${text}>`]);
  ann.type(`${BEGIN}c\td\x03\x1b[31me\n${END}escape`);
  await ann.waitFor("ann> c deescape█");
  ann.type(`\x03${BEGIN}escape${END}\r`);
  expect((await room.hear(2))[1]).toBe("escape");
});

test.each(["\n", "\r", "\r\n"])("lines that end in %j are asked about as one text", async (end) => {
  using room = new Room();
  await using ann = await room.join();
  ann.type(`say .\x1b[D${BEGIN}one${end}\tt\x07wo${end}${end}three${end}${END}`);
  expect(asked((await room.hear(1))[0])).toEqual(["say one\n two\n\nthree.", "one\n two\n\nthree"]);
  await ann.waitFor("ann> █");
});

test("what the typist does not use leaves the line as it was", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type(`abc\x1b[D${BEGIN}refuse\nit${END}`);
  await room.hear(1);
  ann.type("X\r");
  expect((await room.hear(2))[1]).toBe("abXc");
});

test("keys typed while the typist decides are not lost", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type(`${BEGIN}decide\n${END}`);
  await ann.waitFor("ann> decide█");
  ann.type(`\x03${BEGIN}decide\n2${END}`);
  await room.hear(2);
  ann.type("later\rlast");
  await room.keysRead(ann);
  await ann.waitFor("ann> █");
  room.say("!decide yes");
  expect((await room.hear(3))[2]).toBe("later");
  await ann.waitFor("ann> last█");
});

test("the marks in two and three reads, at every byte", async () => {
  using room = new Room();
  await using ann = await room.join();
  let heard = 0;
  for (const mark of [BEGIN, END]) {
    for (let i = 1; i < mark.length; i++) {
      const [begin, end] = mark === BEGIN ? ["<", `x${END}>\r`] : [`<${BEGIN}x`, ">\r"];
      ann.type(begin + mark.slice(0, i));
      await room.keysRead(ann);
      if (i < mark.length - 1) {
        ann.type(mark.slice(i, i + 1));
        await room.keysRead(ann);
      }
      ann.type(mark.slice(i < mark.length - 1 ? i + 1 : i) + end);
      expect((await room.hear(++heard)).at(-1)).toBe("<x>");
    }
  }
});

describe("100 KB", () => {
  test.each([
    ["one line", "x".repeat(100_000), "x".repeat(100_000)],
    ["many lines", "line\r".repeat(20_000), "line\n".repeat(20_000).trimEnd()],
    ["wide characters", "漢字".repeat(16_667), "漢字".repeat(16_667)],
    ["joined emoji", FAMILY.repeat(5556), FAMILY.repeat(5556)],
  ])("%s: the next key is shown at once", async (_what, pasted, text) => {
    using room = new Room();
    await using ann = await room.join();
    const start = performance.now();
    ann.type(`${BEGIN}${pasted}${END}next`);
    await ann.waitFor("ann> next█");
    expect(performance.now() - start).toBeLessThan(1000);
    expect(asked((await room.hear(1))[0])).toEqual([text, text]);
  });

  test("typed, as by a terminal that does not mark pastes: as much as fits", async () => {
    using room = new Room();
    await using ann = await room.join();
    const start = performance.now();
    ann.type("x".repeat(100_000));
    await ann.waitFor("The line is full");
    ann.type(`${"\x7f".repeat(4)}\x01next`);
    await ann.waitFor("ann> next");
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

test.each([
  ["not told of", PASTE_BYTES, ""],
  ["told of", PASTE_BYTES + 1, "Only the first 1,048,576 bytes of the paste were taken\n"],
])("what is beyond so many bytes is %s", async (_what, bytes, notice) => {
  using room = new Room();
  await using ann = await room.join();
  ann.type(`${BEGIN}${"x".repeat(bytes)}${END}`);
  expect(asked((await room.hear(1))[0])).toEqual([
    "x".repeat(PASTE_BYTES),
    "x".repeat(PASTE_BYTES),
  ]);
  await ann.waitFor((screen) => screen === `${notice}ann> █`);
});

test("a paste that never ends is given up by Ctrl-C", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type(`draft${BEGIN}lost`);
  await room.keysRead(ann);
  ann.type("\x03");
  await room.keysRead(ann);
  ann.type("x");
  await ann.waitFor("ann> x█");
});
