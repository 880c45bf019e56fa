// What a room is opened over: all of it in its folders, or nothing that stays, and a sentence where something cannot be had.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKept, type Kept } from "../../lib/server/kept.ts";
import type { Log } from "../../lib/server/log.ts";
import { readServerSettings } from "../../lib/server/settings.ts";

const log: Log = { debug() {}, info() {}, warn() {}, error() {} };
const BAN = { name: "Eve", at: 0, until: null };

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-kept-")));
  mkdirSync(join(folder, "shelf"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What flags open, with a shelf and a data folder of their own; it is closed when the test is over. */
async function opened(...flags: string[]): Promise<Kept & AsyncDisposable> {
  const argv = ["--repo", join(folder, "shelf"), "--data", join(folder, "data"), ...flags];
  const means = { env: {}, now: Date.now, log };
  const kept = await openKept(readServerSettings(argv, {}), means);
  const close = async () => {
    kept.shelf[Symbol.dispose]();
    await kept.journal.close();
    await kept.keeper.settled();
  };
  return { ...kept, [Symbol.asyncDispose]: close };
}

test("a room of which something is kept, without a password and in the clear", async () => {
  await using kept = await opened("--motd", "be kind");
  expect(kept).toMatchObject({ bans: [], motd: "be kind" });
  expect([kept.rules, kept.gate, kept.certificate]).toEqual([undefined, undefined, undefined]);
  expect(existsSync(join(folder, "data", "journal.db"))).toBe(true);
});

test("what is kept is there the next time, and can be read anew", async () => {
  await using first = await opened("--tls");
  first.keeper.keep([BAN]);
  expect(await first.sources.readBans?.()).toEqual([BAN]);
  await first[Symbol.asyncDispose]();
  await using again = await opened("--tls");
  expect(again.bans).toEqual([BAN]);
  expect(again.certificate).toEqual(first.certificate);
});

test("a room of which nothing is kept leaves no folder", async () => {
  await using kept = await opened("--ephemeral", "--tls", "--allow-upload");
  kept.keeper.keep([BAN]);
  await kept.keeper.settled();
  expect(kept.rules).toBeDefined();
  expect([kept.sources.readBans, kept.certificate?.cert.slice(0, 10)]).toEqual([
    undefined,
    "-----BEGIN",
  ]);
  expect(existsSync(join(folder, "data"))).toBe(false);
});

test("a password and a line for newcomers that are from files", async () => {
  const [password, motd] = [join(folder, "password"), join(folder, "motd")];
  writeFileSync(password, "open sesame\n");
  writeFileSync(motd, "be kind\n");
  await using kept = await opened("--password-file", password, "--motd-file", motd);
  expect([kept.motd, await kept.gate?.isPassword("open sesame")]).toEqual(["be kind", true]);
  expect(kept.certificate).toBeDefined();
});

test.each([
  ["a shelf that is not there", ["--repo", "/nowhere/at/all"]],
  ["a line for newcomers that is not there", ["--motd-file", "/nowhere/at/all"]],
  ["a certificate that is not there", ["--tls-cert", "/nowhere/a", "--tls-key", "/nowhere/b"]],
])("%s is said in a sentence", async (_what, flags) => {
  const failed = await opened(...flags, "--ephemeral").then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : undefined),
  );
  expect(failed).toStartWith("Cannot ");
});

test("what is kept does not lie on the shelf, where everyone could get it", async () => {
  const failed = await opened("--data", join(folder, "shelf", "data")).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : undefined),
  );
  expect(failed).toStartWith("Cannot ");
});
