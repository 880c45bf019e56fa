// The file of the bans: what is written is read again, a person may edit it, and nothing of it is lost silently.

import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BAN_FILE_BYTES, MOST_BANS } from "../../lib/protocol/limits.ts";
import type { Ban } from "../../lib/room/bans.ts";
import { BAN_FILE, readBans, writeBans } from "../../lib/server/ban-file.ts";
import { BanKeeper, banKeeper } from "../../lib/server/ban-keeper.ts";
import { temporaryFolders } from "../files/temp.ts";

const tempFolder = temporaryFolders();

const AT = Date.UTC(2026, 10, 22, 18);

const BANS: Ban[] = [
  { name: "bob", address: "203.0.113.9", at: AT, until: AT + 3_600_000 },
  { address: "2001:db8:0:1::7", at: AT, until: null },
  { name: "Zoë the 2nd", at: AT, until: null },
];

/** A folder in which the file has this text. */
function edited(text: string): string {
  const folder = tempFolder();
  writeFileSync(join(folder, BAN_FILE), text);
  return folder;
}

describe("bans", () => {
  test("that are written are read again; the file is its owner's alone", async () => {
    const folder = join(tempFolder(), "data");
    await writeBans(folder, BANS);
    expect(await readBans(folder)).toEqual(BANS);
    expect(statSync(join(folder, BAN_FILE)).mode & 0o777).toBe(0o600);
    await writeBans(folder, []);
    expect(await readBans(folder)).toEqual([]);
  });

  test("are written for people, with times as they read them", async () => {
    const folder = tempFolder();
    await writeBans(folder, BANS.slice(0, 1));
    const text = readFileSync(join(folder, BAN_FILE), "utf8");
    expect(JSON.parse(text)).toEqual([
      {
        name: "bob",
        address: "203.0.113.9",
        until: "2026-11-22T19:00:00.000Z",
        at: "2026-11-22T18:00:00.000Z",
      },
    ]);
    expect(text).toContain('\n    "name": "bob",\n');
  });

  test("are none where there is no file", async () => {
    expect(await readBans(tempFolder())).toEqual([]);
  });

  test("may be added by hand with as little as a name or an address, in any of its forms", async () => {
    const folder = edited(
      `[{"name":"bob"},{"address":"::ffff:203.0.113.9"},{"address":"2001:DB8:0:1::7","until":"2026-11-22T19:00:00+01:00"}]`,
    );
    expect(await readBans(folder)).toEqual([
      { name: "bob", at: 0, until: null },
      { address: "203.0.113.9", at: 0, until: null },
      { address: "2001:db8:0:1::7", at: 0, until: AT },
    ]);
  });

  test(`${MOST_BANS} are read, and one more is too many`, async () => {
    const some = Array.from({ length: MOST_BANS }, (_, at) => ({ name: `guest ${at}` }));
    expect((await readBans(edited(JSON.stringify(some)))).length).toBe(MOST_BANS);
    const folder = edited(JSON.stringify([...some, { name: "bob" }]));
    expect(readBans(folder)).rejects.toThrow(`it has more than ${MOST_BANS} bans`);
  });

  test("as many as there can be, as long as they can be, fit in the file", async () => {
    const folder = tempFolder();
    const ban = { address: "2001:0db8:ffff:ffff::/64", at: AT, until: AT };
    const most = Array.from({ length: MOST_BANS }, () => ({ ...ban, name: '"'.repeat(32) }));
    await writeBans(folder, most);
    expect((await readBans(folder)).length).toBe(MOST_BANS);
  });

  test(`a file of ${BAN_FILE_BYTES} bytes is read, one of one more is not`, async () => {
    const text = '[{"name":"bob"}]';
    expect(await readBans(edited(text.padEnd(BAN_FILE_BYTES)))).toMatchObject([{ name: "bob" }]);
    const folder = edited(text.padEnd(BAN_FILE_BYTES + 1));
    expect(readBans(folder)).rejects.toThrow(`it has more than ${BAN_FILE_BYTES} bytes`);
  });

  test.each([
    ["no JSON", "[{", "it is no JSON"],
    ["nothing", "", "it is no JSON"],
    ["no list", '{"name":"bob"}', "expected array"],
    ["neither", '[{"name":"bob"},{"until":null}]', "ban 2: it has no name and no address"],
    ["a misspelt field", '[{"name":"bob","untill":null}]', "ban 1: "],
    ["a name that nobody can have", '[{"name":"a:b"}]', 'ban 1: "name": it is no name: '],
    ["no address", '[{"address":"1.2.3"}]', 'ban 1: "address": it is no address'],
    ["no time", '[{"name":"bob","until":"soon"}]', 'ban 1: "until": it is no time'],
    ["no such day", '[{"name":"bob","until":"2026-02-30T10:00:00Z"}]', 'ban 1: "until": '],
  ])("%s is no list of bans: a sentence says where", async (_what, text, why) => {
    const folder = edited(text);
    const path = join(folder, BAN_FILE);
    const message = await readBans(folder).then(String, (error: Error) => error.message);
    expect(message).toStartWith(`Cannot read "${path}": `);
    expect(message).toContain(why);
    expect(message).toEndWith("; correct it, or take it away so that nobody is kept out");
    expect(message).not.toContain("\n");
  });
});

describe("keeping them", () => {
  test("is one write at a time, and of those that wait the newest alone", async () => {
    const written: number[] = [];
    const turns: PromiseWithResolvers<void>[] = [];
    const keeper = new BanKeeper(
      (bans) => {
        written.push(bans.length);
        const turn = Promise.withResolvers<void>();
        turns.push(turn);
        return turn.promise;
      },
      () => {},
    );
    for (const count of [1, 2, 3]) keeper.keep(BANS.slice(0, count));
    expect(written).toEqual([1]);
    const settled = keeper.settled();
    turns[0]?.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(written).toEqual([1, 3]);
    turns[1]?.resolve();
    await settled;
    expect(written).toEqual([1, 3]);
  });

  test("where the disk does not take it is warned of once; they hold, and are kept as soon as they can be", async () => {
    const folder = tempFolder();
    const path = join(folder, "data", BAN_FILE);
    writeFileSync(join(folder, "data"), "a file is in the way");
    const warnings: string[] = [];
    const keeper = banKeeper(join(folder, "data"), (message) => void warnings.push(message));
    for (const count of [1, 2]) {
      keeper.keep(BANS.slice(0, count));
      await keeper.settled();
    }
    const why = "it exists already; the bans hold until the server stops";
    expect(warnings).toEqual([`Cannot write "${path}": ${why}`]);
    rmSync(join(folder, "data"));
    keeper.keep(BANS);
    await keeper.settled();
    expect(await readBans(join(folder, "data"))).toEqual(BANS);
    expect(warnings.length).toBe(1);
  });

  test("without a folder is in memory alone", async () => {
    const keeper = banKeeper(undefined, (message) => expect(message).toBe("nothing"));
    keeper.keep(BANS);
    await keeper.settled();
  });
});
