// A guest that the server does not read, since so much is on its way to it, is not taken for one that is gone.

import { expect, test } from "bun:test";
import { truncateSync } from "node:fs";
import { join } from "node:path";
import {
  FILE_STALL_MS,
  GONE_AFTER_MS,
  TRANSFERS_PER_GUEST,
  UNREAD_STREAMS,
} from "../../lib/protocol/limits.ts";
import { House } from "../support/house.ts";

/** More than the system's own buffers of a connection: who has read as much has been sent to meanwhile. */
const STEP_BYTES = 64 * 1024 * 1024;

/** So many of them are far more than is read here. */
const FILE_BYTES = 256 * 1024 * 1024;

/** Less than what a guest may take nothing for. */
const STEP_MS = FILE_STALL_MS - 1000;

test("a guest that reads as many downloads as it may have stays, for however long they last", async () => {
  let now = Date.now();
  const files = { "big.bin": "" };
  await using house = new House({ now: () => now, nameTimeoutMs: STEP_MS, files });
  truncateSync(join(house.shelf, "big.bin"), FILE_BYTES);
  const ann = await house.lines("Ann");
  const finn = await house.frames("Finn");
  expect(await ann.line()).toBe("* Finn joined");
  const gets = Array.from({ length: UNREAD_STREAMS }, () =>
    finn.ask({ type: "get", file: "big.bin" }),
  );
  // Whoever came last to the door is looked at last: once its time is over, so were all others looked at.
  const stepAndLook = async () => {
    const fence = await house.guest();
    await fence.line();
    now += STEP_MS;
    expect(await fence.line()).toStartWith("* No name within");
  };

  let read = 0;
  for (let lasted = 0; lasted <= GONE_AFTER_MS + STEP_MS; lasted += STEP_MS) {
    await finn.fileBytes((read += STEP_BYTES));
    finn.raw.pause();
    await stepAndLook();
    finn.raw.resume();
  }
  ann.send("Still here?\n");
  expect(await ann.line()).toBe("Still here? ACK");
  expect(await finn.next("said")).toMatchObject({ text: "Still here?" });
  await finn.fileBytes(read + STEP_BYTES);

  // Once they are over it is read again, and its silence counts from then.
  truncateSync(join(house.shelf, "big.bin"), 0);
  for (const [index, get] of gets.entries()) {
    // Those that still waited were not begun, and find an empty file.
    const expected = index < TRANSFERS_PER_GUEST ? { code: "broken" } : { type: "end" };
    expect((await finn.answers(get)).at(-1)).toMatchObject(expected);
  }
  await stepAndLook();
  expect(await finn.request({ type: "ping" })).toMatchObject([{ type: "pong" }]);
  expect(await ann.heard()).toEqual([]);
}, 30_000);
