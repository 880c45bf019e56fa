// Disks that fill, fail, or may not be written: real ones, each in a process of its own.

import { expect, test } from "bun:test";
import { join } from "node:path";
import { cannotMount, unshared } from "../crash/small-disk.ts";
import { temporaryFolders } from "../files/temp.ts";

const folder = temporaryFolders();
const PROGRAM = join(import.meta.dir, "disk-program.ts");
const noMounts = cannotMount() !== undefined;
const noLimits = Bun.which("prlimit") === null || Bun.which("bash") === null;

function seen(command: string[]): unknown {
  const { stdout, stderr } = Bun.spawnSync(command);
  expect(stderr.toString()).toBe("");
  return JSON.parse(stdout.toString());
}

/** What is to be seen where storing fails for a while. */
function story(why: string, isAnew: boolean) {
  const failed = { fate: "failed", why };
  return {
    outcomes: Array.from({ length: 7 }, () => failed),
    again: [failed],
    isWhole: true,
    // Whether the connection could be at fault.
    isAnew,
    // Of the batch that failed nothing is there, and its numbers are the next one's.
    meanwhile: 0,
    after: [1, 2],
    later: 2,
  };
}

test.skipIf(noMounts)("a full disk", () => {
  const path = folder();
  const found = seen(unshared([process.execPath, PROGRAM, "full", path]));
  const started = `Cannot keep the journal in "${join(path, "data")}": no space is left`;
  expect(found).toEqual({ started, ...story("the disk is full", false) });
});

test.skipIf(noMounts)("a disk that is read-only", () => {
  const path = folder();
  const refusal = (name: string) =>
    `Cannot keep the journal in "${join(path, name)}": the disk is read-only`;
  const found = seen(unshared([process.execPath, PROGRAM, "read-only", path]));
  expect(found).toEqual([refusal("data"), refusal("none")]);
});

test.skipIf(noLimits)("a disk that takes no more bytes of a file", () => {
  // What else a system does to a process that writes too much is to end it.
  const program = [process.execPath, PROGRAM, "limited", folder()].map((word) => `'${word}'`);
  const found = seen(["bash", "-c", `trap '' XFSZ; exec ${program.join(" ")}`]);
  expect(found).toEqual(story("the disk fails", true));
});
