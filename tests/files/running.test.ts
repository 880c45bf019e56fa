// Whether another process is still there: one that runs, one that is gone, one that only nobody has asked for.

import { expect, spyOn, test } from "bun:test";
import { isEnding, isRunning } from "../../lib/files/running.ts";
import { ENDING_LOOK_MS, ENDING_PROCESS_MS } from "../../lib/protocol/limits.ts";

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
