// What is said is stored before anyone hears of it: its sender by an ACK, all others by the words.

import { describe, expect, test } from "bun:test";
import { GONE_AFTER_MS, STORES_WAITING } from "../../lib/protocol/limits.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";
import { memoryJournal } from "../support/journals.ts";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { said, stalled } from "./stalled.ts";
import { told } from "./returning.ts";

/** The types of what came since, but for pongs. */
function typesSince(guest: FramesGuest, count: number): string[] {
  return guest.came.slice(count).flatMap(({ type }) => (type === "pong" ? [] : [type]));
}

describe("while the journal does not answer", () => {
  test("nobody hears anything, and then all of it in its order", async () => {
    await using fixture = await stalled();
    const { house, journal, waits, ann, ben } = fixture;
    const [atAnn, atBen] = [ann.came.length, ben.came.length];
    const asked = ["one", "two"].map((text) => ann.ask(said(text)));
    asked.push(ann.ask({ type: "msg", to: "Ben", text: "three" }));
    await waits;
    const lina = await house.guest();
    lina.send("Lina\nHi\n");
    await ann.heard();
    await ben.heard();
    await house.read();
    expect(typesSince(ann, atAnn)).toEqual([]);
    expect(typesSince(ben, atBen)).toEqual([]);

    journal.go();
    for (const [at, id] of asked.entries())
      expect(await ann.answers(id)).toMatchObject([{ type: "ack", seq: at + 1 }]);
    expect(await lina.lines(3)).toEqual([
      "Please enter a name:",
      "Your name is set as: Lina",
      "Hi ACK",
    ]);
    expect(told(await ben.heard())).toEqual([
      "1 Ann: one",
      "2 Ann: two",
      "3 Ann: three",
      "joined",
      "4 Lina: Hi",
    ]);
    expect(typesSince(ann, atAnn)).toEqual(["ack", "ack", "ack", "joined", "said"]);
  });

  test("who joins meanwhile is welcomed before hearing any of it, and hears all of it once", async () => {
    await using fixture = await stalled();
    const { house, journal, waits, ann } = fixture;
    ann.ask(said("one"));
    await waits;
    // These come into one batch: what is said, and two who join.
    ann.ask(said("two"));
    await house.read();
    const [cleo, dan] = [await house.unnamedFrames(), await house.unnamedFrames()];
    const joins = [cleo, dan].map((guest, at) =>
      guest.ask({ type: "nick", name: `Late ${at}`, since: 0 }),
    );
    await house.read();
    journal.go();
    await Promise.all([cleo.answers(joins[0] ?? 0), dan.answers(joins[1] ?? 0)]);
    await ann.request(said("three"));
    for (const guest of [cleo, dan]) {
      await guest.request({ type: "ping" });
      const types = guest.came.map((came) => (came.type === "said" ? came.text : came.type));
      expect(types.slice(0, 2)).toEqual(["hello", "welcome"]);
      const heard = types.filter((type) => type !== "pong" && type !== "joined");
      expect(heard.slice(2)).toEqual(["one", "two", "live", "three"]);
    }
  });

  test("other requests wait behind talk, and are answered in their order", async () => {
    await using fixture = await stalled();
    const { house, journal, waits, ann } = fixture;
    const at = ann.came.length;
    const ids = [
      ann.ask(said("one")),
      ann.ask(said("two")),
      // Refused at once, but not before what was said before.
      ann.ask({ type: "msg", to: "Nobody", text: "three" }),
      ann.ask(said("four")),
      ann.ask({ type: "who" }),
      ann.ask({ type: "nick", name: "Anna" }),
      ann.ask(said("five")),
    ];
    await waits;
    await house.read();
    expect(typesSince(ann, at)).toEqual([]);
    journal.go();
    await ann.answers(ids.at(-1) ?? 0);
    // The pages of an answer come beside the others, when they are made.
    const answers = ann.came.slice(at).filter(({ type }) => type === "ack" || type === "error");
    expect(answers.map(({ re }) => re)).toEqual(ids);
    expect(answers.map(({ type }) => type).indexOf("error")).toBe(2);
  });

  test("a lines guest gets its answers in the order of its lines", async () => {
    await using fixture = await stalled();
    const { house, journal } = fixture;
    journal.go();
    const lina = await house.lines("Lina");
    journal.stall();
    lina.send("one\n/msg Nobody two\nthree\n/nothing\n/nick Lisa\nfour\n/who\n");
    await house.read();
    journal.go();
    const lines = await lina.lines(10);
    expect(lines.map((line) => line.replace(/:.*/, ""))).toEqual([
      "one ACK",
      '* Cannot reach "Nobody"',
      "three ACK",
      '* Cannot run "/nothing"',
      "/nick Lisa ACK",
      "* Lina is now Lisa",
      "four ACK",
      "/who ACK",
      "* Ann (client 1)",
      "* Ben (client 2)",
    ]);
  });

  test("so many messages of one guest wait, and it is not read beyond them", async () => {
    await using fixture = await stalled();
    const { house, journal, ann } = fixture;
    const talk = Array.from({ length: STORES_WAITING }, (_, index) =>
      ann.ask(said(`no. ${index}`)),
    );
    await ann.request({ type: "ping" });
    const one = ann.ask(said("one more"));
    const ping = ann.ask({ type: "ping" });
    await house.read();
    await house.read();
    expect(ann.came.some(({ re }) => re === ping)).toBe(false);
    journal.go();
    await ann.answers(ping);
    expect(await ann.answers(one)).toMatchObject([{ type: "ack", seq: STORES_WAITING + 1 }]);
    for (const id of talk) await ann.answers(id);
  });

  test("pings are answered, and what a transfer brings is taken", async () => {
    await using fixture = await stalled(true);
    const { journal, waits, ann, ben } = fixture;
    const bytes = Buffer.from("tea and biscuits");
    const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    const put = ann.ask({ type: "put", file: "a.txt", size: bytes.byteLength, sha256 });
    await ann.answer(put, "send");
    const talk = ann.ask(said("one"));
    await waits;
    await ann.request({ type: "ping" });
    ann.sendChunk(put, bytes);
    await ann.answer(put, "stored");
    expect(ann.came.some(({ re }) => re === talk)).toBe(false);
    expect(told(await ben.heard())).toEqual(["added"]);
    journal.go();
    expect(await ann.answers(talk)).toMatchObject([{ type: "ack", seq: 1 }]);
  });

  test("a name that is not kept yet is welcomed by nobody, and its guest's talk waits", async () => {
    await using fixture = await stalled();
    const { journal, waits, house, ann } = fixture;
    const cem = await house.unnamedFrames();
    const nick = cem.ask({ type: "nick", name: "Cem" });
    const talk = cem.ask(said("Hi"));
    await waits;
    await house.read();
    expect(cem.came.some(({ re }) => re === nick || re === talk)).toBe(false);
    expect(told(await ann.heard())).toEqual(["joined"]);
    journal.go();
    expect(await cem.answers(talk)).toMatchObject([{ type: "ack", seq: 1 }]);
    expect(cem.came.flatMap(({ type }) => (type === "pong" ? [] : [type]))).toEqual([
      "hello",
      "welcome",
      "live",
      "ack",
    ]);
    expect(told(await ann.heard())).toEqual(["joined", "joined", "1 Cem: Hi"]);
  });

  test("the silence of a guest that is not read does not count", async () => {
    let now = Date.now();
    const journal = new FaultyJournal(memoryJournal());
    await using house = new House({ journal, now: () => now });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const waits = journal.stall();
    const talk = ann.ask(said("one"));
    ann.ask({ type: "who" });
    const ping = ann.ask({ type: "ping" });
    await waits;
    now += GONE_AFTER_MS + 1;
    // A sweep that lets the one go has passed by the other as well.
    await ben.ended();
    journal.go();
    await ann.answers(ping);
    expect(await ann.answers(talk)).toMatchObject([{ type: "ack" }]);
  });
});
