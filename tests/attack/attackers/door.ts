// Attackers at the door: who fills it, storms it, stalls before it, or takes places to leave them.

import { PREFACE } from "../../../lib/protocol/frame.ts";
import { again, framesGuest, linesGuest, request, type Attacker } from "../ground.ts";
import { Link } from "../link.ts";

/** How long who is slow waits before its next byte, and who was sent away before it comes again: milliseconds. */
const SLOW_MS = 100;

/** The first bytes of a TLS handshake that announces more than ever comes. */
const HALF_HELLO = Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 7, 7, 7, 7]);

/** Each of them stands at the door, gives its name letter by letter, and never the end of it. */
export const slowNamer: Attacker = async ({ target }) => {
  again(40, async (turn) => {
    const link = await Link.open(target);
    if (turn % 2 > 0) link.send(PREFACE);
    while (!link.isClosed) {
      if (turn % 2 === 0) link.send("a");
      await Bun.sleep(SLOW_MS);
    }
  });
};

/** Connects and breaks off, as fast as it goes. */
export const storm: Attacker = async ({ target }) => {
  again(64, async (turn) => {
    const link = await Link.open(target);
    if (turn % 4 === 0) link.end();
    if (turn % 4 === 1) link.send("storm\n");
    if (turn % 4 > 0) link.reset();
    await link.closed;
  });
};

/** Says its last word, does not read the answer, and never closes its side. */
export const halfOpen: Attacker = async (ground) => {
  for (let one = 0; one < 30; one++) {
    const link = await linesGuest(ground, `half ${one}`);
    link.send(`status\nget ${ground.file}\n`);
    link.end();
    link.pause();
  }
};

/** Comes in as one that can come back, and does not: its place is kept for it. */
export const hoarder: Attacker = async (ground) => {
  again(8, async (turn) => {
    const link = await framesGuest(ground, `gone ${turn}`, true);
    link.reset();
    await link.closed;
  });
};

/** Begins a TLS handshake, and never ends it. */
export const handshakeStaller: Attacker = async ({ target }) => {
  again(60, async (turn) => {
    const link = await Link.open({ ...target, tls: false });
    if (turn % 3 > 0) link.send(HALF_HELLO);
    if (turn % 3 === 2) link.send(Uint8Array.from({ length: 64 }, (_, at) => at));
    while (!link.isClosed) await Bun.sleep(SLOW_MS);
  });
};

/** Guesses the password, in both dialects, as fast as it is answered. */
export const guesser: Attacker = async ({ target }) => {
  again(8, async (turn) => {
    const link = await Link.open(target);
    if (turn % 2 > 0) link.send(PREFACE);
    const guess = (each: number) =>
      turn % 2 > 0
        ? request(each + 1, { type: "password", password: `guess ${turn} ${each}` })
        : `guess ${turn} ${each}\n`;
    for (let each = 0; each < 20; each++) link.send(guess(each));
    await link.closed;
    await Bun.sleep(SLOW_MS);
  });
};
