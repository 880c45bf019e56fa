// Where standard output leads to: a terminal is shown clean text, a pipe gets the exact bytes, a closed one ends us.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chat, client, run } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

const EVIL = "before \x1b]0;owned\x07after\nred \x1b[31m\x1b[2J\u202eback\u009b1m\nlast line";

describe("a file with escape sequences", () => {
  test("is cleaned for a terminal, line by line", async () => {
    await using house = new House();
    writeFileSync(join(house.shelf, "evil.txt"), EVIL);
    await using got = chat([house.at, "get", "evil.txt", "--stdout", "-q"]);
    expect(await got.proc.exited).toBe(0);
    expect(await got.waitFor("last line")).toBe("before after\nred back\nlast line");
    expect(got.raw()).not.toContain("\x1b]0;");
    expect(got.raw()).not.toContain("owned");
    expect(got.raw()).not.toMatch(/[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]/);
  });

  test("cut between two chunks is cleaned, too", async () => {
    await using house = new House();
    const padding = `${"x".repeat(63)}\n`.repeat(4096);
    const text = `${padding.slice(0, -3)}\x1b]0;owned\x07\nthe end\n`;
    writeFileSync(join(house.shelf, "evil.txt"), text);
    await using got = chat([house.at, "get", "evil.txt", "--stdout", "-q"]);
    expect(await got.proc.exited).toBe(0);
    await got.waitFor(/^the end$/m);
    expect(got.raw()).not.toContain("\x1b");
  });

  test("and other bytes: what is no UTF-8 shows so, tabs and line ends stay, and no letter is cut", async () => {
    await using house = new House();
    // An odd number of bytes, and then two a letter: chunks end within one.
    const padding = `x${`${"ж".repeat(31)}\n`.repeat(5000)}`;
    const text = `${padding}a\tb\r\nzero\u200bwidth\nZ${"\u0301".repeat(50)}algo\ntitle\x1b]0;never`;
    const bytes = Buffer.concat([
      Buffer.from(text),
      Buffer.from("\nno \xff end\xf0\x9f", "latin1"),
    ]);
    writeFileSync(join(house.shelf, "evil.txt"), bytes);
    await using got = chat([house.at, "get", "evil.txt", "--stdout", "-q"]);
    expect(await got.proc.exited).toBe(0);
    const end = `a       b\nzerowidth\nZ${"\u0301".repeat(4)}algo\ntitle0;never\nno \ufffd end\ufffd`;
    await got.waitFor(end);
    const raw = got.raw();
    expect(raw.match(/^ж{31}\r?$/gm)).toHaveLength(4999);
    expect(raw).toContain("a\tb\r\n");
    expect(raw).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b]|\u0301{5}/);
  });

  test("comes byte by byte through a pipe", async () => {
    await using house = new House();
    const bytes = Buffer.concat([Buffer.from(EVIL), Buffer.from([0xff, 0x00, 0x1b, 0x0d, 0x0a])]);
    writeFileSync(join(house.shelf, "evil.bin"), bytes);
    const got = await run([house.at, "get", "evil.bin", "--stdout", "-q"]);
    expect(got).toMatchObject({ exit: 0, err: "" });
    expect(bytes.equals(got.bytes)).toBe(true);
  });
});

describe("a pipe that nobody reads any more ends the client with 141, and no complaint", () => {
  const piped = (reader: string) => [
    "bash",
    "-c",
    `"$0" "$@" | ${reader}; echo "exit \${PIPESTATUS[0]}"`,
  ];

  test("while it gets a file", async () => {
    await using house = new House();
    const words = [house.at, "get", "big.bin", "--stdout", "-q"];
    await using got = client(words, {}, piped("head -c 10 | wc -c"));
    await got.exit;
    expect(got.out.text.replaceAll(" ", "")).toBe("10\nexit141\n");
    expect(got.err.text).toBe("");
  });

  test("while it listens", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    await using tail = client([house.at, "-n", "Ann", "tail", "-q"], {}, piped("head -n 1"));
    await bo.heard.waitFor("* Ann joined\n");
    let over = false;
    const exit = tail.exit.finally(() => (over = true));
    const isOver = () => over;
    for (let line = 1; !isOver(); line++) {
      bo.text(`line ${line}\n`);
      await bo.heard.waitFor(`line ${line} ACK\n`);
    }
    await exit;
    expect(tail.out.text).toBe("Bo: line 1\nexit 141\n");
    expect(tail.err.text).toBe("");
  });
});
