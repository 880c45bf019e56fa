// What is read anew: what has changed holds from then on, and what cannot be read stays as it was.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MOTD_CHARACTERS, MOTD_FILE_BYTES } from "../../lib/protocol/limits.ts";
import { UsageError } from "../../lib/protocol/settings.ts";
import type { Ban } from "../../lib/room/bans.ts";
import type { Effect } from "../../lib/room/effects.ts";
import { motdOfFile } from "../../lib/server/motd.ts";
import { reloadOnSignal, Reloading } from "../../lib/server/reloading.ts";
import { openRoom } from "../room/house.ts";
import { CHEAP, gateOf } from "../support/password.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parlor-reload-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BAN: Ban = { address: "203.0.113.7", at: 0, until: null };

function reloaded({ bans = async (): Promise<readonly Ban[]> => [] } = {}) {
  const motdFile = join(folder, "motd");
  const passwordFile = join(folder, "password");
  writeFileSync(motdFile, "Be kind\n");
  writeFileSync(passwordFile, "open sesame\n");
  const { room } = openRoom({ password: true, motd: "Be kind" });
  const gate = gateOf("open sesame");
  const lines: string[] = [];
  const log = {
    info: (line: string) => void lines.push(`info ${line}`),
    warn: (line: string) => void lines.push(`warn ${line}`),
  };
  const sources = { motdFile, passwordFile, readBans: () => bans() };
  const performed: Effect[] = [];
  const perform = (effects: readonly Effect[]) => void performed.push(...effects);
  const reloading = new Reloading(sources, { room, gate, log, perform, cost: CHEAP });
  return { motdFile, passwordFile, room, gate, lines, performed, reloading };
}

test("nothing has changed", async () => {
  const { reloading, lines } = reloaded();
  await reloading.reload();
  expect(lines).toEqual(["info Read anew; nothing has changed"]);
});

test("all has changed", async () => {
  const { motdFile, passwordFile, room, gate, lines, reloading } = reloaded({
    bans: async () => [BAN],
  });
  writeFileSync(motdFile, "Be\tkinder\nplease\x1b[2J\n");
  writeFileSync(passwordFile, "another");
  await reloading.reload();
  expect(lines).toEqual([
    "info Read anew; newcomers read: Be kinder please, there is another password, bans: 1",
  ]);
  expect(room.motd).toBe("Be kinder please");
  expect(room.isBanned("203.0.113.7")).toBe(true);
  expect(await gate.isPassword("another")).toBe(true);
  expect(await gate.isPassword("open sesame")).toBe(false);
  await reloading.reload();
  expect(lines.at(-1)).toBe("info Read anew; nothing has changed");
});

test("an empty motd is none", async () => {
  const { motdFile, room, lines, reloading } = reloaded();
  writeFileSync(motdFile, "\n");
  await reloading.reload();
  expect([room.motd, lines.at(-1)]).toEqual(["", "info Read anew; newcomers read nothing"]);
});

test("what cannot be read stays as it was, each with one warning, and keeps nothing else back", async () => {
  const { motdFile, passwordFile, room, gate, lines, reloading } = reloaded({
    bans: () => Promise.reject(new Error('Cannot read "bans.json": it is no JSON')),
  });
  rmSync(motdFile);
  writeFileSync(passwordFile, "\n");
  await reloading.reload();
  expect(lines).toEqual([
    `warn Cannot read "${motdFile}": no such file; the message of the day stays as before`,
    `warn Cannot use the first line of "${passwordFile}" as a password: it is empty; the password stays as before`,
    'warn Cannot read "bans.json": it is no JSON; the bans stay as before',
  ]);
  expect(room.motd).toBe("Be kind");
  expect(await gate.isPassword("open sesame")).toBe(true);
});

test("what is from nowhere is not looked at", async () => {
  const { room } = openRoom();
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn() {} };
  const nowhere = { motdFile: undefined, passwordFile: undefined, readBans: undefined };
  await new Reloading(nowhere, { room, gate: undefined, log, perform() {} }).reload();
  expect(lines).toEqual(["Read anew; nothing has changed"]);
});

test("many at once are one that is under way, and one that begins after it", async () => {
  let reads = 0;
  const first = Promise.withResolvers<readonly Ban[]>();
  const { reloading, lines } = reloaded({
    bans: () => (++reads === 1 ? first.promise : Promise.resolve([BAN])),
  });
  const all = [reloading.reload(), reloading.reload()];
  const begun = Promise.withResolvers<void>();
  setImmediate(begun.resolve);
  await begun.promise;
  all.push(reloading.reload(), reloading.reload());
  first.resolve([]);
  await Promise.all(all);
  expect(lines.length).toBe(2);
  expect(lines.at(-1)).toContain("bans: 1");
});

test("a SIGHUP reads anew, but for one that only tells of an end", () => {
  const before = process.listeners("SIGHUP");
  let reads = 0;
  let isEnding = false;
  const reload = async () => void reads++;
  reloadOnSignal({ reload }, () => isEnding);
  try {
    process.emit("SIGHUP", "SIGHUP");
    expect(reads).toBe(1);
    isEnding = true;
    process.emit("SIGHUP", "SIGHUP");
    expect(reads).toBe(1);
  } finally {
    for (const each of process.listeners("SIGHUP"))
      if (!before.includes(each)) process.off("SIGHUP", each);
  }
});

describe("a motd's file", () => {
  test("is one line of so many characters", async () => {
    const file = join(folder, "motd");
    writeFileSync(file, `  ${"x".repeat(MOTD_CHARACTERS)}\n`);
    expect(await motdOfFile(file)).toBe("x".repeat(MOTD_CHARACTERS));
    writeFileSync(file, "x".repeat(MOTD_CHARACTERS + 1));
    await expect(motdOfFile(file)).rejects.toBeInstanceOf(UsageError);
  });

  test("has so many bytes", async () => {
    const file = join(folder, "motd");
    writeFileSync(file, `x${" ".repeat(MOTD_FILE_BYTES - 1)}`);
    expect(await motdOfFile(file)).toBe("x");
    writeFileSync(file, `x${" ".repeat(MOTD_FILE_BYTES)}`);
    await expect(motdOfFile(file)).rejects.toThrow(`it has more than ${MOTD_FILE_BYTES} bytes`);
  });
});

test("a ban that was added by hand sends away who is here", async () => {
  const { room, performed, reloading } = reloaded({ bans: async () => [BAN] });
  const number = room.open(`${BAN.address}:5`, { received: 0, sent: 0 });
  await reloading.reload();
  expect(performed).toContainEqual(expect.objectContaining({ effect: "letGo", to: number }));
});
