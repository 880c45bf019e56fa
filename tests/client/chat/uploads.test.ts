// The chat's uploads without a chat: which file, how each ends, and how many go at once.

import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../lib/client/connect.ts";
import { CHAT_TRANSFERS, UPLOADS_PER_GUEST } from "../../../lib/protocol/limits.ts";
import { Changing } from "../../support/patience.ts";
import { framesServer, type FakeServer, type Peer } from "../peers.ts";
import { House } from "../server.ts";
import { Around, inHouse } from "./traffic-fixture.ts";

/** A file in a folder of this house. */
function fileIn(house: House, name: string, text = "some bytes"): string {
  const folder = join(house.out, "mine");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** A server that takes files, and never tells that one has arrived. */
class Hungry extends Changing implements Disposable {
  readonly put: { peer: Peer; id: number; file: string }[] = [];
  readonly fake: FakeServer;

  /** Of each file it has so many bytes already. */
  constructor(from: number) {
    super();
    this.fake = framesServer({
      who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
      put: (peer, id, message) => {
        this.put.push({ peer, id, file: "file" in message ? message.file : "" });
        peer.control({ type: "ack", re: id });
        peer.control({ type: "send", from, re: id });
        this.changed();
      },
    });
  }

  async guest(out: string): Promise<Around> {
    return new Around((await connect(this.fake.address, Date.now)).session, out, true);
  }

  /** Resolves once so many were announced, and the guest has heard from where on they are wanted. */
  async asked(count: number, { session }: Around): Promise<void> {
    await this.until(
      () => this.put.length >= count || undefined,
      (state) => `${this.put.length} of ${count}: ${state}`,
    );
    await session.request({ type: "who" });
  }

  [Symbol.dispose](): void {
    this.fake[Symbol.dispose]();
  }
}

test("a file is put on the shelf, and told of; once more it is there already", async () => {
  await using house = await House.withUploads();
  const around = await inHouse(house, true);
  const path = fileIn(house, "a photo.jpg");
  around.traffic.put(path);
  expect(await around.told()).toBe("Added a photo.jpg to the shelf: 10 B");
  expect(readFileSync(join(house.shelf, "a photo.jpg"), "utf8")).toBe("some bytes");
  around.traffic.put(`'${path}'`);
  expect(await around.told(2)).toBe("a photo.jpg is on the shelf already");
  const shown = around.shown.flat();
  expect(shown[0]).toBe("↑ a photo.jpg: waiting");
  expect(shown.slice(1, 3)).toEqual(["↑ a photo.jpg: reading", "↑ a photo.jpg: waiting"]);
  await around.idle();
  expect(around.shown.at(-1)).toEqual([]);
});

test("several are put as if each had been put by itself; one that is not there is told of", async () => {
  await using house = await House.withUploads();
  const around = await inHouse(house, true);
  const [one, two] = [fileIn(house, "one.txt"), fileIn(house, "b c.txt", "more bytes")];
  around.traffic.put(`${one} ${join(house.out, "nope")} "${two}" ${one}`);
  expect(around.table.slice(1)).toEqual([
    "1  up   one.txt  waiting",
    "2  up   nope     waiting",
    "3  up   b c.txt  waiting",
  ]);
  await around.told(3);
  expect(around.words.toSorted()).toEqual([
    "Added b c.txt to the shelf: 10 B",
    "Added one.txt to the shelf: 10 B",
    'Cannot put "nope": no such file',
  ]);
  await around.idle();
});

test("each of several can be asked for again by itself", async () => {
  await using house = new House();
  using hungry = new Hungry(4);
  const around = await hungry.guest(house.out);
  const [one, two] = [fileIn(house, "one.txt"), fileIn(house, "b c.txt")];
  around.traffic.put(`${one} "${two}"`);
  await hungry.asked(2, around);
  around.session.abandon();
  await around.traffic.settled();
  const far = around.words.map((word) => word.replace(/\d+ %/, "so far"));
  expect(far.toSorted()).toEqual([
    `b c.txt has stopped at so far; /put "${two}" continues it`,
    `one.txt has stopped at so far; /put ${one} continues it`,
  ]);
});

test("so many may be put by one line as there may be, and not one more", async () => {
  await using house = new House();
  using hungry = new Hungry(0);
  const around = await hungry.guest(house.out);
  const path = fileIn(house, "0");
  const all = [path, ...Array.from({ length: CHAT_TRANSFERS }, (_, n) => `n${n}`)];
  around.traffic.put(all.join(" "));
  expect(await around.told()).toBe(
    "Cannot put 1,001 files: at most 1,000 transfers can be under way",
  );
  expect(around.traffic.busy).toBe(false);
  around.traffic.put(all.slice(0, -1).join(" "));
  expect(around.table).toHaveLength(1 + CHAT_TRANSFERS);
  around.session.abandon();
});

test("a server that takes no files is not asked", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.traffic.put("~/nothing there.jpg");
  expect(await around.told()).toBe('Cannot put "~/nothing there.jpg": this server takes no files');
  expect(around.shown).toEqual([]);
});

test("a folder, what is not there or no file, and a name that no shelf takes are told of", async () => {
  await using house = await House.withUploads();
  const around = await inHouse(house, true);
  const refused = [
    [house.out, 'Cannot put "downloads": a folder'],
    [join(house.out, "nope"), 'Cannot put "nope": '],
    [fileIn(house, ".hidden"), 'Cannot put ".hidden": '],
    ["/dev/null", 'Cannot put "null": not a regular file'],
  ] as const;
  for (const [at, [path, why]] of refused.entries()) {
    around.traffic.put(path);
    expect(await around.told(at + 1)).toStartWith(why);
  }
  await around.idle();
});

test("the same file is not put twice at a time, by whatever path", async () => {
  await using house = new House();
  using hungry = new Hungry(0);
  const around = await hungry.guest(house.out);
  const path = fileIn(house, "a.bin");
  around.traffic.put(path);
  await hungry.asked(1, around);
  around.traffic.put(`"${path.replace("/mine/", "/mine/../mine/")}"`);
  expect(await around.told()).toBe("a.bin is on its way already");
  expect(hungry.put).toHaveLength(1);
  around.session.abandon();
});

test("so many go at once; one more waits, and goes when one has ended", async () => {
  await using house = new House();
  using hungry = new Hungry(4);
  const around = await hungry.guest(house.out);
  const names = Array.from({ length: UPLOADS_PER_GUEST + 1 }, (_, n) => `${n}.bin`);
  for (const name of names) around.traffic.put(fileIn(house, name, `bytes ${name}`.slice(0, 10)));
  await hungry.asked(UPLOADS_PER_GUEST, around);
  expect(hungry.put.map(({ file }) => file).toSorted()).toEqual(names.slice(0, -1));
  expect(around.table.at(-1)).toBe("5  up   4.bin  waiting");
  const first = hungry.put.find(({ file }) => file === "0.bin");
  first?.peer.control({ type: "stored", file: "0 (1).bin", re: first.id });
  expect(await around.told()).toBe("Added 0 (1).bin to the shelf: 10 B; continued at 4 B");
  await hungry.asked(UPLOADS_PER_GUEST + 1, around);
  expect(hungry.put.at(-1)?.file).toBe("4.bin");
  around.session.abandon();
  await around.traffic.settled();
  const far = around.words.slice(1).map((word) => word.replace(/\d+ %/, "so far"));
  expect(far.toSorted()).toEqual(
    names.slice(1).map((name) => {
      const path = join(house.out, "mine", name);
      return `${name} has stopped at so far; /put ${path} continues it`;
    }),
  );
});
