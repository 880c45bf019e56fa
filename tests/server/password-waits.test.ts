// Guests who have to wait for a verdict: that is not their own time, and costs nobody else anything.
import { expect, test } from "bun:test";
import { DOOR_PLACES, WRONG_PASSWORDS } from "../../lib/protocol/limits.ts";
import { Host } from "../support/host.ts";
import { House } from "../support/house.ts";
import { Changing } from "../support/patience.ts";
import { gateOf } from "../support/password.ts";

const SECRET = "open sesame";
const ASK_PASSWORD = "Please enter the password:";
const WRONG = "* That is not the password";

/** Time that passes when it is told; who pauses can be waited for. */
class Time extends Changing {
  at = 0;
  #pauses: { until: number; over: () => void }[] = [];

  readonly pause = (ms: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const pause = { until: this.at + ms, over: resolve };
    const over = () => {
      this.#pauses = this.#pauses.filter((each) => each !== pause);
      resolve();
      this.changed();
    };
    signal.addEventListener("abort", over);
    pause.over = over;
    this.#pauses.push(pause);
    this.changed();
    return promise;
  };

  /** Resolves when so many pause. */
  pausing(count: number): Promise<true> {
    return this.until(
      () => this.#pauses.length === count || undefined,
      (state) => `${this.#pauses.length} pause, not ${count}: ${state}`,
    );
  }

  pass(ms: number): void {
    this.at += ms;
    for (const { until, over } of this.#pauses) if (until <= this.at) over();
  }
}

function open(isExempt = true) {
  const time = new Time();
  const parts = { now: () => time.at, pause: time.pause, isExempt: () => isExempt };
  const gate = gateOf(SECRET, parts);
  return { time, gate, house: new House({ gate, now: () => time.at }) };
}

test("the time at the door stands still while a guest waits, and goes on afterwards", async () => {
  const { time, house: opened } = open();
  await using house = opened;
  const guest = await house.guest();
  guest.send("wrong\n");
  await time.pausing(1);
  time.pass(29_999);
  expect(await guest.lines(3)).toEqual([ASK_PASSWORD, WRONG, ASK_PASSWORD]);
  guest.send("wrong\n");
  await time.pausing(1);
  time.pass(40_000);
  expect(await guest.lines(2)).toEqual([WRONG, ASK_PASSWORD]);
  time.pass(30_000);
  expect(await guest.line()).toBe("* No name within 30 seconds; goodbye");
});

test("who hangs up while it waits leaves at once, and its address still has to wait", async () => {
  const { time, house: opened } = open();
  await using house = opened;
  const guest = await house.guest();
  guest.send("wrong\n");
  await time.pausing(1);
  guest[Symbol.dispose]();
  await house.log.line("Connection closed");
  await time.pausing(0);
  const other = await house.guest();
  other.send(`${SECRET}\n`);
  await time.pausing(1);
  time.pass(1000);
  expect(await other.lines(2)).toEqual([ASK_PASSWORD, "Please enter a name:"]);
});

test("a guest that waits keeps nobody from stopping the server, and is told", async () => {
  const { time, house: opened } = open();
  await using house = opened;
  const guest = await house.guest();
  guest.send("wrong\n");
  await time.pausing(1);
  const stopped = house.server.stop();
  expect(await guest.lines(2)).toEqual([ASK_PASSWORD, "* The server is shutting down"]);
  await guest.closed;
  await stopped;
});

test("one that has to make room for others is told at once, though it waits", async () => {
  const { time, house: opened } = open();
  await using house = opened;
  const waiting = await house.guest();
  waiting.send("wrong\n");
  await time.pausing(1);
  for (let n = 1; n < DOOR_PLACES; n++)
    expect(await (await house.guest()).line()).toBe(ASK_PASSWORD);
  const newcomer = await house.guest({ from: "127.0.0.2" });
  expect(await newcomer.line()).toBe(ASK_PASSWORD);
  expect(await waiting.lines(2)).toEqual([
    ASK_PASSWORD,
    "* Others are waiting at the door, try again later.",
  ]);
  await time.pausing(0);
});

const BARRED =
  "Too many wrong passwords from your address; try again in 10 minutes, or ask the host.";

test("with the last try a guest goes, and its address is kept out for a while, or until the host lets it in", async () => {
  const { time, gate, house: opened } = open(false);
  await using house = opened;
  const guest = await house.guest();
  expect(await guest.line()).toBe(ASK_PASSWORD);
  for (let n = 1; n < WRONG_PASSWORDS; n++) {
    guest.send("wrong\n");
    await time.pausing(1);
    time.pass(30_000);
    expect(await guest.lines(2)).toEqual([WRONG, ASK_PASSWORD]);
  }
  guest.send("wrong\n");
  expect(await guest.line()).toBe("* Too many wrong passwords; goodbye");
  await guest.closed;
  expect(gate.bars("127.0.0.1")).toBe(true);
  const again = await house.guest();
  expect(await again.line()).toBe(BARRED);
  await again.closed;
  expect(await house.log.line("Turned away 127.0.0.1")).toContain("too many wrong passwords");
  time.pass(2 * 60_000);
  using host = await Host.of(house);
  const [listed, ...others] = await host.act({ type: "ban" });
  expect(listed).toMatch(/^127\.0\.0\.1, for 8 min, until .*: wrong passwords$/);
  expect(others).toEqual([]);
  time.pass(8 * 60_000 - 1);
  expect(await (await house.guest()).line()).toBe(BARRED);
  expect(await host.act({ type: "unban", who: "127.0.0.1" })).toEqual(["Let in again: 127.0.0.1"]);
  const later = await house.guest();
  later.send(`wrong\n`);
  await time.pausing(1);
  time.pass(1000);
  expect(await later.lines(3)).toEqual([ASK_PASSWORD, WRONG, ASK_PASSWORD]);
  expect(await host.act({ type: "ban" })).toEqual(["Nobody is kept out"]);
});
