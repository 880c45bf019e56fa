// What every attacker works with: connections that get as far as it wants, and floods that never end by themselves.

import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { Link, type Target } from "./link.ts";

/** What is written at once of a flood: bytes, so that the attacker hears what comes back as well. */
const POUR_BYTES = 256 * 1024;

export interface Ground {
  target: Target;
  /** Numbers from 0 up to 1. */
  draw: () => number;
  /** A file that is on the shelf. */
  file: string;
}

/** Attacks from now on, and until its process is ended; resolves once it is at full strength. */
export type Attacker = (ground: Ground) => Promise<void>;

/** A request in a frame. */
export function request(id: number, body: { type: string; [field: string]: unknown }): Uint8Array {
  return encodeControl({ id, ...body });
}

/** A guest that has a name, in the dialect of people. */
export async function linesGuest({ target }: Ground, name: string): Promise<Link> {
  const link = await Link.open(target);
  link.send(`${target.password === undefined ? "" : `${target.password}\n`}${name}\n`);
  await answered(link, "Your name is set as:");
  return link;
}

/** A guest that has a name, in the dialect of programs; with a session it can come back. */
export async function framesGuest({ target }: Ground, name: string, session?: true): Promise<Link> {
  const link = await Link.open(target);
  link.send(PREFACE);
  if (target.password !== undefined) {
    link.send(request(1, { type: "password", password: target.password }));
    await answered(link, '"admitted"');
  }
  const anonymous = session ? {} : { session: false };
  link.send(request(1, { type: "nick", name, replay: 0, ...anonymous }));
  await answered(link, '"welcome"');
  return link;
}

/**
 * Resolves when something stands in what comes.
 * @throws Error where the connection ends before
 */
export async function answered(link: Link, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let came = "";
  link.onBytes = (bytes) => {
    if (!bytes) return reject(new Error(`the connection ended without ${text}`));
    came += Buffer.from(bytes).toString("latin1");
    if (came.includes(text)) resolve();
    came = came.slice(-text.length);
  };
  await promise;
  link.onBytes = () => {};
}

/** Sends the same again and again, as fast as it is taken, until the connection is closed. */
export function pour(link: Link, make: () => string | Uint8Array): void {
  let isDue = false;
  const later = () => {
    if (isDue || link.isClosed) return;
    isDue = true;
    setImmediate(on);
  };
  const on = () => {
    isDue = false;
    for (let sent = 0; sent < POUR_BYTES && link.isDrained && !link.isClosed;) {
      const next = make();
      link.send(next);
      sent += next.length;
    }
    if (link.isDrained) later();
  };
  link.onDrained = later;
  later();
}

/** Does something so many times beside each other, each again as soon as it is over, whatever comes of it. */
export function again(count: number, run: (turn: number) => Promise<void>): void {
  let turn = 0;
  const on = () => {
    const next = () => void setImmediate(on);
    run(turn++).then(next, next);
  };
  for (let one = 0; one < count; one++) on();
}
