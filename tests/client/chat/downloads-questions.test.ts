// Downloads whose names are taken: none holds up another, and a question waits for who is typing.

import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../lib/client/connect.ts";
import { DOWNLOADS_AT_ONCE, QUESTION_QUIET_MS } from "../../../lib/protocol/limits.ts";
import { Changing } from "../../support/patience.ts";
import { framesServer, type FakeServer, type Peer } from "../peers.ts";
import { House } from "../server.ts";
import { Around, inHouse } from "./traffic-fixture.ts";

/** Files of these names in the folder, none of which is the shelf's. */
function taken(house: House, ...names: string[]): void {
  mkdirSync(house.out, { recursive: true });
  for (const name of names) writeFileSync(join(house.out, name), "another");
}

const exists = (house: House, name: string) => `${join(house.out, name)} exists already`;
const waits = (house: House, name: string) =>
  `${exists(house, name)}; you are asked when you stop typing`;

/** A server that is asked what files are and does not say; it has none to give. */
class Silent extends Changing implements Disposable {
  readonly about: string[] = [];
  readonly fake: FakeServer = framesServer({
    about: (_peer, _id, message) => this.#asked(message),
    who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
    get: (peer: Peer, id) =>
      peer.control({ type: "error", code: "not-found", message: "None to give", re: id }),
  });

  #asked(message: object): void {
    this.about.push("file" in message ? String(message.file) : "");
    this.changed();
  }

  /** Resolves once it was asked about so many. */
  async asked(count: number): Promise<void> {
    await this.until(
      () => this.about.length >= count || undefined,
      (state) => `${this.about.join(" ")}: ${state}`,
    );
  }

  [Symbol.dispose](): void {
    this.fake[Symbol.dispose]();
  }
}

test("one that is compared for long holds up none, neither of which is there nor of which is not", async () => {
  await using house = new House();
  using silent = new Silent();
  taken(house, "large.bin", "other.bin");
  const around = new Around((await connect(silent.fake.address, Date.now)).session, house.out);
  around.traffic.get("large.bin");
  await silent.asked(1);
  around.traffic.get("new.bin");
  expect(await around.told()).toBe("None to give");
  around.traffic.get("other.bin");
  await silent.asked(2);
  expect(silent.about).toEqual(["large.bin", "other.bin"]);
  around.session.abandon();
});

test("so many are compared at once; one that is cancelled gives up its place at once", async () => {
  await using house = new House();
  using silent = new Silent();
  const names = Array.from({ length: DOWNLOADS_AT_ONCE + 1 }, (_, n) => `${n}.bin`);
  taken(house, ...names);
  const around = new Around((await connect(silent.fake.address, Date.now)).session, house.out);
  for (const name of names) around.traffic.get(name);
  await silent.asked(DOWNLOADS_AT_ONCE);
  await around.session.request({ type: "who" });
  expect(silent.about.toSorted()).toEqual(names.slice(0, -1));
  around.traffic.cancel("3.bin");
  await silent.asked(DOWNLOADS_AT_ONCE + 1);
  expect(silent.about.at(-1)).toBe(names.at(-1) ?? "");
  around.session.abandon();
});

test("an open question holds up no other download", async () => {
  await using house = new House();
  taken(house, "info.txt");
  const around = await inHouse(house);
  around.answers = [Promise.withResolvers<string>().promise];
  around.traffic.get("info.txt");
  await around.asked();
  around.traffic.get("one.bin");
  expect(await around.told()).toBe(`Saved ${join(house.out, "one.bin")}: 1 B, checked`);
  around.traffic.get("one.bin");
  expect(await around.told(2)).toContain("one.bin is already complete in ");
  around.session.abandon();
});

test("questions come one after the other; one that is cancelled is not asked", async () => {
  await using house = new House();
  taken(house, "info.txt", "big.bin", "one.bin");
  const around = await inHouse(house);
  const answer = Promise.withResolvers<string>();
  around.answers = [answer.promise];
  around.traffic.get("info.txt");
  expect((await around.asked()).message).toBe(exists(house, "info.txt"));
  around.traffic.get("big.bin");
  around.traffic.get("one.bin");
  around.traffic.cancel("big.bin");
  expect(await around.told()).toBe("big.bin is cancelled");
  // Its answer comes behind all that could have been asked for.
  await around.session.request({ type: "who" });
  expect(around.questions).toHaveLength(1);
  answer.resolve("cancel");
  expect((await around.asked(2)).message).toBe(exists(house, "one.bin"));
  await around.idle();
  expect(around.questions).toHaveLength(2);
  expect(around.words).toHaveLength(1);
});

test("who is typing is told once, and asked when the line has been empty for long enough", async () => {
  await using house = new House();
  taken(house, "info.txt");
  const around = await inHouse(house);
  around.answers = ["overwrite"];
  around.typing = true;
  around.traffic.get("info.txt");
  expect(await around.told()).toBe(waits(house, "info.txt"));
  around.pass(10 * QUESTION_QUIET_MS);
  around.typing = false;
  around.pass(QUESTION_QUIET_MS - 1);
  around.traffic.entered();
  around.pass(QUESTION_QUIET_MS - 1);
  await around.session.request({ type: "who" });
  expect(around.questions).toEqual([]);
  around.pass(1);
  expect((await around.asked()).message).toBe(exists(house, "info.txt"));
  expect(await around.told(2)).toContain("Saved ");
  expect(around.words).toHaveLength(2);
  expect(around.looking).toBe(0);
});

test("where nothing is typed the question comes at once, and nobody looks at the line", async () => {
  await using house = new House();
  taken(house, "info.txt");
  const around = await inHouse(house);
  around.traffic.get("info.txt");
  await around.asked();
  await around.idle();
  expect([around.words, around.looking]).toEqual([[], 0]);
});

test("one that waits for who is typing and is cancelled gives its place to the next", async () => {
  await using house = new House();
  taken(house, "info.txt", "one.bin");
  const around = await inHouse(house);
  around.typing = true;
  around.traffic.get("info.txt");
  expect(await around.told()).toBe(waits(house, "info.txt"));
  around.traffic.get("one.bin");
  around.traffic.cancel("info.txt");
  await around.told(3);
  expect(around.words.slice(1).toSorted()).toEqual(
    [waits(house, "one.bin"), "info.txt is cancelled"].toSorted(),
  );
  around.typing = false;
  around.pass(QUESTION_QUIET_MS);
  expect((await around.asked()).message).toBe(exists(house, "one.bin"));
  expect(around.questions).toHaveLength(1);
  await around.idle();
});

test("once the session is over nothing is asked, and nobody looks at the line", async () => {
  await using house = new House();
  taken(house, "info.txt");
  const around = await inHouse(house);
  around.typing = true;
  around.traffic.get("info.txt");
  await around.told();
  expect(around.looking).toBe(1);
  around.session.abandon();
  await around.idle();
  expect(around.looking).toBe(0);
  around.typing = false;
  around.pass(QUESTION_QUIET_MS);
  await new Promise(setImmediate);
  expect(around.questions).toEqual([]);
});
