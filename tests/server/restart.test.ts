// A server that was stopped, or killed, and is there again: who was here comes back, and what was said is there.

import { describe, expect, test } from "bun:test";
import { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";
import { DataFolder } from "../support/journals.ts";
import { Program } from "../support/program.ts";
import { lose, say, told } from "./returning.ts";

describe("after a restart", () => {
  test("a client comes back as itself, to what it missed, and numbers go on", async () => {
    using data = new DataFolder();
    await using house = new House({ journal: data.journal(), places: 3 });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const key = Bun.randomUUIDv7();
    await say(ann, "one");
    await say(ben, "two", key);
    await lose(house, ann);
    await say(ben, "three");
    await house.restart(() => data.journal());
    expect(await ben.next("bye")).toMatchObject({ code: "shutdown" });

    const again = await house.comesBack(ann.token, 1);
    expect(again.welcome).toMatchObject({ name: "Ann", client: 1, token: ann.token });
    expect(told(await again.shown())).toEqual(["2 Ben: two", "3 Ben: three"]);
    // What was stored before the restart is known when it is sent again.
    const other = await house.comesBack(ben.token, 3);
    expect(await say(other, "two", key)).toMatchObject([{ type: "ack", seq: 2 }]);
    expect(await say(other, "four")).toMatchObject([{ type: "ack", seq: 4 }]);
    expect(await say(again, "five")).toMatchObject([{ type: "ack", seq: 5 }]);
    const cem = await house.lines("Cem");
    cem.send("/who\n");
    const here = ["* Ann (client 1)", "* Ben (client 2)", "* Cem (client 5)"];
    expect(await cem.lines(4)).toEqual(["/who ACK", ...here]);
    expect((await again.next("hello")).history).toBe((await ann.next("hello")).history ?? "");
  });

  test("status still shows who was here, and the counts go on", async () => {
    using data = new DataFolder();
    await using house = new House({ journal: data.journal() });
    const ann = await house.frames("Ann");
    const lina = await house.lines("Lina");
    await say(ann, "one");
    await say(ann, "two");
    lina.send("exit\n");
    await lina.closed;
    await house.restart(() => data.journal());

    const again = await house.comesBack(ann.token, 2);
    await say(again, "three");
    const [, status] = await again.request({ type: "status" });
    if (status?.type !== "status") throw new Error("no status");
    const [first, second] = status.clients;
    expect(status.clients).toHaveLength(2);
    expect(first).toMatchObject({ client: 1, name: "Ann", messages: 3, closed: null });
    expect(first?.address).toBe(again.raw.address);
    expect(second).toMatchObject({ client: 2, name: "Lina", messages: 0, dialect: "lines" });
    expect(second?.closed).toBeNumber();
  });

  test("a number that was given at the door only is not given again", async () => {
    using data = new DataFolder();
    await using house = new House({ journal: data.journal() });
    const standing = await house.unnamedFrames();
    expect(await standing.next("hello")).toMatchObject({ client: 1 });
    await house.restart(() => data.journal());
    expect(await (await house.unnamedFrames()).next("hello")).toMatchObject({ client: 2 });
  });
});

describe("after a kill", () => {
  test("who was here is shown closed when last seen, and can come back", async () => {
    using data = new DataFolder();
    const flags = ["--port", "0", "--data", data.path];
    const began = Date.now();
    let token = "";
    {
      await using killed = new Program(flags);
      const ann = await FramesGuest.open(await killed.guest());
      await ann.join("Ann");
      token = ann.token;
      await say(ann, "one");
      await killed.kill();
    }
    const died = Date.now();
    await using program = new Program(flags);
    const ben = await FramesGuest.open(await program.guest());
    await ben.join("Ben");
    expect(told(await ben.shown())).toEqual(["1 Ann: one"]);
    const [, status] = await ben.request({ type: "status" });
    if (status?.type !== "status") throw new Error("no status");
    const [ann] = status.clients;
    expect(ann).toMatchObject({ client: 1, name: "Ann" });
    expect(ann?.closed).toBeWithin(began, died + 1);
    const again = await FramesGuest.open(await program.guest());
    await again.comeBack(token, 0);
    expect(again.welcome).toMatchObject({ client: 1, name: "Ann" });
    expect(await again.shown()).toMatchObject([{ seq: 1, text: "one", key: expect.any(String) }]);
  }, 20_000);
});

test("a second server over the same data ends so, and the first goes on", async () => {
  using data = new DataFolder();
  const flags = ["--port", "0", "--data", data.path];
  await using first = new Program(flags);
  await first.port();
  await using second = new Program(flags);
  expect(await second.exited).toBe(6);
  expect(await second.errors).toBe(
    `Cannot keep the journal in "${data.path}": another server keeps its own there\n`,
  );
  const guest = await first.guest();
  guest.send("Ann\nHi\n");
  expect((await guest.lines(3)).at(-1)).toBe("Hi ACK");
});
