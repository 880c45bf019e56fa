// Attackers by bytes that are no talk: too long, without any sense, or with signs that play tricks on a screen.

import { PREFACE } from "../../../lib/protocol/frame.ts";
import {
  again,
  framesGuest,
  linesGuest,
  pour,
  request,
  type Attacker,
  type Ground,
} from "../ground.ts";
import { Link } from "../link.ts";

const ENDLESS = Buffer.alloc(1024 * 1024, 0x78);

/** Headers that announce far more than a frame may have: a control frame, a chunk, and one of no kind. */
const TOO_LONG = [1, 2, 77].map((kind) => Uint8Array.from([0xff, 0xff, 0xff, 0xff, kind]));

/** How many random pieces one connection sends, and how many bytes one has at most. */
const PIECES = 20;
const PIECE_BYTES = 64 * 1024;

/** Names and words with controls, turned directions, piled up marks and what cannot be seen. */
const NASTY = [
  "\u202eneb\u202c",
  "\u2066Ann\u2069",
  `Z${"\u0300\u0489".repeat(60)}`,
  "\x1b[2J\x1b]0;owned\x07Ann",
  "A\u200bn\u200dn",
  "\u0410nn",
  "Ann\u00a0",
  "ｓerver",
  "* Ann",
  "\ud800Ann",
  "\u{e0041}\u{e0042}",
  "\x9b31mAnn",
];

/** Lines without an end, one after the other. */
export const longLines: Attacker = async (ground) => {
  let turn = 0;
  for (let one = 0; one < 4; one++)
    pour(await linesGuest(ground, `long ${one}`), () => (turn++ % 8 > 0 ? ENDLESS : "\n"));
};

/** Frames that say that they are longer than any may be, before and after the naming. */
export const longFrames: Attacker = async (ground) => {
  again(8, async (turn) => {
    const link = turn % 2 > 0 ? await opened(ground) : await framesGuest(ground, `long ${turn}`);
    link.send(TOO_LONG[turn % TOO_LONG.length] ?? PREFACE);
    link.send(ENDLESS);
    await link.closed;
  });
};

/** Bytes that chance picks: at once, after a preface, or as somebody who has a name. */
export const randomBytes: Attacker = async (ground) => {
  again(8, async (turn) => {
    const link = await [
      () => Link.open(ground.target),
      () => opened(ground),
      () => linesGuest(ground, `random ${turn}`),
      () => framesGuest(ground, `random ${turn}`),
    ][turn % 4]?.();
    if (!link) return;
    for (let piece = 0; piece < PIECES && !link.isClosed; piece++) {
      const length = Math.floor(ground.draw() * PIECE_BYTES);
      link.send(crypto.getRandomValues(new Uint8Array(length)));
      await Bun.sleep(1);
    }
    link.reset();
    await link.closed;
  });
};

/** Asks for names that no screen should get, and says such things. */
export const nastyNames: Attacker = async (ground) => {
  again(4, async (turn) => {
    const link = await Link.open(ground.target);
    link.send(NASTY.map((name) => `${name}\n`).join(""));
    link.reset();
    await link.closed;
    const words = NASTY[turn % NASTY.length] ?? "";
    const guest = await (turn % 2 > 0 ? linesGuest : framesGuest)(ground, `nasty ${turn}`);
    if (turn % 2 > 0) guest.send(`${words}\n/nick ${words}\n/msg Ann ${words}\n`);
    else
      for (const type of ["say", "nick"])
        guest.send(request(2, { type, text: words, name: words }));
    guest.end();
    await guest.closed;
  });
};

async function opened({ target }: Ground): Promise<Link> {
  const link = await Link.open(target);
  link.send(PREFACE);
  return link;
}
