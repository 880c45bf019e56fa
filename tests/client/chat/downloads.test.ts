// The chat's downloads without a chat: which file, a taken name, how far each is, how each ends.

import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../lib/client/connect.ts";
import { Downloads } from "../../../lib/client/chat/downloads.ts";
import type { Session } from "../../../lib/client/session.ts";
import type { Question } from "../../../lib/client/terminal/surface.ts";
import { PROGRESS_MS } from "../../../lib/protocol/limits.ts";
import { encodeChunk } from "../../support/chunk.ts";
import { Changing } from "../../support/patience.ts";
import { framesServer, type Peer } from "../peers.ts";
import { House } from "../server.ts";

/** The chat around downloads: it keeps what it is told, and answers questions as it was told to. */
class Around extends Changing {
  readonly words: string[] = [];
  readonly questions: Question[] = [];
  answers: (string | undefined)[] = [];
  /** The progress whenever it was said to have changed. */
  readonly shown: string[][] = [];
  now = 1_000_000;
  typing = false;
  readonly downloads: Downloads;

  constructor(session: Session, out: string) {
    super();
    const told = (text: string) => {
      this.words.push(text);
      this.changed();
    };
    this.downloads = new Downloads({
      session,
      out,
      now: () => this.now,
      choose: async (question) => {
        this.questions.push(question);
        this.changed();
        return this.answers.shift();
      },
      isTyping: () => this.typing,
      note: told,
      failed: told,
      changed: () => {
        this.shown.push(this.downloads.progress);
        this.changed();
      },
    });
  }

  /** Resolves with the last word once there are so many. */
  async told(count = 1): Promise<string> {
    return this.until(
      () => (this.words.length >= count ? this.words.at(-1) : undefined),
      (state) => `${this.words.join("\n")}: ${state}`,
    );
  }

  /** Resolves once a progress was shown. */
  async showed(text: string): Promise<void> {
    await this.until(
      () => this.shown.some((progress) => progress.includes(text)) || undefined,
      (state) => `no ${text} in ${this.shown.join("; ")}: ${state}`,
    );
  }

  async asked(): Promise<Question> {
    return this.until(
      () => this.questions.at(-1),
      (state) => `nothing asked: ${state}`,
    );
  }
}

async function inHouse(house: House): Promise<Around> {
  return new Around(await house.join("Ann"), house.out);
}

test("a named file is saved, and told of", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.downloads.start("info.txt");
  expect(await around.told()).toBe(`Saved ${join(house.out, "info.txt")}: 416 B, checked`);
  await around.downloads.settled();
  expect(around.downloads.files).toEqual([]);
  expect(around.shown[0]).toEqual(["info.txt: waiting"]);
  expect(around.shown.at(-1)).toEqual([]);
  expect(around.questions).toEqual([]);
});

test("without a name the shelf is offered, sizes beside it; no answer gets nothing", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.answers = ["one.bin"];
  around.downloads.start(undefined);
  expect(await around.told()).toContain("one.bin: 1 B, checked");
  expect((await around.asked()).choices).toContainEqual({
    value: "one.bin",
    label: "one.bin",
    hint: "1 B",
  });
  around.downloads.start(undefined);
  around.downloads.start("nope");
  expect(await around.told(2)).toBe("File 'nope' not found");
  expect(readdirSync(house.out)).toEqual(["one.bin"]);
});

test("who went on typing while the list was on its way is not asked", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.typing = true;
  around.downloads.start(undefined);
  expect(await around.told()).toBe("To choose a file, empty the line and /get");
  expect(around.questions).toEqual([]);
});

test("what can be no file's name is refused before anything is asked", async () => {
  await using house = new House();
  mkdirSync(house.out);
  const around = await inHouse(house);
  around.downloads.start("..");
  expect(await around.told()).toStartWith('Cannot get "..": ');
  expect(around.questions).toEqual([]);
});

test("a file is under way from when it is asked for", async () => {
  await using house = new House();
  const around = await inHouse(house);
  around.downloads.start("info.txt");
  expect(around.downloads.files).toEqual(["info.txt"]);
  await around.told();
});

test("an empty shelf, and a session that is over, are told of", async () => {
  await using house = new House();
  const around = await inHouse(house);
  rmSync(house.shelf, { recursive: true });
  mkdirSync(house.shelf);
  around.downloads.start(undefined);
  expect(await around.told()).toBe("Cannot get a file: the shelf is empty");
  await house.stop();
  around.downloads.start(undefined);
  expect(await around.told(2)).toBe("The server is shutting down");
});

test.each([
  ["keep", ["info (1).txt", "info.txt"], "old"],
  ["replace", ["info.txt"], "new"],
  ["cancel", ["info.txt"], "old"],
  [undefined, ["info.txt"], "old"],
])("a name that is taken: %s", async (answer, names, first) => {
  await using house = new House();
  mkdirSync(house.out);
  const path = join(house.out, "info.txt");
  writeFileSync(path, "old");
  const around = await inHouse(house);
  around.answers = [answer];
  around.downloads.start("info.txt");
  expect((await around.asked()).message).toBe(`${path} exists already`);
  around.downloads.start("one.bin");
  await around.told(names.length === 1 && first === "old" ? 1 : 2);
  expect(readdirSync(house.out).toSorted()).toEqual([...names, "one.bin"]);
  expect(readFileSync(path, "utf8") === "old").toBe(first === "old");
});

test("a folder that cannot be is told of once", async () => {
  await using house = new House();
  writeFileSync(house.out, "in the way");
  const around = new Around(await house.join("Ann"), join(house.out, "x"));
  around.downloads.start("info.txt");
  expect(await around.told()).toStartWith('Cannot save "info.txt": ');
  await around.downloads.settled();
  expect(around.words).toHaveLength(1);
  expect(around.downloads.progress).toEqual([]);
});

test("progress is shown when it is due, and no sooner", async () => {
  const bytes = Buffer.alloc(100);
  let peer: Peer | undefined;
  let id = 0;
  await using house = new House();
  using fake = framesServer({
    get: (to, request) => {
      [peer, id] = [to, request];
      to.control({ type: "file", file: "a", size: 100, modified: 1, re: request });
      to.bytes(encodeChunk(request, bytes.subarray(0, 10)));
    },
    who: (to, request) => to.control({ type: "who", clients: [], more: false, re: request }),
  });
  const { session } = await connect(fake.address, Date.now);
  const around = new Around(session, house.out);
  around.downloads.start("a");
  await around.showed("a 10 % of 100 B");
  const more = async (part: number) => {
    peer?.bytes(encodeChunk(id, bytes.subarray(0, part)));
    // Its answer comes behind the bytes.
    await session.request({ type: "who" });
    return around.shown.at(-1);
  };
  around.now += PROGRESS_MS - 1;
  expect(await more(10)).toEqual(["a 10 % of 100 B"]);
  expect(around.downloads.progress).toEqual(["a 20 % of 100 B"]);
  around.now += 1;
  expect(await more(10)).toEqual(["a 30 % of 100 B"]);
  around.now += 900;
  expect(await more(20)).toEqual(["a 50 % of 100 B, 40 B/s, 1 s left"]);
  session.abandon();
  await around.downloads.settled();
  expect(around.words).toEqual(["Left the room"]);
  expect(readdirSync(house.out)).toEqual([]);
});
