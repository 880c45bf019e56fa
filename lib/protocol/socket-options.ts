// What the kernel is told of a TCP socket: how much it may take ahead of the line, and when a peer has vanished.
import { openLibc } from "./libc.ts";
import {
  TCP_KEEPALIVE_MS,
  TCP_PROBE_MS,
  TCP_PROBES,
  TCP_UNANSWERED_MS,
  UNSENT_BYTES,
} from "./limits.ts";

/** An option's number, and how many milliseconds one of its unit are. */
interface TimeOption {
  option: number;
  unitMs: number;
}

/** What tcp(7) and tcp(4) call TCP_NOTSENT_LOWAT, TCP_KEEPINTVL, TCP_KEEPCNT, and TCP_USER_TIMEOUT or TCP_RXT_CONNDROPTIME. */
interface TcpOptions {
  notSentLowat: number;
  probeInterval: TimeOption;
  probes: number;
  unanswered: TimeOption;
}

const IPPROTO_TCP = 6;

const OPTIONS: Partial<Record<NodeJS.Platform, TcpOptions>> = {
  linux: {
    notSentLowat: 25,
    probeInterval: { option: 5, unitMs: 1000 },
    probes: 6,
    unanswered: { option: 18, unitMs: 1 },
  },
  darwin: {
    notSentLowat: 0x201,
    probeInterval: { option: 0x101, unitMs: 1000 },
    probes: 0x102,
    unanswered: { option: 0x80, unitMs: 1000 },
  },
};

const options = OPTIONS[process.platform];
const libc = openLibc({
  setsockopt: { args: ["int", "int", "int", "buffer", "u32"], returns: "int" },
});

/**
 * Has the kernel take no more of a TCP socket's bytes than can soon leave, where the system knows how: on a slow
 * line a message then waits for UNSENT_BYTES, not for megabytes of a file. Tells whether it does.
 */
export function limitUnsent(socket: object, bytes = UNSENT_BYTES): boolean {
  return options !== undefined && set(socket, options.notSentLowat, bytes);
}

/**
 * Has the kernel close a connection whose peer has vanished, within TCP_UNANSWERED_MS: one that is silent and answers
 * no probe, and one that takes no more of what it was sent. Tells whether the system knows how; probes alone it always
 * sends, but what was sent and never answered it may try for a quarter of an hour.
 */
export function noticeVanished(
  socket: object & { setKeepAlive(enable: boolean, afterMs: number): boolean },
): boolean {
  socket.setKeepAlive(true, TCP_KEEPALIVE_MS);
  if (!options) return false;
  const { probeInterval, probes, unanswered } = options;
  return (
    set(socket, probeInterval.option, TCP_PROBE_MS / probeInterval.unitMs) &&
    set(socket, probes, TCP_PROBES) &&
    set(socket, unanswered.option, TCP_UNANSWERED_MS / unanswered.unitMs)
  );
}

function set(socket: object, option: number, to: number): boolean {
  if (!libc || !("fd" in socket) || typeof socket.fd !== "number") return false;
  const value = new Int32Array([to]);
  return libc.setsockopt(socket.fd, IPPROTO_TCP, option, value, value.byteLength) === 0;
}
