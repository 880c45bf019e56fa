// A fault of the server's own: logged once, that one connection ends, and nobody else notices.

import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { Room } from "../../lib/room/room.ts";
import { bind } from "../../lib/server/bind.ts";
import { createLog, type Log } from "../../lib/server/log.ts";
import { Server } from "../../lib/server/server.ts";
import { Guest } from "../support/guest.ts";
import { memoryJournal } from "../support/journals.ts";
import { NO_HOST } from "../support/no-host.ts";
import { OPEN_DOOR } from "../support/open-door.ts";
import { TestShelf } from "../support/shelf.ts";

/** A server whose log fails at one message, which is a fault in the middle of its work. */
function faulty(failsAt: string) {
  const errors: string[] = [];
  const quiet = createLog({
    level: "error",
    format: "json",
    write: (line) => void errors.push(line),
    now: Date.now,
  });
  const log: Log = {
    ...quiet,
    info(message) {
      if (message.includes(failsAt)) throw new Error("the log failed");
    },
  };
  const journal = memoryJournal();
  const settings = {
    name: "Parlor",
    motd: "",
    places: 9,
    uploads: false,
    replay: 0,
    password: false,
    bans: [],
  };
  const means = { now: Date.now, secret: Bun.randomUUIDv7, key: Bun.randomUUIDv7 };
  const room = new Room(settings, journal.kept, means);
  const shelf = new TestShelf(tmpdir());
  const nameTimeoutMs = 30_000;
  const parts = {
    ...NO_HOST,
    ...OPEN_DOOR,
    room,
    journal,
    shelf,
    log,
    now: Date.now,
    nameTimeoutMs,
    rate: 0,
  };
  const server = new Server("127.0.0.1", 0, parts);
  return { server, errors, [Symbol.asyncDispose]: () => server.stop() };
}

test("while a guest is served", async () => {
  await using house = faulty("boom");
  using ann = await Guest.connect(house.server.port);
  ann.send("Ann\n");
  await ann.lines(2);
  using ben = await Guest.connect(house.server.port);
  ben.send("Ben\nboom\n");
  expect(await ben.rest()).toEndWith("\n* The server failed, and has logged why\n");
  await ben.closed;
  expect(await ann.lines(2)).toEqual(["* Ben joined", "* Ben left"]);
  ann.send("still here\n");
  expect(await ann.line()).toBe("still here ACK");
  expect(house.errors).toHaveLength(1);
  expect(house.errors[0]).toContain("the log failed");
});

test("while a guest is let in", async () => {
  await using house = faulty("Client 1");
  using ann = await Guest.connect(house.server.port);
  await ann.closed;
  using ben = await Guest.connect(house.server.port);
  ben.send("Ben\n");
  expect((await ben.lines(2))[1]).toBe("Your name is set as: Ben");
  expect(house.errors).toHaveLength(1);
});

test.each([
  { host: "203.0.113.1", why: "this machine has no such address" },
  { host: "no such host", why: "no such host is known" },
])("$host cannot be listened on", ({ host, why }) => {
  expect(() => bind(host, 0, { data() {} })).toThrow(`Cannot listen on "${host}:0": ${why}`);
});

test("a port in use says how to choose another", () => {
  const taken = bind("127.0.0.1", 0, { data() {} });
  expect(() => bind("127.0.0.1", taken.port, { data() {} })).toThrow(
    "another program listens there",
  );
  taken.terminate();
});
