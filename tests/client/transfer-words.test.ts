// The sentences about transfers, word for word.

import { expect, test } from "bun:test";
import type { Fetched } from "../../lib/client/fetch.ts";
import type { Put } from "../../lib/client/put.ts";
import {
  cancelledText,
  fetchedText,
  putText,
  stoppedText,
} from "../../lib/client/transfer-words.ts";

const FETCHED: Fetched = {
  file: "x.bin",
  path: "downloads/x.bin",
  size: 1_100_000_000,
  sha256: "0".repeat(64),
  how: "new",
  from: 0,
  damaged: false,
};

test.each<[Partial<Fetched>, string]>([
  [{}, "Saved downloads/x.bin: 1.1 GB, checked"],
  [
    { how: "continued", from: 400_000_000 },
    "Saved downloads/x.bin: 1.1 GB, checked; continued at 400 MB",
  ],
  [
    { how: "restarted" },
    "Saved downloads/x.bin: 1.1 GB, checked; started over: the file has changed",
  ],
  [
    { how: "restarted", damaged: true },
    "Saved downloads/x.bin: 1.1 GB, checked; started over: what was there was damaged",
  ],
  [{ how: "already", from: 1_100_000_000 }, "x.bin is already complete in downloads/x.bin"],
])("a download %j: %s", (fetched, text) => {
  expect(fetchedText({ ...FETCHED, ...fetched })).toBe(text);
});

const PUT: Put = {
  file: "photo.jpg",
  size: 2_100_000,
  sha256: "0".repeat(64),
  from: 0,
  already: false,
};

test.each<[Partial<Put>, string]>([
  [{}, "Added photo.jpg to the shelf: 2.1 MB"],
  [{ from: 1_000_000 }, "Added photo.jpg to the shelf: 2.1 MB; continued at 1.0 MB"],
  [{ already: true, from: 2_100_000 }, "photo.jpg is on the shelf already"],
])("an upload %j: %s", (put, text) => {
  expect(putText({ ...PUT, ...put })).toBe(text);
});

test("cancelled: there is something to go on with, or nothing", () => {
  expect(cancelledText("x.bin", undefined)).toBe("x.bin is cancelled");
  expect(cancelledText("x.bin", "get")).toBe("x.bin is cancelled; get it again to continue");
  expect(cancelledText("a\x1b[2Jb", "put")).toBe("ab is cancelled; put it again to continue");
});

test.each([
  [52, 100, "/get x.bin", "x.bin has stopped at 52 %; /get x.bin continues it"],
  [999, 1000, "the same put", "x.bin has stopped at 99 %; the same put continues it"],
])("stopped at %d of %d", (done, size, again, text) => {
  expect(stoppedText("x\x1b[2J.bin", { done, size }, again)).toBe(text);
});
