// The gate: what a password is compared with, who has to wait for whom, and who has no more tries.
import { describe, expect, test } from "bun:test";
import { WRONG_PASSWORDS } from "../../lib/protocol/limits.ts";
import { Gate, hashOf, type Verdict } from "../../lib/server/gate.ts";
import { CHEAP } from "../support/password.ts";

const HOST = "203.0.113.7";
const NEIGHBOUR = "203.0.113.8";
const stays = () => new AbortController().signal;

/** A gate whose time passes when it is told. */
async function gated({
  password = "open sesame",
  isExempt = (host: string): boolean => host === "",
} = {}) {
  const clock = { at: 0 };
  const warned: string[] = [];
  let waiting: { until: number; over: () => void }[] = [];
  const gate = new Gate(await hashOf(password, CHEAP), {
    now: () => clock.at,
    pause(ms, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => resolve());
      waiting.push({ until: clock.at + ms, over: resolve });
      return promise;
    },
    isExempt,
    log: { warn: (message) => void warned.push(message) },
  });
  const pass = (ms: number) => {
    clock.at += ms;
    for (const { until, over } of waiting) if (until <= clock.at) over();
    waiting = waiting.filter(({ until }) => until > clock.at);
  };
  /** Settles all comparisons that need no more time: one of another address is behind them. */
  const settled = () => gate.compare("198.51.100.1", password, stays());
  /** A verdict whose time passes, and no more. */
  const guess = async (text: string, host = HOST): Promise<Verdict> => {
    const verdict = gate.compare(host, text, stays());
    await settled();
    pass(Math.max(0, ...waiting.map(({ until }) => until - clock.at)));
    return verdict;
  };
  return { gate, clock, warned, pass, settled, guess };
}

/** What a promise has come to so far. */
function watched<T>(promise: Promise<T>): { value: T | undefined } {
  const state: { value: T | undefined } = { value: undefined };
  void promise.then((value) => (state.value = value));
  return state;
}

test("the right one is right at once, however its letters are written", async () => {
  const { gate } = await gated({ password: "caf\u00e9" });
  expect(await gate.compare(HOST, "cafe\u0301", stays())).toBe("right");
});

test.each([
  ["nothing", ""],
  ["a part", "open"],
  ["another case", "Open sesame"],
  ["a space more", "open sesame "],
  ["a long text", "x".repeat(5000)],
  ["half a letter", "\ud800"],
])("%s is wrong", async (_what, text) => {
  const { guess } = await gated();
  expect(await guess(text)).toBe("wrong");
});

test("a hash is argon2id, and never the same twice", async () => {
  const [one, other] = [await hashOf("x"), await hashOf("x")];
  expect(one).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
  expect(one).not.toBe(other);
});

describe("a wrong one", () => {
  test("is told after its time, and others are told theirs meanwhile", async () => {
    const { gate, pass, settled } = await gated();
    const wrong = watched(gate.compare(HOST, "wrong", stays()));
    expect(await gate.compare(NEIGHBOUR, "open sesame", stays())).toBe("right");
    pass(999);
    await settled();
    expect(wrong.value).toBeUndefined();
    pass(1);
    await settled();
    expect(wrong.value).toBe("wrong");
  });

  test("has the next of its address wait, on whatever connection, and right as it may be", async () => {
    const { gate, pass, settled } = await gated();
    const hangsUp = new AbortController();
    const wrong = gate.compare(HOST, "wrong", hangsUp.signal);
    await settled();
    hangsUp.abort();
    expect(await wrong).toBe("gone");
    const next = watched(gate.compare(HOST, "open sesame", stays()));
    await settled();
    pass(999);
    await settled();
    expect(next.value).toBeUndefined();
    pass(1);
    await settled();
    expect(next.value).toBe("right");
  });

  test("is in the log once, without its text", async () => {
    const { guess, warned } = await gated();
    await guess("hunter2");
    expect(warned).toEqual([`A wrong password from ${HOST}, 1 within 10 minutes`]);
  });
});

test("many at once from one address are looked at one after the other, each after its time", async () => {
  const { gate, pass, settled, warned } = await gated();
  const all = Array.from({ length: 3 }, () => watched(gate.compare(HOST, "wrong", stays())));
  await settled();
  expect(warned.length).toBe(1);
  pass(1000);
  await settled();
  await settled();
  expect(warned.length).toBe(2);
  expect(all.map(({ value }) => value)).toEqual(["wrong", undefined, undefined]);
  pass(2000);
  await settled();
  await settled();
  expect(warned.length).toBe(3);
});

test("who goes while it waits for its turn is not compared, and those behind it do not wait for it", async () => {
  const { gate, pass, settled, warned } = await gated();
  void gate.compare(HOST, "wrong", stays());
  const goes = new AbortController();
  const gone = gate.compare(HOST, "wrong too", goes.signal);
  const behind = watched(gate.compare(HOST, "open sesame", stays()));
  await settled();
  goes.abort();
  expect(await gone).toBe("gone");
  expect(await gate.compare(HOST, "open sesame", AbortSignal.abort())).toBe("gone");
  pass(1000);
  await settled();
  await settled();
  expect(behind.value).toBe("right");
  expect(warned.length).toBe(1);
});

test("who goes while another one is compared is not compared any more", async () => {
  const { gate, settled, warned } = await gated();
  const before = gate.compare(NEIGHBOUR, "open sesame", stays());
  const goes = new AbortController();
  const gone = gate.compare(HOST, "wrong", goes.signal);
  // All but the comparison itself, which another thread makes, is done without one turn of the event loop.
  for (let step = 0; step < 20; step++) await Promise.resolve();
  goes.abort();
  expect([await before, await gone]).toEqual(["right", "gone"]);
  await settled();
  expect(warned).toEqual([]);
});

describe("after too many", () => {
  test("an address has no more tries: not with the right one either", async () => {
    const { gate, guess, warned } = await gated();
    for (let n = 1; n < WRONG_PASSWORDS; n++) expect(await guess("wrong")).toBe("wrong");
    expect(gate.bars(HOST)).toBe(false);
    expect(await guess("wrong")).toBe("barred");
    expect(gate.bars(HOST)).toBe(true);
    expect(gate.bars(NEIGHBOUR)).toBe(false);
    expect(await guess("open sesame")).toBe("barred");
    expect(await guess("open sesame", NEIGHBOUR)).toBe("right");
    expect(warned.filter((line) => line.startsWith("Keeps"))).toEqual([
      `Keeps ${HOST} out for 10 minutes`,
    ]);
  });

  test("it is listed, and let in again where the host wants that", async () => {
    const { gate, guess } = await gated();
    const [one, network] = ["2001:db8::7", "2001:db8::/64"];
    for (let n = 0; n < WRONG_PASSWORDS; n++) await guess("wrong", one);
    const [barred, ...others] = gate.barred();
    expect([barred?.address, others]).toEqual([network, []]);
    gate.pardon(network);
    expect([gate.bars(one), gate.barred()]).toEqual([false, []]);
    expect(await guess("open sesame", one)).toBe("right");
  });

  test("one that many come through goes each time, waits, and is never kept out", async () => {
    const { gate, guess, warned } = await gated({ isExempt: (host) => host === HOST });
    for (let n = 1; n < WRONG_PASSWORDS; n++) expect(await guess("wrong")).toBe("wrong");
    expect(await guess("wrong")).toBe("barred");
    expect(await guess("wrong")).toBe("barred");
    expect(gate.bars(HOST)).toBe(false);
    expect(gate.barred()).toEqual([]);
    expect(warned.some((line) => line.startsWith("Keeps"))).toBe(false);
    const next = watched(gate.compare(HOST, "open sesame", stays()));
    expect(await gate.compare(NEIGHBOUR, "open sesame", stays())).toBe("right");
    expect(next.value).toBeUndefined();
  });
});

test("another password can take its place", async () => {
  const { gate } = await gated();
  expect(await gate.isPassword("open sesame")).toBe(true);
  gate.replace(await hashOf("another", CHEAP));
  expect(await gate.isPassword("open sesame")).toBe(false);
  expect(await gate.compare(HOST, "another", stays())).toBe("right");
});

test("a comparison that failed fails nobody behind it", async () => {
  const { gate } = await gated();
  gate.replace("no hash at all");
  const failed = gate.compare(HOST, "open sesame", stays()).catch(() => "failed");
  expect<unknown>(await failed).toBe("failed");
  gate.replace(await hashOf("open sesame", CHEAP));
  expect(await gate.compare(HOST, "open sesame", stays())).toBe("right");
  expect(await gate.compare(NEIGHBOUR, "open sesame", stays())).toBe("right");
});
