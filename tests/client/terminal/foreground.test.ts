// Whether the terminal is ours, as far as can be told in this process: what a background is, the server's console shows.

import { expect, test } from "bun:test";
import { isForeground } from "../../../lib/client/terminal/foreground.ts";

test("a process whose terminal controls nobody is in no background", () => {
  const run = Bun.spawnSync([
    "setsid",
    process.execPath,
    "-e",
    `import { isForeground } from "${import.meta.dir}/../../../lib/client/terminal/foreground.ts";
     console.log(isForeground())`,
  ]);
  expect(run.stdout.toString()).toBe("true\n");
});

test("it is told in this process as well", () => {
  expect(typeof isForeground()).toBe("boolean");
});
