// How much the kernel takes of a socket's bytes before they can leave: what it has, talk can no longer overtake.
import { dlopen } from "bun:ffi";
import { UNSENT_BYTES } from "./limits.ts";

const IPPROTO_TCP = 6;

/** Where setsockopt is, and what tcp(7) and tcp(4) call TCP_NOTSENT_LOWAT there. */
const SYSTEMS: Partial<Record<NodeJS.Platform, { library: string; notSentLowat: number }>> = {
  linux: { library: "libc.so.6", notSentLowat: 25 },
  darwin: { library: "libSystem.B.dylib", notSentLowat: 0x201 },
};

const setUnsent = settingOf(process.platform);

/**
 * Has the kernel take no more of a TCP socket's bytes than can soon leave, where the system knows how: on a slow
 * line a message then waits for UNSENT_BYTES, not for megabytes of a file. Tells whether it does.
 */
export function limitUnsent(socket: object, bytes = UNSENT_BYTES): boolean {
  if (!("fd" in socket) || typeof socket.fd !== "number") return false;
  return setUnsent?.(socket.fd, bytes) ?? false;
}

function settingOf(platform: NodeJS.Platform) {
  const system = SYSTEMS[platform];
  if (!system) return undefined;
  try {
    const { symbols } = dlopen(system.library, {
      setsockopt: { args: ["int", "int", "int", "buffer", "u32"], returns: "int" },
    });
    const { notSentLowat } = system;
    return (fd: number, bytes: number) => {
      const value = new Int32Array([bytes]);
      return symbols.setsockopt(fd, IPPROTO_TCP, notSentLowat, value, value.byteLength) === 0;
    };
  } catch {
    return undefined; // another libc: talk waits a little longer
  }
}
