// Random traffic of many guests against a real server, while a healthy pair counts its messages.

import { Pair } from "../attack/pair.ts";
import { comesTrue, Subject } from "../attack/subject.ts";
import { draws } from "../crash/draws.ts";
import { wander, type Ways } from "./wanderer.ts";

/** How many messages a second each of the pair says. */
const PER_SECOND = 200;

/** Enough places for all whose place is held for a while. */
const PLACES = 2000;

/** What the shelf's file has: bytes. */
const FILE_BYTES = 1024 * 1024;

/** How long what guests brought may take to be given back: milliseconds. */
const RECOVERY_MS = 30_000;

export interface Plan {
  seed: string;
  seconds: number;
  guests: number;
}

export interface Report {
  messages: number;
  connections: number;
  requests: number;
  /** What is not as promised; empty where all is. */
  problems: string[];
}

export async function fuzz({ seed, seconds, guests }: Plan): Promise<Report> {
  const flags = ["--max-clients", String(PLACES), "--name-timeout", "2"];
  await using subject = await Subject.start({ flags, fileBytes: FILE_BYTES });
  const target = await subject.target();
  using pair = await Pair.join(target);
  const before = subject.descriptors();

  let isOver = false;
  const ways: Ways = {
    target,
    tokens: [],
    isOver: () => isOver || !subject.isUp,
    connections: 0,
    requests: 0,
  };
  const failures: string[] = [];
  const wanderers = Array.from({ length: guests }, (_, number) =>
    wander(ways, draws(`${seed} ${number}`), number).catch((error: unknown) => {
      failures.push(`a guest failed: ${String(error)}`);
    }),
  );
  const messages = Math.ceil(seconds * PER_SECOND);
  const { lost, disordered, unclean, ended } = await pair.exchange(messages, PER_SECOND);
  isOver = true;
  await Promise.all(wanderers);

  const isBack = () => !subject.isUp || subject.descriptors() <= before;
  const errors = subject.complaints.filter((line) => !line.startsWith("warn: "));
  const found: [boolean, string][] = [
    [!subject.isUp, "the server has ended"],
    [ended !== undefined, `the pair's talk has ended: ${ended}`],
    [lost > 0, `${lost} lost`],
    [disordered > 0, `${disordered} out of order`],
    [unclean > 0, `${unclean} texts were not clean`],
    [!(await comesTrue(isBack, RECOVERY_MS)), "descriptors are left"],
  ];
  const problems = [...found.flatMap(([is, what]) => (is ? [what] : [])), ...errors, ...failures];
  const { connections, requests } = ways;
  return { messages, connections, requests, problems };
}
