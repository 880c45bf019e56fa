// The tables of the real client: fitted to a terminal, in full in a pipe.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chat, run } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

describe("the table", () => {
  const WORDS = ["status", "list", "who"] as const;

  test.each(WORDS)("of %s fits a narrow terminal", async (action) => {
    await using house = new House();
    writeFileSync(join(house.shelf, `${"long-".repeat(20)}name.txt`), "");
    await using shown = chat([house.at, "-n", "A name of some length", action], { cols: 30 });
    expect(await shown.proc.exited).toBe(0);
    await shown.waitFor(action === "list" ? "info.txt" : "A name of");
    const rows = Bun.stripANSI(shown.raw()).split("\r\n");
    expect(Math.max(...rows.map((row) => Bun.stringWidth(row)))).toBeLessThanOrEqual(30);
  });

  test.each(WORDS)("of %s is in full in a pipe, without colours", async (action) => {
    await using house = new House();
    const long = `${"long-".repeat(20)}name.txt`;
    writeFileSync(join(house.shelf, long), "");
    const name = "A name of some length";
    const { out } = await run([house.at, "-n", name, action], "", { COLUMNS: "30" });
    expect(out).toContain(action === "list" ? long : name);
    if (action === "status") expect(out).toMatch(/ 127\.0\.0\.1:\d+ /);
    expect(out).not.toContain("\x1b");
  });
});
