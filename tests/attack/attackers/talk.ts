// Attackers by talk and by questions: who says too much, asks too much, or never reads.

import { framesGuest, linesGuest, pour, request, type Attacker } from "../ground.ts";

/** What floods say: bytes of text, as short as talk and as long as a message may be. */
const SHORT = "x".repeat(80);
const LONG = "x".repeat(4000);

/** Answers of many records, asked for until they are more than a guest may leave unread. */
const UNREAD = "status\nlist\n/history 10000\n".repeat(500);

/** Guests of both dialects that stop reading, while others fill what waits for them. */
export const neverReader: Attacker = async (ground) => {
  for (let one = 0; one < 4; one++) {
    const lines = await linesGuest(ground, `deaf ${one}`);
    const frames = await framesGuest(ground, `deaf frames ${one}`);
    if (one % 2 > 0) lines.send(UNREAD);
    lines.pause();
    frames.pause();
  }
  for (let one = 0; one < 2; one++)
    pour(await linesGuest(ground, `loud ${one}`), () => `${LONG}\n`);
};

export const linesFlooder: Attacker = async (ground) => {
  const lines = `${SHORT}\n`.repeat(100);
  for (let one = 0; one < 4; one++) pour(await linesGuest(ground, `loud ${one}`), () => lines);
};

export const framesFlooder: Attacker = async (ground) => {
  for (let one = 0; one < 4; one++) {
    let id = 1;
    const say = () => request(++id, { type: "say", text: SHORT });
    const some = () => Buffer.concat(Array.from({ length: 100 }, say));
    pour(await framesGuest(ground, `loud ${one}`), some);
  }
};

/** Questions whose answers cost most, names that everybody hears of, and lines that ask for nothing. */
export const asker: Attacker = async (ground) => {
  const questions = [
    "status",
    "/who",
    "/history 10000",
    "/search tea x",
    "list",
    "/help",
    "",
    "/x",
  ];
  for (let one = 0; one < 4; one++) {
    let turn = 0;
    const renamed = () => `/nick ask ${one} ${turn++ % 2}\n`;
    pour(await linesGuest(ground, `ask ${one}`), () => `${questions.join("\n")}\n${renamed()}`);
  }
  for (let one = 0; one < 2; one++) {
    let id = 1;
    const ask = () => [
      request(++id, { type: "history", last: 10_000 }),
      request(++id, { type: "search", text: "tea biscuits" }),
      request(++id, { type: "ping" }),
    ];
    pour(await framesGuest(ground, `ask frames ${one}`), () => Buffer.concat(ask()));
  }
};
