// What the chat keeps between runs: the lines that were sent, and a draft that could not be; nothing of it in private.

import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chatAs, chatInShell, left, paste, run, seen, send } from "../process.ts";
import { framesServer, sendAway } from "../peers.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const UP = "\x1b[A";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** An empty folder for what is kept, and the file of the history in it. */
function ownState() {
  const folder = mkdtempSync(join(tmpdir(), "parlor-history-"));
  folders.push(folder);
  const file = join(folder, "parlor", "history");
  return { folder, file, env: { XDG_STATE_HOME: folder } };
}

test("the lines of one run are there in the next, for nobody else to read", async () => {
  await using house = new House();
  const { file, env } = ownState();
  {
    await using ann = chatInShell([house.at, "-n", "Ann"], { env });
    await ann.waitFor("Ann> █");
    ann.type("one\r/who\r/wrong\rtwo ü\r/exit\r");
    await left(ann, 0);
  }
  expect(readFileSync(file, "utf8")).toBe("one\n/who\n/wrong\ntwo ü\n/exit\n");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
  await using ann = await chatAs("Ann", house.at, [], { env });
  ann.type(`draft${UP}${UP}`);
  await ann.waitFor("Ann> two ü█");
  ann.type(`${UP}${UP}${UP}`);
  await ann.waitFor("Ann> one█");
  ann.type("\x1b[B".repeat(5));
  await ann.waitFor("Ann> draft█");
});

test.each(["--private", "PARLOR_PRIVATE"])("%s: no file at all", async (how) => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const { folder, env } = ownState();
  const [words, more] = how === "--private" ? [[how], {}] : [[], { [how]: "1" }];
  await using ann = chatInShell([house.at, "-n", "Ann", ...words], { env: { ...env, ...more } });
  await ann.waitFor("Ann> █");
  ann.type("secret\r");
  await bo.heard.waitFor("Ann: secret\n");
  ann.type(UP);
  await ann.waitFor("Ann> secret█");
  ann.type(" draft");
  await ann.waitFor("Ann> secret draft█");
  await send(ann, "SIGTERM");
  await left(ann, 143);
  expect(readdirSync(folder)).toEqual([]);
});

test("a draft is kept when the server sends us away, or a signal ends the chat", async () => {
  const { file, env } = ownState();
  {
    using fake = framesServer();
    await using me = chatInShell([fake.at, "-n", "me"], { env });
    await me.waitFor("me> █");
    me.type("cut off in");
    await me.waitFor("me> cut off in█");
    sendAway(fake, "Closing time");
    await left(me, 3);
  }
  expect(readFileSync(file, "utf8")).toBe("cut off in\n");
  await using house = new House();
  await using ann = chatInShell([house.at, "-n", "Ann"], { env });
  await ann.waitFor("Ann> █");
  ann.type(`${UP} mid-sentence`);
  await ann.waitFor("Ann> cut off in mid-sentence█");
  await send(ann, "SIGTERM");
  await left(ann, 143);
  expect(readFileSync(file, "utf8")).toBe("cut off in\ncut off in mid-sentence\n");
});

test("a paste that was sent is not kept, a line that was not sent neither", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const { file, env } = ownState();
  await using ann = chatInShell([house.at, "-n", "Ann"], { env });
  await ann.waitFor("Ann> █");
  ann.type(paste("one\ntwo"));
  await ann.waitFor("Paste 2 lines?");
  ann.type("\r");
  await bo.heard.waitFor("Ann: one\nAnn: two\n");
  ann.type("given up");
  await seen(ann, "Ann> given up█");
  ann.type("\x03said\r/exit\r");
  await left(ann, 0);
  expect(readFileSync(file, "utf8")).toBe("said\n/exit\n");
});

test("two at once keep their lines in one file", async () => {
  await using house = new House();
  const { file, env } = ownState();
  await using ann = await chatAs("Ann", house.at, [], { env });
  await using bo = await chatAs("Bo", house.at, [], { env });
  ann.type("from Ann\r");
  await seen(bo, "Ann: from Ann\nBo> █");
  bo.type("from Bo\r");
  await seen(ann, "Bo: from Bo\nAnn> █");
  ann.type("again\r");
  await seen(bo, "Ann: again\nBo> █");
  expect(readFileSync(file, "utf8")).toBe("from Ann\nfrom Bo\nagain\n");
});

test("a script keeps nothing", async () => {
  await using house = new House();
  const { folder, env } = ownState();
  expect(await run([house.at, "say", "hi"], "", env)).toMatchObject({ exit: 0 });
  expect(await run([house.at], "one\ntwo\n", env)).toMatchObject({ exit: 0 });
  expect(existsSync(join(folder, "parlor"))).toBe(false);
});
