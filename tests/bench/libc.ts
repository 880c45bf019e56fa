// TCP through the C library, so that receiving costs as little as it can. Linux alone, and only for scripts.
// Bun's own sockets take 3 GB/s where this takes 10, and would so measure themselves.

import { dlopen, ptr } from "bun:ffi";

const libc = dlopen("libc.so.6", {
  socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
  send: { args: ["i32", "ptr", "u64", "i32"], returns: "i64" },
  recv: { args: ["i32", "ptr", "u64", "i32"], returns: "i64" },
  poll: { args: ["ptr", "u64", "i32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
}).symbols;

const AF_INET = 2;
const SOCK_STREAM = 1;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const POLLIN = 1;
const LOOPBACK = [127, 0, 0, 1];

/** `struct sockaddr_in` and `struct pollfd`: bytes. */
const ADDRESS_BYTES = 16;
const POLL_BYTES = 8;

const buffer = new Uint8Array(1024 * 1024);

/** Connects to a port of this machine; the descriptor. */
export function connectTo(port: number): number {
  const address = new Uint8Array(ADDRESS_BYTES);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, port);
  address.set(LOOPBACK, 4);
  const fd = libc.socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || libc.connect(fd, ptr(address), ADDRESS_BYTES) !== 0)
    throw new Error(`Cannot connect to port ${port}`);
  return fd;
}

/** Sends bytes, so few that the system takes them at once. */
export function send(fd: number, bytes: Uint8Array): void {
  if (Number(libc.send(fd, ptr(bytes), bytes.byteLength, 0)) !== bytes.byteLength)
    throw new Error("Cannot send: the connection takes no more");
}

/** Waits for bytes, and returns them; none at the end of the connection. They stay valid until the next call. */
export function receive(fd: number): Uint8Array {
  return buffer.subarray(0, Math.max(0, Number(libc.recv(fd, ptr(buffer), buffer.byteLength, 0))));
}

/**
 * Takes up to so many bytes that have come, without a look at them: the system drops them uncopied.
 * How many; 0 at the end of the connection, less where none have come.
 */
export function skip(fd: number, most: number): number {
  const length = Math.min(most, buffer.byteLength);
  return Number(libc.recv(fd, ptr(buffer), length, MSG_TRUNC | MSG_DONTWAIT));
}

export function close(fd: number): void {
  libc.close(fd);
}

/** Descriptors of which one waits until some have bytes. */
export class Polled {
  readonly #table: Int32Array;

  constructor(readonly fds: readonly number[]) {
    this.#table = new Int32Array((fds.length * POLL_BYTES) / Int32Array.BYTES_PER_ELEMENT);
    for (const [at, fd] of fds.entries()) {
      this.#table[2 * at] = fd;
      this.#table[2 * at + 1] = POLLIN;
    }
  }

  /** Waits, and returns the positions of those that have bytes or have ended. */
  ready(): number[] {
    libc.poll(ptr(this.#table), this.fds.length, -1);
    // `revents` is the upper half of the second word of each; poll has written it below bun's sight.
    return [...this.fds.keys()].filter((at) => (this.#table[2 * at + 1] ?? 0) >>> 16 !== 0);
  }

  /** Waits for this one no more. */
  drop(at: number): void {
    this.#table[2 * at] = -1;
    this.#table[2 * at + 1] = 0;
  }
}
