// When the kernel gives up a peer that has vanished: read back from the sockets themselves, guests' of lines among them.

import { expect, spyOn, test } from "bun:test";
import { openLibc } from "../../lib/protocol/libc.ts";
import {
  GONE_AFTER_MS,
  TCP_KEEPALIVE_MS,
  TCP_PROBE_MS,
  TCP_PROBES,
  TCP_UNANSWERED_MS,
} from "../../lib/protocol/limits.ts";
import * as options from "../../lib/protocol/socket-options.ts";
import { noticeVanished } from "../../lib/protocol/socket-options.ts";
import { House } from "../support/house.ts";

const libc = openLibc({
  getsockopt: { args: ["int", "int", "int", "buffer", "buffer"], returns: "int" },
});
const IPPROTO_TCP = 6;

/** The first probe after, the time between two, how many, and how long what was sent may stay unanswered: seconds. */
const TIMES =
  process.platform === "darwin"
    ? { first: 0x10, between: 0x101, count: 0x102, unanswered: 0x80, unit: 1 }
    : { first: 4, between: 5, count: 6, unanswered: 18, unit: 1000 };

function optionOf(socket: object, option: number): number | undefined {
  if (!libc || !("fd" in socket) || typeof socket.fd !== "number") return undefined;
  const value = new Int32Array(1);
  const length = new Uint32Array([value.byteLength]);
  return libc.getsockopt(socket.fd, IPPROTO_TCP, option, value, length) === 0
    ? value[0]
    : undefined;
}

test("a guest that is gone without a word is noticed in time, silent or not", async () => {
  using noticed = spyOn(options, "noticeVanished");
  await using house = new House();
  await house.lines("Ann");
  const socket = noticed.mock.calls[0]?.[0] ?? {};
  expect(noticed.mock.results[0]?.value).toBe(true);
  expect(optionOf(socket, TIMES.first)).toBe(TCP_KEEPALIVE_MS / 1000);
  expect(optionOf(socket, TIMES.between)).toBe(TCP_PROBE_MS / 1000);
  expect(optionOf(socket, TIMES.count)).toBe(TCP_PROBES);
  expect(optionOf(socket, TIMES.unanswered)).toBe((TCP_UNANSWERED_MS / 1000) * TIMES.unit);
});

test("that is before a frames guest counts as gone, and not for a short blackout", () => {
  expect(TCP_KEEPALIVE_MS + TCP_PROBES * TCP_PROBE_MS).toBeLessThan(GONE_AFTER_MS);
  expect(TCP_UNANSWERED_MS).toBeLessThan(GONE_AFTER_MS);
  expect(TCP_PROBES * TCP_PROBE_MS).toBeGreaterThanOrEqual(60_000);
});

test("what is no socket of ours is told nothing more", () => {
  const told: unknown[][] = [];
  const setKeepAlive = (...args: unknown[]) => told.push(args) > 0;
  const alike = [true, TCP_KEEPALIVE_MS];
  expect(noticeVanished({ setKeepAlive })).toBe(false);
  const closed = { setKeepAlive, fd: -1 };
  expect(noticeVanished(closed)).toBe(false);
  expect(told).toEqual([alike, alike]);
});
