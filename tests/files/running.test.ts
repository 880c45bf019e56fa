// Whether another process is still there: one that runs, one that is gone, one that only nobody has asked for.

import { expect, spyOn, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { isEnding, isRunning, startOf } from "../../lib/files/running.ts";
import { ENDING_LOOK_MS, ENDING_PROCESS_MS } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const isLinux = process.platform === "linux";

test("a process runs or does not, whoever's it is", async () => {
  expect(isRunning(process.pid)).toBe(true);
  using kill = spyOn(process, "kill").mockImplementation(() => {
    throw Object.assign(new Error("not permitted"), { code: "EPERM" });
  });
  expect(isRunning(1)).toBe(true);
  expect(kill.mock.calls).toEqual([[1, 0]]);
  kill.mockRestore();
  const child = Bun.spawn(["true"]);
  await child.exited;
  expect(isRunning(child.pid)).toBe(false);
});

test("one that has ended does not run, though its parent never asks for it", async () => {
  // What the shell becomes knows nothing of the shell's child, which ends with its input.
  const script = "exec 3<&0; cat <&3 & exec sh -c 'echo $0; exec sleep 60 3<&-' $!";
  const parent = Bun.spawn(["sh", "-c", script], { stdin: "pipe", stdout: "pipe" });
  try {
    const { value } = await parent.stdout.getReader().read();
    const pid = Number(new TextDecoder().decode(value));
    expect(isRunning(pid)).toBe(true);
    await parent.stdin.end();
    expect(await isEnding(pid, isRunning)).toBe(true);
    process.kill(pid, 0); // to the system it is still there
  } finally {
    parent.kill();
    await parent.exited;
  }
});

test("one is waited for that ends soon, and not for one that goes on", async () => {
  const most = ENDING_PROCESS_MS / ENDING_LOOK_MS;
  const endsAfter = (looks: number) => {
    let looked = 0;
    return () => looked++ < looks;
  };
  expect(await isEnding(1, endsAfter(0))).toBe(true);
  expect(await isEnding(1, endsAfter(most))).toBe(true);
  expect(await isEnding(1, () => true)).toBe(false);
});

test("one that began at another time has only the number of the one that is meant", async () => {
  const own = startOf(process.pid);
  expect(isRunning(process.pid, own)).toBe(true);
  expect(isRunning(process.pid, undefined)).toBe(true);
  // Where the system does not tell, it may be the one.
  expect(isRunning(process.pid, `1${own}`)).toBe(!isLinux);
  const child = Bun.spawn(["cat"], { stdin: "pipe" });
  const since = startOf(child.pid);
  expect(isRunning(child.pid, since)).toBe(true);
  child.kill();
  await child.exited;
  expect(isRunning(child.pid, since)).toBe(false);
  expect(startOf(child.pid)).toBeUndefined();
});

test.if(isLinux)("its start is what the system says, whatever the process is called", async () => {
  const path = join(folder(), "b) Z 1 (");
  symlinkSync(process.execPath, path);
  const child = Bun.spawn([path, "-e", "console.log(1); await Bun.stdin.text()"], {
    stdin: "pipe",
    stdout: "pipe",
  });
  try {
    await child.stdout.getReader().read();
    const [ps, own] = [startOf(child.pid), startOf(process.pid)];
    expect(ps).toMatch(/^\d+$/);
    expect(Number(ps)).toBeGreaterThan(Number(own));
    expect(isRunning(child.pid, ps)).toBe(true);
  } finally {
    child.kill();
    await child.exited;
  }
});
