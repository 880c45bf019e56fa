// A process that receives a file, for tests to kill and to race: FOLDER FILE SOURCE. It says what it has done, a
// line at a time, and awaits a line before it goes on where a fourth word is "steps".

import { Download } from "../../lib/files/download.ts";
import { MODIFIED, sha256 } from "./receiving.ts";

const [folder = "", file = "", source = "", pace] = process.argv.slice(2);
const PIECE = 1024 * 1024;
const lines = console[Symbol.asyncIterator]();

async function did(what: string): Promise<void> {
  console.log(what);
  if (pace === "steps") await lines.next();
}

const bytes = await Bun.file(source).bytes();
await did("ready");
const download = await Download.open(folder, file);
const from = download.have?.bytes ?? 0;
await did(`have ${from}`);
await download.begin({ size: bytes.length, modified: MODIFIED, from });
await did("begun");
for (let position = from; position < bytes.length; position += PIECE) {
  await download.write(bytes.subarray(position, position + PIECE));
  await did(`wrote ${Math.min(position + PIECE, bytes.length)}`);
}
console.log(await download.finish(sha256(bytes)));
process.exit();
