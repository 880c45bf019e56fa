// A room with a password, as guests of every dialect meet it over real sockets.
import { describe, expect, test } from "bun:test";
import { hashOf } from "../../lib/server/gate.ts";
import { House, type HouseOptions } from "../support/house.ts";
import { CHEAP, gateOf } from "../support/password.ts";

const SECRET = "open sesame";
const ASK_PASSWORD = "Please enter the password:";
const ASK_NAME = "Please enter a name:";
const WRONG = "* That is not the password";

const open = (options: HouseOptions = {}) => new House({ gate: gateOf(SECRET), ...options });

describe.each([
  ["lines", "\n"],
  ["lines with CRLF", "\r\n"],
  ["bare", ""],
])("a guest that speaks %s", (_what, ending) => {
  test("is asked for it before the name, and again as long as it is wrong", async () => {
    await using house = open();
    const guest = await house.guest();
    expect(await guest.line()).toBe(ASK_PASSWORD);
    for (const wrong of ["ann", " open sesame", "OPEN SESAME", "/help", "status"]) {
      guest.send(wrong + ending);
      expect(await guest.lines(2)).toEqual([WRONG, ASK_PASSWORD]);
    }
    guest.send(SECRET + ending);
    expect(await guest.line()).toBe(ASK_NAME);
    guest.send(`ann${ending}`);
    expect(await guest.line()).toBe("Your name is set as: ann");
    guest.send(SECRET + ending);
    expect(await guest.line()).toBe(`${SECRET} ACK`);
  });
});

test("all that a script sends in one go is taken in its order, and answered to its end", async () => {
  await using house = open();
  const guest = await house.guest();
  guest.send(`wrong\n${SECRET}\nann\nhello\n`);
  guest.end();
  expect(await guest.lines(6)).toEqual([
    ASK_PASSWORD,
    WRONG,
    ASK_PASSWORD,
    ASK_NAME,
    "Your name is set as: ann",
    "hello ACK",
  ]);
  await guest.closed;
});

test("the last line needs no ending", async () => {
  await using house = open();
  const guest = await house.guest();
  guest.send(`wrong\n${SECRET}`);
  guest.end();
  expect(await guest.lines(4)).toEqual([ASK_PASSWORD, WRONG, ASK_PASSWORD, ASK_NAME]);
  await guest.closed;
});

test("what cannot be a password says why, and asks again", async () => {
  await using house = open();
  const guest = await house.guest();
  guest.send("x");
  guest.send(Uint8Array.of(0xff, 0x0a));
  guest.send(`se\0cret\n${"secret".repeat(1000)}\n\n${SECRET}\n`);
  expect(await guest.lines(10)).toEqual([
    ASK_PASSWORD,
    "* Cannot take the line: it is no UTF-8",
    ASK_PASSWORD,
    "* Cannot take the line: it contains NUL",
    ASK_PASSWORD,
    "* Cannot take the line: it is longer than 4096 bytes",
    ASK_PASSWORD,
    WRONG,
    ASK_PASSWORD,
    ASK_NAME,
  ]);
  expect(house.log.all.join("")).not.toContain("cret");
});

test("neither a wrong nor the right one is in the log, in any dialect", async () => {
  await using house = open();
  const lines = await house.guest();
  lines.send(`hunter1\nhunter1\nhunter1\n`);
  await lines.lines(7);
  const bare = await house.guest();
  bare.send("hunter2");
  await bare.lines(3);
  const frames = await house.unnamedFrames();
  await frames.request({ type: "password", password: "hunter3" });
  await frames.request({ type: "password", password: SECRET });
  const log = house.log.all.join("");
  expect(log).toContain("Received from Client 1: (a password)");
  expect(log).not.toContain("hunter");
  expect(log).not.toContain(SECRET);
});

describe("a frames guest", () => {
  test("is told in the hello, and gives it by a request", async () => {
    await using house = open();
    const guest = await house.unnamedFrames();
    expect(await guest.next("hello")).toMatchObject({ password: true });
    expect(await guest.request({ type: "nick", name: "ann" })).toMatchObject([
      { type: "error", code: "password-needed" },
    ]);
    expect(await guest.request({ type: "password", password: "wrong" })).toMatchObject([
      { type: "error", code: "wrong-password" },
    ]);
    const right = guest.ask({ type: "password", password: SECRET });
    const named = guest.ask({ type: "nick", name: "ann" });
    expect(await guest.answers(right)).toMatchObject([{ type: "admitted" }]);
    expect(await guest.answers(named)).toMatchObject([{ type: "welcome", name: "ann" }]);
  });

  test("comes back by its token without it", async () => {
    await using house = open();
    const guest = await house.unnamedFrames();
    await guest.request({ type: "password", password: SECRET });
    await guest.join("ann");
    const { token } = guest;
    guest.raw.end();
    await guest.raw.closed;
    const back = await house.comesBack(token, 0);
    expect(back.welcome.name).toBe("ann");
  });
});

test("a room without a password says nothing of one", async () => {
  await using house = new House();
  const guest = await house.unnamedFrames();
  expect(await guest.next("hello")).not.toHaveProperty("password");
});

test("another password holds as soon as it takes the place", async () => {
  const gate = gateOf(SECRET);
  await using house = open({ gate });
  const guest = await house.guest();
  gate.replace(await hashOf("another", CHEAP));
  guest.send(`${SECRET}\nanother\n`);
  expect(await guest.lines(4)).toEqual([ASK_PASSWORD, WRONG, ASK_PASSWORD, ASK_NAME]);
});

test("where others can listen, guests are told before they give it", async () => {
  await using house = open({ gate: gateOf(SECRET, { inClear: true }) });
  const guest = await house.guest();
  expect(await guest.lines(2)).toEqual([
    "* This room's password crosses the network in clear text",
    ASK_PASSWORD,
  ]);
  guest.send(`${SECRET}\n`);
  expect(await guest.line()).toBe(ASK_NAME);
});
