// Several files in one line, and names with blanks.

import { expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../lib/client/connect.ts";
import { framesServer } from "../peers.ts";
import { House } from "../server.ts";
import { Around, inHouse } from "./traffic-fixture.ts";

/** A guest of a house that also has files of these names. */
async function withFiles(house: House, ...names: string[]): Promise<Around> {
  for (const name of names) writeFileSync(join(house.shelf, name), name);
  return inHouse(house);
}

test.each<[string, string[]]>([
  ["info.txt one.bin", ["info.txt", "one.bin"]],
  ['"with space.txt"', ["with space.txt"]],
  ["with space.txt", ["with space.txt"]],
  ["with\\ space.txt one.bin", ["one.bin", "with space.txt"]],
  [`"info.txt" 'one.bin'`, ["info.txt", "one.bin"]],
  ["info.txt o*.bin 'with *'", ["info.txt", "one.bin", "with space.txt"]],
  ["one.bin one.bin 'one.bin'", ["one.bin"]],
  // A file that is called so goes first.
  ["info.txt test.txt", ["info.txt test.txt"]],
  ['"quoted"', ['"quoted"']],
])("%s", async (typed, files) => {
  await using house = new House();
  const whole = typed === "info.txt test.txt" ? [typed] : [];
  const around = await withFiles(house, "with space.txt", '"quoted"', ...whole);
  around.traffic.get(typed);
  await around.told(files.length);
  await around.idle();
  expect(around.words).toHaveLength(files.length);
  expect(readdirSync(house.out).toSorted()).toEqual(files);
});

test("each that is not there is told of, and the others still come", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.traffic.get("*.none nope one.bin ../up '' [1");
  await around.told(6);
  await around.idle();
  expect(around.words.toSorted()).toEqual([
    'Cannot get "": it is empty',
    'Cannot get "*.none": nothing on the shelf matches',
    'Cannot get "../up": a part of it is "." or ".."',
    'Cannot get "[1": nothing on the shelf matches',
    "File 'nope' not found",
    `Saved ${join(house.out, "one.bin")}: 1 B, checked`,
  ]);
});

test.each([
  ["my holiday photos.zip", "File 'my holiday photos.zip' not found"],
  ["my *.zip", 'Cannot get "my *.zip": nothing on the shelf matches'],
  ['"nope.zip"', "File 'nope.zip' not found"],
])("where none of the words is there, the whole is meant: %s", async (typed, word) => {
  await using house = new House();
  const around = await inHouse(house);
  around.traffic.get(typed);
  expect(await around.told()).toBe(word);
  await around.idle();
  expect(around.words).toHaveLength(1);
});

test("one word without quotes is under way at once, and nobody asks for the list", async () => {
  await using house = new House();
  let lists = 0;
  using fake = framesServer({
    list: (peer, id) => {
      lists++;
      peer.control({ type: "list", files: [], more: false, re: id });
    },
    get: (peer, id) => peer.control({ type: "error", code: "not-found", message: "No", re: id }),
  });
  const around = new Around((await connect(fake.address, Date.now)).session, house.out);
  around.traffic.get("a.pdf");
  expect(around.shown).toEqual([["↓ a.pdf: waiting"]]);
  expect(await around.told()).toBe("No");
  expect(lists).toBe(0);
  around.traffic.get("a.pdf b.pdf");
  expect(await around.told(2)).toBe("No");
  expect(lists).toBe(1);
  around.session.abandon();
});
