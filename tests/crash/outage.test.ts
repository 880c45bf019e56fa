// Two people in their chats while the server is killed and started again: nobody loses a word, not even a half-typed one.

import { expect, setDefaultTimeout, test } from "bun:test";
import { chatAs, jsonLines, run, seen } from "../client/process.ts";
import type { Pty } from "../support/pty.ts";
import { MortalServer } from "./mortal-server.ts";

setDefaultTimeout(60_000);

/** The longest that a chat may take to find out that the server is there again: milliseconds. */
const BACK_MS = 20_000;

const PLACES = 3;
const SAID = ["one", "two", "three"];

/** What a headless action prints, a row a line. */
async function rowsOf(at: string, ...words: string[]): Promise<unknown[]> {
  const { exit, out, err } = await run([at, "--name", "Clerk", ...words, "--json"]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return jsonLines(out);
}

/** Who is here, and under which number; whoever asks has another each time. */
const THEM = [
  { client: 1, name: "Ann" },
  { client: 2, name: "Bo" },
];

/** What a chat shows of what somebody said, line by line. */
async function shown(terminal: Pty, name: string): Promise<string[]> {
  const screen = await terminal.screen(true);
  return [...screen.matchAll(new RegExp(`^(?:… )?${name}: (.*)$`, "gm"))].map(
    ([, text]) => text ?? "",
  );
}

async function isBack(terminal: Pty, name: string): Promise<void> {
  await terminal.waitFor(new RegExp(`^${name} in Parlor · .* · connected$`, "m"), BACK_MS);
}

test("kill -9 and a restart: typing, pending messages, names and numbers", async () => {
  await using server = new MortalServer(["--max-clients", String(PLACES)]);
  await server.start();
  const at = `127.0.0.1:${server.port}`;
  await using ann = await chatAs("Ann", at);
  await using bo = await chatAs("Bo", at);
  ann.type("before\r");
  await seen(bo, "Ann: before");
  expect(await rowsOf(at, "who")).toEqual(expect.arrayContaining(THEM));
  ann.type("half typed");
  await seen(ann, "Ann> half typed█");

  server.kill();
  for (const chat of [ann, bo]) await chat.waitFor(/^(?:connection lost, trying|connecting)/m);
  for (const text of SAID) bo.type(`${text}\r`);
  await seen(bo, "… Bo: one\n… Bo: two\n… Bo: three\nBo> █");
  await seen(ann, "Ann> half typed█");

  await server.gone;
  await server.start();
  await isBack(ann, "Ann");
  await isBack(bo, "Bo");
  await seen(ann, /Bo: one\n(?:.*\n)*?Bo: two\n(?:.*\n)*?Bo: three\n(?:.*\n)*Ann> half typed█$/);
  await seen(bo, /^Bo: one\nBo: two\nBo: three\n(?:.*\n)*Bo> █$/m);
  expect(await rowsOf(at, "who")).toEqual(expect.arrayContaining(THEM));

  ann.type(" and sent\r");
  await seen(bo, "Ann: half typed and sent\nBo> █");
  await seen(ann, "Ann: half typed and sent\nAnn> █");
  for (const chat of [ann, bo]) {
    expect(await shown(chat, "Bo")).toEqual(SAID);
    expect(await shown(chat, "Ann")).toEqual(["before", "half typed and sent"]);
  }
  const said = await rowsOf(at, "history", "--all");
  const ofAnn = { from: "Ann", client: 1 };
  expect(said).toMatchObject([
    { seq: 1, ...ofAnn, text: "before" },
    ...SAID.map((text, index) => ({ seq: index + 2, from: "Bo", client: 2, text })),
    { seq: 5, ...ofAnn, text: "half typed and sent" },
  ]);
  expect(server.complaints).toEqual([]);
});
