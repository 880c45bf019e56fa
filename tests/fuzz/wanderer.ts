// A guest that does what chance says, in any dialect and up to any ending, and then comes again as another.

import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { Link, type Target } from "../attack/link.ts";
import { bytes, frame, line, nameOf, pick, whole, type Draw } from "./traffic.ts";

/** What one connection does before it ends, at most. */
const STEPS = 60;

/** How long it is waited for an ending that the server owes, or for an answer: milliseconds. */
const WAIT_MS = 200;

/** Tokens that were given to anybody; whoever finds one there tries it. */
const TOKENS_KEPT = 50;
const TOKEN = /"token":"([^"]+)"/;

/** What all of them share, and how far they came. */
export interface Ways {
  target: Target;
  tokens: string[];
  isOver: () => boolean;
  connections: number;
  requests: number;
}

/** Comes and goes until it is over. */
export async function wander(ways: Ways, draw: Draw, number: number): Promise<void> {
  while (!ways.isOver()) {
    ways.connections++;
    await visit(ways, draw, number);
  }
}

async function visit(ways: Ways, draw: Draw, number: number): Promise<void> {
  const link = await Link.open(ways.target);
  link.onBytes = (came) => {
    const [, token] = (came && TOKEN.exec(Buffer.from(came).toString("latin1"))) ?? [];
    if (token === undefined) return;
    ways.tokens.push(token);
    if (ways.tokens.length > TOKENS_KEPT) ways.tokens.shift();
  };
  const speak = begin(link, draw, number, ways);
  const steps = whole(draw, STEPS);
  for (let step = 0; step < steps && !link.isClosed && !ways.isOver(); step++) {
    ways.requests++;
    const said = speak(step + 2);
    const at = draw() < 0.2 ? whole(draw, said.byteLength) : 0;
    if (at > 0) link.send(said.subarray(0, at));
    if (draw() < 0.3) await turn(draw);
    link.send(said.subarray(at));
    if (draw() < 0.05) link.pause();
    else if (draw() < 0.3) link.resume();
  }
  await leave(link, draw);
}

/** Opens in a dialect, and comes in, most of the time; what it says from then on is made by what this returns. */
function begin(link: Link, draw: Draw, number: number, ways: Ways): (id: number) => Uint8Array {
  const name = nameOf(draw, number);
  const kind = draw();
  if (kind < 0.4) {
    link.send(`${name}\n`);
    return () => line(draw);
  }
  if (kind < 0.8) {
    link.send(PREFACE);
    const session = draw() < 0.3 ? {} : { session: false };
    if (draw() < 0.9) link.send(encodeControl({ id: 1, type: "nick", name, ...session }));
    return (id) => frame(draw, id, ways.tokens);
  }
  if (kind < 0.9) return () => line(draw).subarray(0, -1);
  if (kind < 0.93)
    link.send(pick(draw, ["GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n", "\x16\x03\x01"]));
  return () => bytes(draw, 3000);
}

async function leave(link: Link, draw: Draw): Promise<void> {
  const kind = draw();
  if (kind < 0.3) return link.reset();
  link.resume();
  if (kind < 0.8) link.end();
  await within(WAIT_MS, link.closed);
  link.reset();
}

/** Lets others have their turn: of the event loop, or a moment. */
function turn(draw: Draw): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (draw() < 0.8) setImmediate(resolve);
  else setTimeout(resolve, whole(draw, 20));
  return promise;
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const deadline = setTimeout(resolve, ms);
  await Promise.race([promise, late]);
  clearTimeout(deadline);
}
