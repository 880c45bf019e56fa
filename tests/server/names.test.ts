// Names at the door and later: every refusal says why and asks again, a name is free once its holder has left.

import { describe, expect, test } from "bun:test";
import { House } from "../support/house.ts";

const ASK = "Please enter a name:";

const REFUSED = [
  { name: "", why: "it is empty" },
  { name: "   ", why: "it is empty" },
  { name: "\u200b\u2060", why: "it is empty" },
  { name: "\x1b[31m", why: "it has characters that cannot be shown" },
  { name: "\x1b[31mRed", why: "it has characters that cannot be shown" },
  { name: "Ann\u202e", why: "it has characters that cannot be shown" },
  { name: "Ann\tLee", why: "it has characters that cannot be shown" },
  { name: "x".repeat(33), why: "it is longer than 32 characters or 64 bytes" },
  { name: "é".repeat(32) + "x", why: "it is longer than 32 characters or 64 bytes" },
  { name: "Ann:", why: 'it has a ":"' },
  { name: "Ann：Lee", why: 'it has a ":"' },
  { name: "/nick", why: 'it starts with "/", "*" or another mark of commands and lines' },
  { name: "* Ben left", why: 'it starts with "/", "*" or another mark of commands and lines' },
  { name: "server", why: "it is a reserved word" },
  { name: "ＳＥＲＶＥＲ", why: "it is a reserved word" },
  { name: "status", why: "it is a reserved word" },
  { name: "exit", why: "it is a reserved word" },
  { name: "get x", why: "it is a reserved word" },
  { name: "Brandon", why: "it is taken" },
  { name: "bRANDON", why: "it is taken" },
  { name: "Ｂｒａｎｄｏｎ", why: "it is taken" },
  { name: "Bran\u200ddon", why: "it is taken" },
  { name: "Brand0n", why: 'it looks like "Brandon"' },
  { name: "Вrаndоn", why: 'it looks like "Brandon"' },
  { name: "Bran\u200bdon", why: "it has characters that cannot be shown" },
  { name: "sеrver", why: "it is a reserved word" },
  { name: "Host", why: "it is a reserved word" },
  { name: "∗ Brandon", why: 'it starts with "/", "*" or another mark of commands and lines' },
];

describe("a refused name", () => {
  test("says why on one line and asks again, and the right one is taken then", async () => {
    await using house = new House();
    const brandon = await house.lines("Brandon");
    const guest = await house.guest();
    expect(await guest.line()).toBe(ASK);
    for (const { name, why } of REFUSED) {
      guest.send(`${name}\r\n`);
      const [refusal, prompt] = await guest.lines(2);
      expect(refusal).toStartWith('* Cannot use "');
      expect(refusal).toEndWith(`" as a name: ${why}`);
      expect(prompt).toBe(ASK);
    }
    expect(await brandon.heard()).toEqual([]);
    guest.send(" \u00a0 Daniel\u3000 \u2003\n");
    expect(await guest.line()).toBe("Your name is set as: Daniel");
    expect(await brandon.line()).toBe("* Daniel joined");
  });

  test("may be bytes that are no text", async () => {
    await using house = new House();
    const guest = await house.guest();
    guest.send("x");
    guest.send(Uint8Array.from([0xff, 0x0a]));
    guest.send(`x\0\n${"x".repeat(5000)}\nAnn\n`);
    expect(await guest.lines(8)).toEqual([
      ASK,
      "* Cannot take the line: it is no UTF-8",
      ASK,
      "* Cannot take the line: it contains NUL",
      ASK,
      "* Cannot take the line: it is longer than 4096 bytes",
      ASK,
      "Your name is set as: Ann",
    ]);
  });

  test("of a bare guest asks again as well", async () => {
    await using house = new House();
    await house.lines("Brandon");
    const guest = await house.guest();
    guest.send("brandon");
    expect(await guest.lines(3)).toEqual([
      ASK,
      '* Cannot use "brandon" as a name: it is taken',
      ASK,
    ]);
    guest.send("Daniel");
    expect(await guest.line()).toBe("Your name is set as: Daniel");
  });

  test("of a frames guest has its code", async () => {
    await using house = new House();
    await house.lines("Brandon");
    const guest = await house.unnamedFrames();
    for (const { name, why } of REFUSED) {
      const [error] = await guest.request({ type: "nick", name });
      const code = /taken|looks/.test(why) ? "name-taken" : "name-refused";
      expect(error).toMatchObject({ type: "error", code });
    }
    await guest.join("Daniel");
  });
});

test.each(["x".repeat(32), "é".repeat(32), "李 小龙", "👩‍🚀"])("%s is a name", async (name) => {
  await using house = new House();
  await house.lines(name);
});

describe("a name", () => {
  test("is free once its holder has left, however it went", async () => {
    await using house = new House();
    const watcher = await house.lines("Lina");
    const first = await house.lines("Ann");
    first.send("exit\n");
    await first.closed;
    const second = await house.lines("ann");
    second.end();
    await second.closed;
    const third = await house.lines("ANN");
    third[Symbol.dispose]();
    expect((await watcher.lines(6)).at(-1)).toBe("* ANN left");
    const fourth = await house.frames("Ann");
    await fourth.request({ type: "exit" });
    await house.lines("Ann");
  });

  test("can be changed, which is announced and frees the old one", async () => {
    await using house = new House();
    const ann = await house.lines("Ann");
    const ben = await house.frames("Ben");
    expect(await ann.line()).toBe("* Ben joined");
    ann.send("/nick ben\n");
    expect(await ann.line()).toBe('* Cannot use "ben" as a name: it is taken');
    ann.send("/nick a:b\n");
    expect(await ann.line()).toBe('* Cannot use "a:b" as a name: it has a ":"');
    ann.send("/nick ANN\n");
    expect(await ann.lines(2)).toEqual(["/nick ANN ACK", "* Ann is now ANN"]);
    ann.send("/nick Anna Lee\n");
    expect(await ann.lines(2)).toEqual(["/nick Anna Lee ACK", "* ANN is now Anna Lee"]);
    ann.send("Hi\n");
    expect((await ben.next("said")).from).toBe("Anna Lee");
    expect(await ben.next("renamed")).toMatchObject({ from: "Ann", to: "ANN", client: 1 });
    expect(await ben.next("renamed")).toMatchObject({ from: "ANN", to: "Anna Lee", client: 1 });
    await house.lines("Ann");
  });
});
