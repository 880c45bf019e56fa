// Keys and pastes, however their bytes are split over reads, and what an ESC alone becomes.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { DECODED, listening, NAMED } from "./keys-keyboard.ts";
import { FAMILY } from "./prompt-room.ts";

test("a paste and every named key, split at each byte into two and three reads, text around them", () => {
  for (const [bytes, name] of [...NAMED, ["\x1b[200~x\ry\x1b[201~", "paste x\ry"]] as const) {
    const whole = Buffer.from(`é${bytes}é`);
    for (let i = 1; i < whole.length; i++) {
      for (let j = i; j < whole.length; j++) {
        const { read, told } = listening();
        read(whole.subarray(0, i), whole.subarray(i, j), whole.subarray(j));
        expect(told).toEqual(["=é", name, "=é"]);
      }
    }
  }
});

test("each byte of each key in a read of its own", () => {
  for (const [bytes, name] of [...NAMED, ...DECODED].filter(([key]) => key !== "\x1b\x1b\x1b")) {
    const { read, told } = listening();
    read(...bytes);
    expect(told).toEqual([name]);
  }
});

test("whatever is typed and pasted, and however it is split: it is told in order", () => {
  const parts = fc.oneof(
    fc.constantFrom<readonly [string, string]>(
      ...NAMED,
      ...DECODED.filter(([b]) => b !== "\x1b\x1b\x1b"),
    ),
    fc.constantFrom("x", "é", "日", "😀").map((text) => [text, `=${text}`] as const),
    fc
      .constantFrom("", "a", "b\rc", "\x03\x1b[A", FAMILY)
      .map((text) => [`\x1b[200~${text}\x1b[201~`, `paste ${text}`] as const),
  );
  fc.assert(
    fc.property(fc.array(parts), fc.array(fc.nat()), (sent, cuts) => {
      const { read, told } = listening();
      const bytes = Buffer.from(sent.map(([typed]) => typed).join(""));
      const at = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b);
      [0, ...at].forEach((from, i) => {
        const chunk = bytes.subarray(from, at[i]);
        // A read of Ctrl-C alone is the key, even in a paste.
        if (chunk.length > 0 && !(chunk.length === 1 && chunk[0] === 3)) read(chunk);
        else if (chunk.length > 0) throw new fc.PreconditionFailure();
      });
      const joined = (all: readonly string[]) =>
        all.join("|").replaceAll(/(?<=(?:^|\|)=[^|]*)\|=/g, "");
      expect(joined(told)).toBe(joined(sent.map(([, name]) => name)));
    }),
    { verbose: true, numRuns: 300 },
  );
});

test("an ESC by itself is the Escape key, and what follows late still belongs to it", async () => {
  const { read, told, escaped } = listening();
  read("\x1b");
  expect(told).toEqual([]);
  await escaped;
  expect(told).toEqual(["escape"]);
  read("[200~x\x1b[201~");
  expect(told).toEqual(["escape", "paste x"]);
});

test("every named key whose ESC was told as Escape already", async () => {
  const late = async (bytes: string) => {
    const { read, told, escaped } = listening();
    read("a", bytes.slice(0, 1));
    await escaped;
    for (const byte of bytes.slice(1)) read(byte);
    read("b");
    return told;
  };
  const all = await Promise.all(NAMED.map(([bytes]) => late(bytes)));
  expect(all).toEqual(NAMED.map(([, name]) => ["=a", "escape", name, "=b"]));
});

test("after Escape a key of its own is a key of its own", async () => {
  for (const [late, expected] of [
    ["b", ["=b"]],
    ["[x", ["=[x"]],
    ["\x7f", ["backspace"]],
    ["\x1b[A", ["up"]],
  ] as const) {
    const { read, told, escaped } = listening();
    read("\x1b");
    await escaped;
    read(...late);
    expect(told.slice(1).join("").replaceAll("=", "")).toBe(expected.join("").replaceAll("=", ""));
  }
});

test("what looks like the rest of a key after Escape is shown when nothing more comes", async () => {
  const { keyboard, keys, escaped, read } = listening();
  const { promise: shown, resolve } = Promise.withResolvers<string>();
  read("\x1b");
  await escaped;
  keys.attach({ onControl: () => false, onPaste() {}, onEnd() {}, onKey() {}, onText: resolve });
  keyboard.removeAllListeners("data");
  keys.takeBack();
  read("[");
  expect(await shown).toBe("[");
});

test("an Escape before another key is told first", () => {
  const { read, told } = listening();
  read("\x1b\x1b\x1b[B");
  expect(told.splice(0)).toEqual(["escape", "escape", "down"]);
  read("\x1b\x1b[A\x1b\x1b[200~x\x1b[201~\x1b\x03");
  expect(told).toEqual(["escape", "up", "escape", "paste x", "escape", "^C"]);
});
