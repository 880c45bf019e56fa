// The chat's downloads without a chat: which file, a taken name, how each ends.

import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../lib/client/connect.ts";
import { CHAT_TRANSFERS } from "../../../lib/protocol/limits.ts";
import { framesServer } from "../peers.ts";
import { House } from "../server.ts";
import { Around, inHouse } from "./traffic-fixture.ts";

test("a named file is saved, and told of", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.traffic.get("info.txt");
  expect(around.traffic.busy).toBe(true);
  expect(around.shown).toEqual([["↓ info.txt: waiting"]]);
  expect(await around.told()).toBe(`Saved ${join(house.out, "info.txt")}: 416 B, checked`);
  await around.idle();
  expect(around.shown.at(-1)).toEqual([]);
  expect(around.questions).toEqual([]);
});

test("without a name the shelf is offered, sizes beside it; no answer gets nothing", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.answers = ["one.bin"];
  around.traffic.get(undefined);
  expect(await around.told()).toContain("one.bin: 1 B, checked");
  expect((await around.asked()).choices).toContainEqual({
    value: "one.bin",
    label: "one.bin",
    hint: "1 B",
  });
  around.traffic.get(undefined);
  await around.asked(2);
  around.traffic.get("nope");
  expect(await around.told(2)).toBe("File 'nope' not found");
  expect(readdirSync(house.out)).toEqual(["one.bin"]);
});

test("who went on typing while the list was on its way is not asked", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.typing = true;
  around.traffic.get(undefined);
  expect(await around.told()).toBe("To choose a file, empty the line and /get");
  expect(around.questions).toEqual([]);
});

test("what can be no file's name is refused before anything is asked", async () => {
  await using house = new House();
  mkdirSync(house.out);
  const around = await inHouse(house);
  around.traffic.get("..");
  expect(await around.told()).toStartWith('Cannot get "..": ');
  expect(around.questions).toEqual([]);
});

test("an empty shelf, and a session that is over, are told of", async () => {
  await using house = new House();
  const around = await inHouse(house);
  rmSync(house.shelf, { recursive: true });
  mkdirSync(house.shelf);
  around.traffic.get(undefined);
  expect(await around.told()).toBe("Cannot get a file: the shelf is empty");
  await house.stop();
  around.traffic.get(undefined);
  expect(await around.told(2)).toBe("The server is shutting down");
});

test("a pattern means all that match it, each of which is told of", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.traffic.get("*.bin");
  await around.told(4);
  await around.idle();
  const names = ["big.bin", "chunk.bin", "empty.bin", "one.bin"];
  expect(readdirSync(house.out).toSorted()).toEqual(names);
  expect(around.words.toSorted().map((word) => /(\w+\.bin): .*, checked$/.exec(word)?.[1])).toEqual(
    names,
  );
});

test("a pattern that nothing matches is told of", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.traffic.get("*.none");
  expect(await around.told()).toBe('Cannot get "*.none": nothing on the shelf matches');
  expect(around.traffic.busy).toBe(false);
});

test("a pattern may mean as many as there may be, and not one more", async () => {
  await using house = new House();
  let many = CHAT_TRANSFERS + 1;
  using fake = framesServer({
    list: (peer, id) => {
      const files = Array.from({ length: many }, (_, n) => ({
        file: `${n}`,
        size: 1,
        modified: 1,
      }));
      peer.control({ type: "list", files, more: false, re: id });
    },
    get: (peer, id) => peer.control({ type: "error", code: "not-found", message: "No", re: id }),
  });
  const around = new Around((await connect(fake.address, Date.now)).session, house.out);
  around.traffic.get("*");
  expect(await around.told()).toBe(
    'Cannot get "*": 1,001 files match, at most 1,000 transfers can be under way',
  );
  expect(around.traffic.busy).toBe(false);
  many--;
  around.traffic.get("*");
  await around.told(1 + CHAT_TRANSFERS);
  expect(new Set(around.words.slice(1))).toEqual(new Set(["No"]));
  around.session.abandon();
});

test("a file on the shelf is meant before a pattern is; what is on its way is not got twice", async () => {
  await using house = new House();
  writeFileSync(join(house.shelf, "[one].bin"), "brackets");
  const around = await inHouse(house);
  around.traffic.get("[one].bin");
  expect(await around.told()).toContain("[one].bin: 8 B, checked");
  around.traffic.get("big.bin");
  around.traffic.get("big.bin");
  around.traffic.get("b*.bin");
  await around.told(4);
  expect(around.words.filter((word) => word === "big.bin is on its way already")).toHaveLength(2);
  expect(readdirSync(house.out).toSorted()).toEqual(["[one].bin", "big.bin"]);
});

test.each([
  ["rename", ["info (1).txt", "info.txt"], "old"],
  ["overwrite", ["info.txt"], "new"],
  ["cancel", ["info.txt"], "old"],
  [undefined, ["info.txt"], "old"],
])("a name that another file has: %s", async (answer, names, first) => {
  await using house = new House();
  mkdirSync(house.out);
  const path = join(house.out, "info.txt");
  writeFileSync(path, "old");
  const around = await inHouse(house);
  around.answers = [answer];
  around.traffic.get("info.txt");
  expect((await around.asked()).message).toBe(`${path} exists already`);
  around.traffic.get("one.bin");
  const saved = names.length === 1 && first === "old" ? 1 : 2;
  await around.told(saved);
  await around.idle();
  expect(around.words).toHaveLength(saved);
  expect(readdirSync(house.out).toSorted()).toEqual([...names, "one.bin"]);
  expect(readFileSync(path, "utf8") === "old").toBe(first === "old");
});

test("a name that this very file has is not asked about, nor is one that the shelf does not have", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.traffic.get("info.txt");
  await around.told();
  around.traffic.get("info.txt");
  expect(await around.told(2)).toBe(
    `info.txt is already complete in ${join(house.out, "info.txt")}`,
  );
  writeFileSync(join(house.out, "nope"), "");
  around.traffic.get("nope");
  expect(await around.told(3)).toBe("File 'nope' not found");
  expect(around.questions).toEqual([]);
});

test("a folder that cannot be is told of once", async () => {
  await using house = new House();
  writeFileSync(house.out, "in the way");
  const around = new Around(await house.join("Ann"), join(house.out, "x"));
  around.traffic.get("info.txt");
  expect(await around.told()).toStartWith('Cannot save "info.txt": ');
  await around.idle();
  expect(around.words).toHaveLength(1);
});
