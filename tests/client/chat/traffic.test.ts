// What is under way in a chat: in the status row, cancelled, at its end, and the shelf's names beside it.

import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../lib/client/connect.ts";
import type { Address } from "../../../lib/protocol/address.ts";
import { PROGRESS_MS } from "../../../lib/protocol/limits.ts";
import { encodeChunk } from "../../support/chunk.ts";
import { framesServer, type FakeServer } from "../peers.ts";
import { House } from "../server.ts";
import { Around, inHouse } from "./traffic-fixture.ts";

/** A server that begins each file, either way, and ends none. Of uploads it has 3 bytes. */
function unending(): FakeServer {
  return framesServer({
    get: (peer, id, message) => {
      const file = "file" in message ? message.file : "";
      peer.control({ type: "file", file, size: 10, modified: 1, from: 0, re: id });
      peer.bytes(encodeChunk(id, Buffer.from("part")));
    },
    put: (peer, id) => peer.control({ type: "send", from: 3, re: id }),
  });
}

/** A guest of such a server who has these under way. */
async function getting(address: Address, house: House, ...files: string[]): Promise<Around> {
  const around = new Around((await connect(address, Date.now)).session, house.out, true);
  around.step = PROGRESS_MS;
  for (const file of files) {
    around.traffic.get(file);
    await around.lists(new RegExp(` down +${file} +40 %`));
  }
  return around;
}

/** Has that guest put a file of 10 bytes, too. */
async function putting(around: Around, house: House, name: string): Promise<string> {
  mkdirSync(house.out, { recursive: true });
  const path = join(house.out, name);
  writeFileSync(path, "0123456789");
  around.traffic.put(path);
  await around.lists(new RegExp(` up +${name} +\\d+ %`));
  return path;
}

test("the status row has two, and of more how many; the table has all", async () => {
  await using house = new House();
  using fake = unending();
  const around = await getting(fake.address, house, "a", "b");
  const progress = () => around.traffic.progress.map((part) => part.split(",")[0]);
  expect(progress()).toEqual(["↓ a 40 % of 10 B", "↓ b 40 % of 10 B"]);
  around.traffic.get("c");
  expect(progress()[2]).toBe("1 more transfer");
  around.traffic.get("d");
  expect(progress().slice(2)).toEqual(["2 more transfers"]);
  expect(around.table).toHaveLength(5);
  expect(around.table[1]).toStartWith("1  down  a     ");
  around.session.abandon();
  await around.traffic.settled();
  expect(around.table).toEqual(["* No transfer is under way"]);
});

test("the only one is cancelled without a word; the same asked for again continues it", async () => {
  await using house = new House();
  using fake = unending();
  const around = await getting(fake.address, house, "a");
  around.traffic.cancel(undefined);
  expect(await around.told()).toBe("a is cancelled; get it again to continue");
  await around.idle();
  expect(readdirSync(house.out).toSorted()).toEqual(["a.part", "a.part.json"]);
  around.traffic.cancel(undefined);
  expect(await around.told(2)).toBe("Cannot cancel anything: no transfer is under way");
  around.session.abandon();
});

test("one is cancelled by its number or its file, an upload likewise", async () => {
  await using house = new House();
  using fake = unending();
  const around = await getting(fake.address, house, "a", "b");
  await putting(around, house, "c");
  around.traffic.cancel("2");
  expect(await around.told()).toBe("b is cancelled; get it again to continue");
  around.traffic.cancel("c");
  expect(await around.told(2)).toMatch("c is cancelled; put it again to continue");
  around.traffic.cancel("b");
  expect(await around.told(3)).toBe('Cannot cancel "b": no such transfer is under way');
  expect(around.questions).toEqual([]);
  around.session.abandon();
});

test("of several it is asked which; one that is not chosen, or has ended meanwhile, goes its way", async () => {
  await using house = new House();
  using fake = unending();
  const around = await getting(fake.address, house, "a", "b");
  await putting(around, house, "a");
  around.answers = [undefined, "9", "3", "2"];
  around.traffic.cancel(undefined);
  around.traffic.cancel(undefined);
  expect((await around.asked(2)).choices.map(({ value }) => value)).toEqual(["1", "2", "3"]);
  around.traffic.cancel("a");
  expect((await around.asked(3)).choices.map(({ value }) => value)).toEqual(["1", "3"]);
  expect(await around.told()).toMatch(/^a is cancelled; put it again to continue$/);
  around.traffic.cancel(undefined);
  expect(await around.told(2)).toBe("b is cancelled; get it again to continue");
  around.traffic.cancel("a");
  expect(await around.told(3)).toBe("a is cancelled; get it again to continue");
  around.session.abandon();
});

test("who leaves is asked what is under way, either way; and told what became of it", async () => {
  await using house = new House();
  using fake = unending();
  const around = await getting(fake.address, house, "a");
  const asked = () => {
    const { message, choices } = around.traffic.leaveQuestion ?? { message: "", choices: [] };
    return [message, choices[0]?.hint];
  };
  expect(asked()).toEqual([
    "A download is under way",
    "it goes on where it stopped when you ask again",
  ]);
  const path = await putting(around, house, "b");
  expect(asked()).toEqual([
    "2 transfers are under way",
    "they go on where they stopped when you ask again",
  ]);
  around.traffic.cancel("a");
  await around.told();
  await around.idle("b");
  expect(asked()[0]).toBe("An upload is under way");
  const [words] = around.traffic.lastWords;
  expect(words?.replace(/\d+ %/, "so far")).toBe(
    `b has stopped at so far; /put ${path} continues it`,
  );
  around.session.abandon();
  await around.idle();
  expect(asked()).toEqual(["", undefined]);
});

test("Tab has the files under way, or those on the shelf as they are after each change", async () => {
  await using house = await House.withUploads();
  const around = await inHouse(house, true);
  const shelf = async () =>
    (await around.traffic.files("get")).filter((file) => file.endsWith(".new"));
  expect(await shelf()).toEqual([]);
  writeFileSync(join(house.shelf, "a.new"), "");
  expect(await shelf()).toEqual([]);
  around.traffic.hear({ type: "added", at: 1, name: "Bo", client: 2, file: "a.new", size: 0 });
  expect(await shelf()).toEqual(["a.new"]);
  writeFileSync(join(house.shelf, "b.new"), "");
  around.traffic.hear({ type: "left", at: 1, name: "Bo", client: 2 });
  expect(await shelf()).toEqual(["a.new"]);
  around.traffic.hear({ type: "removed", at: 1, name: "Bo", client: 2, file: "x" });
  expect(await shelf()).toEqual(["a.new", "b.new"]);
  mkdirSync(house.out);
  writeFileSync(join(house.out, "c.new"), "mine");
  around.traffic.put(join(house.out, "c.new"));
  await around.told();
  expect(await shelf()).toEqual(["a.new", "b.new", "c.new"]);
  around.traffic.remove("c.new");
  expect(await around.told(2)).toBe("c.new is off the shelf");
  expect(await shelf()).toEqual(["a.new", "b.new"]);
  around.traffic.remove("a.new");
  expect(await around.told(3)).toContain("a.new");
  expect(await shelf()).toEqual(["a.new", "b.new"]);
  around.traffic.get("big.bin");
  expect(await around.traffic.files("stop")).toEqual(["big.bin"]);
  await around.told(4);
});
