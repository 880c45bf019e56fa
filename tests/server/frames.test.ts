// The frames dialect over real sockets: its preface, every request, and answers in their order.

import { describe, expect, test } from "bun:test";
import { FrameDecoder } from "../../lib/protocol/decode.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE, VERSION } from "../../lib/protocol/frame.ts";
import type { Asked } from "../support/answered.ts";
import { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";

const AT = 1_700_000_000_000;

describe("the preface", () => {
  test("may come byte by byte, and is answered after the greeting", async () => {
    await using house = new House();
    const raw = await house.guest();
    for (const byte of PREFACE) {
      raw.send(Uint8Array.of(byte));
      await house.silence();
    }
    expect((await raw.bytes(21 + 8)).toString()).toBe("Please enter a name:\n\0Parlor\x01");
  });

  test("greets with the room and the client's number", async () => {
    await using house = new House();
    await house.lines("Lina");
    const guest = await house.unnamedFrames();
    expect(await guest.next("hello")).toEqual({
      type: "hello",
      room: "Parlor",
      client: 2,
      history: expect.any(String),
    });
  });

  test("with another version is refused with a frame that says so", async () => {
    await using house = new House();
    const other = await house.lines("Lina");
    const raw = await house.guest();
    const preface = Uint8Array.from([...PREFACE.subarray(0, -1), VERSION + 1]);
    const guest = await FramesGuest.open(raw, preface);
    const bye = await guest.next("bye");
    expect(bye.code).toBe("version");
    expect(bye.message).toContain(`version ${VERSION + 1}`);
    await guest.ended();
    await raw.closed;
    expect(await other.heard()).toEqual([]);
  });

  test.each([0, VERSION + 1, 255])(
    "with version %d gets that one frame and no other",
    async (of) => {
      await using house = new House();
      const raw = await house.guest();
      raw.send(Buffer.from([...PREFACE.subarray(0, -1), of]));
      const greeting = Buffer.concat([Buffer.from("Please enter a name:\n"), PREFACE]);
      expect((await raw.bytes(greeting.byteLength)).equals(greeting)).toBe(true);
      const frames = [...new FrameDecoder().push(await raw.restBytes())];
      expect(frames).toHaveLength(1);
      const [bye] = frames;
      if (bye?.kind !== "control") throw new Error("no control frame");
      const message: unknown = JSON.parse(Buffer.from(bye.payload).toString());
      const why = `Cannot speak version ${of}: this server speaks version ${VERSION}`;
      expect(message).toEqual({ type: "bye", code: "version", message: why });
    },
  );
});

describe("requests", () => {
  test("each has its answer", async () => {
    const files = { "a.txt": "alpha", "sub/b.txt": "beta" };
    await using house = new House({ now: () => AT, motd: "Be kind", files });
    const ann = await house.unnamedFrames();
    const ben = await house.frames("Ben");

    expect(await ann.request({ type: "ping" })).toEqual([{ type: "pong", re: 1 }]);
    expect(await ann.request({ type: "say", text: "Hi" })).toMatchObject([
      { type: "error", code: "not-named", re: 2 },
    ]);
    const token = expect.stringMatching(/^1\.\S{32,}$/);
    expect(await ann.request({ type: "nick", name: " Ann " })).toEqual([
      { type: "welcome", name: "Ann", client: 1, token, motd: "Be kind", re: 3 },
    ]);
    expect(await ann.next("live")).toEqual({ type: "live", seq: 0 });
    expect(await ann.request({ type: "say", text: "Hi" })).toEqual([
      { type: "ack", seq: 1, at: AT, re: 4 },
    ]);
    expect(await ann.request({ type: "msg", to: "BEN", text: "psst" })).toEqual([
      { type: "ack", seq: 2, at: AT, re: 5 },
    ]);
    expect(await ann.request({ type: "nick", name: "Anna" })).toEqual([{ type: "ack", re: 6 }]);
    expect(await ann.request({ type: "who" })).toEqual([
      { type: "ack", re: 7 },
      {
        type: "who",
        clients: [
          { client: 2, name: "Ben" },
          { client: 1, name: "Anna" },
        ],
        more: false,
        re: 7,
      },
    ]);
    const [ack, list] = await ann.request({ type: "list" });
    expect(ack).toEqual({ type: "ack", re: 8 });
    expect(list).toMatchObject({
      type: "list",
      files: [
        { file: "a.txt", size: 5 },
        { file: "sub/b.txt", size: 4 },
      ],
      more: false,
    });
    const download = await ann.downloaded(ann.ask({ type: "get", file: "sub/b.txt" }));
    expect(download.answers.map(({ type }) => type)).toEqual(["ack", "file", "end"]);
    expect(download.answers[1]).toMatchObject({ file: "sub/b.txt", size: 4 });
    expect(download.answers[2]).toMatchObject({ sha256: download.sha256 });
    expect(download.sha256).toBe(new Bun.CryptoHasher("sha256").update("beta").digest("hex"));
    expect(await ann.request({ type: "help", command: "who" })).toMatchObject([
      { type: "ack" },
      { type: "help", lines: ["/who  who is here now"] },
    ]);
    expect(await ann.request({ type: "exit" })).toMatchObject([{ type: "bye", code: "exit" }]);
    await ann.ended();
    await ann.raw.closed;

    expect(await ben.heard()).toEqual([
      { type: "joined", at: AT, name: "Ann", client: 1 },
      { type: "said", seq: 1, at: AT, from: "Ann", client: 1, text: "Hi" },
      { type: "told", seq: 2, at: AT, from: "Ann", client: 1, text: "psst" },
      { type: "renamed", at: AT, from: "Ann", to: "Anna", client: 1 },
      { type: "left", at: AT, name: "Anna", client: 1 },
    ]);
  });

  test("status counts messages and bytes of clients present and past", async () => {
    await using house = new House({ now: () => AT });
    const ann = await house.lines("Ann");
    ann.send("Hi\nstatus\nexit\n");
    await ann.closed;
    const ben = await house.frames("Ben");
    const [, status] = await ben.request({ type: "status" });
    expect(status).toMatchObject({
      type: "status",
      clients: [
        { client: 1, name: "Ann", address: ann.address, dialect: "lines", messages: 1 },
        { client: 2, name: "Ben", address: ben.raw.address, dialect: "frames", messages: 0 },
      ],
      more: false,
    });
    if (status?.type !== "status") throw new Error("no status");
    const [past, present] = status.clients;
    expect(past).toMatchObject({
      opened: AT,
      closed: AT,
      received: "Ann\nHi\nstatus\nexit\n".length,
    });
    expect(past?.sent).toBeGreaterThan(100);
    expect(present).toMatchObject({ opened: AT, closed: null });
  });

  test("pipelined in one write are answered in their order, each to its end", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 65 }, (_, index) => [`file${index}.txt`, `content ${index}`]),
    );
    await using house = new House({ files });
    const raw = await house.guest();
    const requests: { type: Asked; name?: string; text?: string; file?: string }[] = [
      { type: "nick", name: "Ann" },
      ...Array.from({ length: 5 }, (_, index): typeof requests => [
        { type: "list" },
        { type: "say", text: `message ${index}` },
        { type: "get", file: `file${index}.txt` },
        { type: "nick", name: "no:name" },
        { type: "status" },
        { type: "help" },
        { type: "who" },
      ]).flat(),
    ];
    const frames = requests.map((request, index) => encodeControl({ id: index + 1, ...request }));
    raw.send(Buffer.concat([PREFACE, ...frames]));
    const guest = await FramesGuest.listen(raw);
    for (const [index, { type }] of requests.entries()) guest.expect(index + 1, type);
    const all = await Promise.all(requests.map((_, index) => guest.answers(index + 1)));

    const first = guest.came.filter(({ type }) => ["welcome", "ack", "error"].includes(type));
    expect(first.map((each) => "re" in each && each.re)).toEqual(
      requests.map((_, index) => index + 1),
    );
    for (const [index, answers] of all.entries()) {
      const listed = answers.flatMap((each) => (each.type === "list" ? each.files : []));
      expect(listed).toHaveLength(requests[index]?.type === "list" ? 65 : 0);
    }
    const lasts = all.slice(1, 8).map((answers) => answers.at(-1)?.type);
    expect(lasts).toEqual(["list", "ack", "end", "error", "status", "help", "who"]);
  });

  test("cut into single bytes are understood", async () => {
    await using house = new House();
    const guest = await house.frames("Ann");
    const other = await house.lines("Lina");
    for (const byte of encodeControl({ id: 77, type: "say", text: "Zoë" })) {
      guest.raw.send(Uint8Array.of(byte));
      await house.read();
    }
    expect(await guest.answers(77)).toMatchObject([{ type: "ack", re: 77, seq: 1 }]);
    expect(await other.line()).toBe("Ann: Zoë");
  });
});
