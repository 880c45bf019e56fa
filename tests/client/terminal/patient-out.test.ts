// Output to a terminal that may take nothing: nobody waits for it, and nothing of it is lost or out of order.

import { expect, test } from "bun:test";
import { closeSync, constants, openSync, read } from "node:fs";
import { join } from "node:path";
import { PatientOut } from "../../../lib/client/terminal/patient-out.ts";
import { SHOWN_WAITING_BYTES, STUCK_TERMINAL_MS } from "../../../lib/protocol/limits.ts";
import { temporaryFolders } from "../../files/temp.ts";
import { patiently } from "../../support/patience.ts";

const tempFolder = temporaryFolders();

/** What stands in for a terminal: a pipe, which takes nothing once it is full. */
function openPipe() {
  const path = join(tempFolder(), "pipe");
  Bun.spawnSync(["mkfifo", path]);
  const fd = openSync(path, constants.O_RDWR);
  let resized = () => {};
  let now = 0;
  const tty = { fd, columns: 80, rows: 24, isTTY: true };
  const on = (_event: "resize", listener: () => void) => void (resized = listener);
  const out = new PatientOut({ ...tty, on }, () => now);
  const readSome = () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const bytes = Buffer.alloc(SHOWN_WAITING_BYTES);
    read(fd, bytes, 0, bytes.byteLength, null, (_error, count) =>
      resolve(bytes.toString("latin1", 0, count)),
    );
    return patiently(promise);
  };
  const pass = (ms: number) => void (now += ms);
  return { fd, out, readSome, pass, resize: () => resized() };
}

test("is written in its order, however slow it is, and tells when it is and no longer", async () => {
  const { fd, out, readSome } = openPipe();
  const texts = Array.from({ length: 8 }, (_, at) => String(at).repeat(SHOWN_WAITING_BYTES));
  expect(out.writableNeedDrain).toBe(false);
  for (const text of texts) out.write(text);
  expect(out.writableNeedDrain).toBe(true);
  const drained = new Promise<void>((resolve) => out.once("drain", resolve));
  let seen = "";
  while (seen.length < texts.length * SHOWN_WAITING_BYTES) seen += await readSome();
  expect(seen === texts.join("")).toBe(true);
  await patiently(drained);
  expect(out.writableNeedDrain).toBe(false);
  closeSync(fd);
});

test(`is stuck once it has taken nothing for ${STUCK_TERMINAL_MS} ms, until it takes something`, async () => {
  const { fd, out, readSome, pass } = openPipe();
  pass(10 * STUCK_TERMINAL_MS);
  expect(out.isStuck).toBe(false);
  const taken = new Promise<void>((resolve) => {
    out.write("x".repeat(2 * SHOWN_WAITING_BYTES), () => resolve());
  });
  pass(STUCK_TERMINAL_MS - 1);
  expect(out.isStuck).toBe(false);
  pass(1);
  expect(out.isStuck).toBe(true);
  for (let seen = 0; seen < 2 * SHOWN_WAITING_BYTES;) seen += (await readSome()).length;
  await patiently(taken);
  expect(out.isStuck).toBe(false);
  closeSync(fd);
});

test("has the terminal's size, and tells when that changes, and its errors", async () => {
  const { fd, out, resize } = openPipe();
  expect([out.columns, out.rows, out.isTTY]).toEqual([80, 24, true]);
  let resizes = 0;
  out.on("resize", () => resizes++);
  resize();
  expect(resizes).toBe(1);
  closeSync(fd);
  const failed = new Promise<Error>((resolve) => out.once("error", resolve));
  out.write("nobody");
  expect((await patiently(failed)).message).toContain("EBADF");
});
