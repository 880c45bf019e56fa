// Coming to an end: once, at once or at its time, and with a code that tells how.

import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { EXIT, type ExitCode } from "../../lib/protocol/exits.ts";
import { LONGEST_MS, LONGEST_TIMER_MS } from "../../lib/protocol/limits.ts";
import { UsageError } from "../../lib/protocol/settings.ts";
import { later as realLater } from "../../lib/protocol/later.ts";
import { Closing, type ClosingParts } from "../../lib/server/closing.ts";
import { orExit, stopOnSignals } from "../../lib/server/endings.ts";
import { patiently } from "../support/patience.ts";

/** A server's end whose time passes by hand. */
function openClosing(parts: Partial<ClosingParts> = {}) {
  const did: string[] = [];
  const exited = Promise.withResolvers<ExitCode>();
  const timers: { at: number; act: () => void }[] = [];
  let now = 0;
  const write = (line: string) => void did.push(line);
  const closing = new Closing({
    stop: async () => write("stop"),
    last: async () => write("last"),
    exit: (code) => exited.resolve(code),
    log: { debug: write, info: write, warn: write, error: write },
    now: () => now,
    later: (ms, act) => {
      const timer = { at: now + ms, act };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    ...parts,
  });
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.act();
    }
  };
  return { closing, did, timers, pass, exited: () => patiently(exited.promise) };
}

describe("the end", () => {
  test("stops the server, waits for what is last, and exits with 0; once", async () => {
    const { closing, did, exited } = openClosing();
    expect(closing.begun).toBe(false);
    closing.now("why");
    closing.now("again", EXIT.network);
    expect(closing.begun).toBe(true);
    expect(await exited()).toBe(EXIT.ok);
    expect(did).toEqual(["why", "stop", "Stopped", "last"]);
  });

  test("has the code that it was begun with", async () => {
    const { closing, exited } = openClosing();
    closing.now("why", EXIT.network);
    expect(await exited()).toBe(EXIT.network);
  });

  test("comes also where the server cannot stop, which is logged", async () => {
    const stop = () => Promise.reject(new Error("no"));
    const { closing, did, exited } = openClosing({ stop });
    closing.now("why");
    expect(await exited()).toBe(EXIT.network);
    expect(did).toEqual(["why", "Cannot stop: Error: no", "last"]);
  });

  test("does not wait for what is last for ever", async () => {
    const { closing, exited } = openClosing({ last: () => new Promise(() => {}) });
    closing.now("why");
    expect(await exited()).toBe(EXIT.ok);
  });
});

describe("in a while", () => {
  test("comes at its time, and not before", async () => {
    const { closing, did, pass, exited } = openClosing();
    closing.in(5000);
    pass(4999);
    expect(did).toEqual([]);
    pass(1);
    expect(await exited()).toBe(EXIT.ok);
    expect(did[0]).toBe("The time has come at which the host closes the room");
  });

  test("is at once where that is no time", async () => {
    const { closing, exited, did } = openClosing();
    closing.in(0);
    expect(await exited()).toBe(EXIT.ok);
    expect(did[0]).toBe("The host closes the room");
  });

  test("is taken back, or put off; the last word holds", () => {
    const { closing, did, pass, timers } = openClosing();
    closing.in(5000);
    closing.in(undefined);
    expect(timers).toEqual([]);
    pass(10_000);
    closing.in(5000);
    closing.in(9000);
    pass(5000);
    expect([did, timers.length]).toEqual([[], 1]);
    pass(4000);
    expect(closing.begun).toBe(true);
  });

  test("may be longer than one timer lasts", () => {
    const { closing, pass, timers } = openClosing();
    closing.in(LONGEST_MS);
    expect(timers).toMatchObject([{ at: LONGEST_TIMER_MS }]);
    let passed = 0;
    for (; passed + LONGEST_TIMER_MS < LONGEST_MS; passed += LONGEST_TIMER_MS)
      pass(LONGEST_TIMER_MS);
    pass(LONGEST_MS - passed - 1);
    expect(closing.begun).toBe(false);
    pass(1);
    expect(closing.begun).toBe(true);
  });

  test("the end in between is the end; nothing can be put off then", async () => {
    const { closing, timers, exited } = openClosing();
    closing.in(5000);
    closing.now("why");
    closing.in(1000);
    expect(timers).toEqual([]);
    await exited();
  });

  test("a timer of this machine fires once, unless it is taken back", async () => {
    const fired: string[] = [];
    const takeBack = realLater(0, () => void fired.push("taken back"));
    takeBack();
    await patiently(new Promise<void>((resolve) => realLater(0, resolve)));
    expect(fired).toEqual([]);
  });
});

describe("what is needed to begin", () => {
  test("is had, or ends the process in one line, with its code or that of wrong usage", async () => {
    const said = spyOn(console, "error").mockImplementation(() => {});
    const exit = spyOn(process, "exit").mockImplementation(() => {
      throw new Error("exited");
    });
    try {
      expect(await orExit(EXIT.localFile, () => "value")).toBe("value");
      const failures = [new Error("no such file"), new UsageError("no such flag"), "why not"];
      for (const failure of failures)
        await orExit(EXIT.localFile, () => Promise.reject(failure)).catch(() => {});
      expect(exit.mock.calls).toEqual([[EXIT.localFile], [EXIT.usage], [EXIT.localFile]]);
      expect(said.mock.calls).toEqual([["no such file"], ["no such flag"], ["why not"]]);
    } finally {
      said.mockRestore();
      exit.mockRestore();
    }
  });
});

describe("on a signal", () => {
  const SIGNALS = ["SIGINT", "SIGTERM"] as const;
  const before = SIGNALS.map((signal) => [signal, process.listeners(signal)] as const);
  afterEach(() => {
    for (const [signal, listeners] of before)
      for (const listener of process.listeners(signal))
        if (!listeners.includes(listener)) process.off(signal, listener);
  });

  test.each(SIGNALS)("%s stops", (signal) => {
    const reasons: string[] = [];
    stopOnSignals({ begun: false, now: (why) => void reasons.push(why) });
    process.emit(signal);
    expect(reasons).toEqual([`Stopping on ${signal}`]);
  });

  test.each(SIGNALS)("another %s while it stops exits at once", (signal) => {
    const exit = spyOn(process, "exit").mockImplementation(() => {
      throw new Error("exited");
    });
    try {
      stopOnSignals({ begun: true, now: () => {} });
      expect(() => process.emit(signal)).toThrow("exited");
      const code = signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
      expect(exit.mock.calls).toEqual([[code]]);
    } finally {
      exit.mockRestore();
    }
  });

  test("a Ctrl-C that was only a key stops nothing; a SIGTERM is no key", () => {
    const reasons: string[] = [];
    let asked = 0;
    const isKey = () => ++asked > 0;
    stopOnSignals({ begun: false, now: (why) => void reasons.push(why) }, isKey);
    process.emit("SIGINT");
    expect([asked, reasons]).toEqual([1, []]);
    process.emit("SIGTERM");
    expect([asked, reasons]).toEqual([1, ["Stopping on SIGTERM"]]);
  });
});
