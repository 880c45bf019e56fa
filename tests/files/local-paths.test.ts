// Local paths, as a shell would complete them.
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathsBeginning } from "../../lib/files/local-paths.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "parlor-paths-")));
afterAll(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, "notes"));
for (const name of ["notes.txt", "north", ".hidden", "bad\x1bname", "notes/a b.md"]) {
  writeFileSync(join(home, name), "");
}

test.each([
  ["~/no", ["~/north", "~/notes.txt", "~/notes/"]],
  ["~/notes/", ["~/notes/a b.md"]],
  ["~/.h", ["~/.hidden"]],
  ["~/", ["~/north", "~/notes.txt", "~/notes/"]],
  ["~/bad", []],
  ["~/nowhere/x", []],
])("%s", async (begun, paths) => {
  expect(await pathsBeginning(begun, home)).toEqual(paths);
});

test("behind a symbolic link, up is where the system has it", async () => {
  mkdirSync(join(home, "far", "sub"), { recursive: true });
  symlinkSync(join(home, "far", "sub"), join(home, ".link"));
  expect(await pathsBeginning(`${home}/.link/../`)).toEqual([`${home}/.link/../sub/`]);
});

test("an absolute path, and one from here", async () => {
  expect(await pathsBeginning(join(home, "nor"))).toEqual([join(home, "north")]);
  expect(await pathsBeginning("./packa")).toEqual(["./package.json"]);
});
