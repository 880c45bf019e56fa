// What is not to be given out must not lie on the shelf, by whatever way one gets there.

import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isShown } from "../../lib/files/apart.ts";

test("a folder on the shelf is shown, one beside it or a hidden one is not", async () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "parlor-apart-")));
  try {
    const root = join(home, "repo");
    mkdirSync(join(root, "there"), { recursive: true });
    symlinkSync(root, join(home, "link"));
    symlinkSync(home, join(root, "back"));
    const shown = ["repo", "repo/new", "repo/new/deep", "repo/there", "link/there/new"];
    const apart = [
      "",
      "data",
      "repo-data",
      "..data",
      "repo/.data",
      "repo/.data/deep",
      "repo/there/.data/x",
      "repo/../data",
      "repo/back/data",
    ];
    for (const folder of shown) expect(await isShown(root, join(home, folder)), folder).toBe(true);
    for (const folder of apart) expect(await isShown(root, join(home, folder)), folder).toBe(false);
  } finally {
    rmSync(home, { recursive: true });
  }
});
