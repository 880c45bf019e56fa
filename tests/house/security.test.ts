// SECURITY.md says what is: each attack that is run has a row, each bound and each test that it names is there.
import { expect, test } from "bun:test";
import { Glob } from "bun";
import { basename, join } from "node:path";
import * as limits from "../../lib/protocol/limits.ts";
import { ATTACKS } from "../attack/attacks.ts";

const ROOT = join(import.meta.dir, "../..");
const security = await Bun.file(join(ROOT, "SECURITY.md")).text();

/** What stands in it as code and looks so. */
function named(pattern: RegExp): string[] {
  return [...security.matchAll(/`([^`]+)`/g)]
    .map(([, code]) => code ?? "")
    .filter((each) => pattern.test(each));
}

test.each(Object.keys(ATTACKS).filter((name) => name !== "nobody"))("%s has its row", (name) => {
  expect(security).toMatch(new RegExp(`^\\| [^|]*\`${name}\``, "m"));
});

test("its bounds are bounds", () => {
  const bounds = named(/^[A-Z]+(_[A-Z]+)+$/).filter((name) => name !== "PARLOR_PASSWORD");
  expect(bounds.length).toBeGreaterThan(30);
  expect(bounds.filter((name) => !Object.hasOwn(limits, name))).toEqual([]);
});

test("its tests are there", () => {
  const tests = new Set(
    [...new Glob("tests/**/*.test.ts").scanSync(ROOT)].map((path) => basename(path)),
  );
  const claimed = named(/\.test\.ts$/).filter((path) => !path.includes("*"));
  expect(claimed.length).toBeGreaterThan(30);
  expect(claimed.filter((path) => !tests.has(basename(path)))).toEqual([]);
});
