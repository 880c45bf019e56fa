// Who leaves while its last words are on their way to be stored: it is gone after them, never before.

import { describe, expect, test } from "bun:test";
import { said, stalled } from "./stalled.ts";
import { lose, told } from "./returning.ts";

describe("who leaves", () => {
  test.each(["half-closes", "breaks off", "says goodbye", "sends what cannot be read"])(
    "and %s is gone after its last words",
    async (how) => {
      await using fixture = await stalled();
      const { house, journal, waits, ann, ben } = fixture;
      for (const text of ["one", "two"]) ann.ask(said(text));
      if (how === "half-closes") ann.raw.end();
      else if (how === "says goodbye") ann.ask({ type: "exit" });
      else if (how === "breaks off") {
        await ann.request({ type: "ping" });
        await lose(house, ann);
      } else ann.raw.send(Uint8Array.of(255, 255, 255, 255, 1));
      await waits;
      await house.read();
      expect(told(await ben.heard())).toEqual([]);
      expect((await ben.request({ type: "who" }))[1]).toMatchObject({
        clients: [{ name: "Ann" }, { name: "Ben" }],
      });
      journal.go();
      await ben.next("left");
      expect(told(await ben.heard())).toEqual(["1 Ann: one", "2 Ann: two", "left"]);
      if (how === "breaks off") return;
      await ann.raw.closed;
      const types = ann.came.map(({ type }) => type);
      expect(types.filter((type) => type === "ack")).toHaveLength(2);
      if (how !== "half-closes") expect(types.at(-1)).toBe("bye");
    },
  );

  test("and came back while its last words waited is not gone", async () => {
    await using fixture = await stalled();
    const { house, journal, waits, ann, ben } = fixture;
    const key = Bun.randomUUIDv7();
    ann.ask({ ...said("one"), key });
    await waits;
    await lose(house, ann);
    const again = await house.comesBack(ann.token, 0);
    const resent = again.ask({ ...said("one"), key });
    const next = again.ask(said("two"));
    journal.go();
    expect(await again.answers(resent)).toMatchObject([{ type: "ack", seq: 1 }]);
    expect(await again.answers(next)).toMatchObject([{ type: "ack", seq: 2 }]);
    expect(await again.next("said")).toMatchObject({ seq: 1, key });
    expect(told(await ben.heard())).toEqual(["1 Ann: one", "2 Ann: two"]);
    expect((await ben.request({ type: "who" }))[1]).toMatchObject({ clients: [{}, {}] });
  });

  test("gets no answer to what it asked before on the connection that it came back by", async () => {
    await using fixture = await stalled(true);
    const { house, journal, waits, ann, ben } = fixture;
    const bytes = Buffer.from("tea and biscuits");
    const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    const put = ann.ask({ type: "put", file: "a.txt", size: bytes.byteLength, sha256 });
    await ann.answer(put, "send");
    ann.ask(said("one"));
    ann.ask({ type: "msg", to: "Nobody", text: "two" });
    await waits;
    ann.sendChunk(put, bytes);
    const again = await house.comesBack(ann.token, 0);
    journal.go();
    await again.request({ type: "who" });
    expect(again.came.filter(({ re }) => re !== undefined).map(({ type }) => type)).toEqual([
      "welcome",
      "ack",
      "who",
    ]);
    // What it put is its own all the same.
    expect(await ben.next("added")).toMatchObject({ name: "Ann", client: 1, file: "a.txt" });
    expect(await again.request({ type: "rm", file: "a.txt" })).toMatchObject([
      {},
      { type: "removed" },
    ]);
  });

  test("and the server that stops stores what was said before", async () => {
    await using fixture = await stalled();
    const { house, journal, waits, ann, ben } = fixture;
    const talk = ann.ask(said("one"));
    await waits;
    const stopped = house.server.stop();
    journal.go();
    expect(await ann.answers(talk)).toMatchObject([{ type: "ack", seq: 1 }]);
    expect(await ann.next("bye")).toMatchObject({ code: "shutdown" });
    await stopped;
    expect(ben.came.at(-1)).toMatchObject({ type: "bye" });
  });
});
