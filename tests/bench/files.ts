// The server's speed and thrift with files, measured: against what Bun itself can send, and against nginx.

import { createWriteStream, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bytesText } from "../../lib/protocol/sizes.ts";
import { measureRound, type FilesPlan, type Round } from "./files-round.ts";
import { each, inRounds, type Report, type Result } from "./report.ts";
import { FILE, MESSAGES_PER_SECOND } from "./stage.ts";

export const FULL_PLAN: FilesPlan = {
  rounds: 5,
  size: 1024 ** 3,
  files: 4,
  many: { count: 50, take: 200_000_000 },
  uploads: { count: 4, size: 256 * 1024 ** 2 },
  talkMs: 3000,
};

/** What the server has to stay below: MB with many downloads, and milliseconds of talk meanwhile. */
const BOUNDS = { memoryMb: 100, talkMs: 5 } as const;

const PIECE_BYTES = 1024 * 1024;

/** What getRandomValues fills at once: bytes. */
const RANDOM_BYTES = 65_536;

/** Measures all of it; the full plan takes about two minutes. Linux alone. */
export async function benchFiles(plan: FilesPlan): Promise<Report> {
  if (process.platform !== "linux") throw new Error("Cannot measure files: it needs Linux");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-bench-")));
  try {
    const sha256 = await makeFile(join(folder, "shelf"), plan.size);
    const rounds = await inRounds(plan.rounds, () => measureRound(plan, folder, sha256));
    const nginx = rounds.some((round) => round.nginx) ? "with sendfile" : "not on the PATH";
    return {
      title: "Parlor's files",
      command: "bun run bench files",
      rounds: plan.rounds,
      notes: [
        `a file of ${bytesText(plan.size)} from the page cache, in ${folder.slice(0, folder.lastIndexOf("/"))}; nginx: ${nginx}`,
        "of the bare: of a bare Bun.listen that sends pieces of the same size; aimed at 0.90 and more",
        `talk: p99 from guest to guest, at ${MESSAGES_PER_SECOND} messages a second`,
      ],
      results: [...speeds(plan, rounds), ...thrift(plan, rounds), ...talk(plan, rounds)],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the file, and returns its SHA-256. Once written it is in the page cache. */
async function makeFile(shelf: string, size: number): Promise<string> {
  mkdirSync(shelf);
  const hash = new Bun.CryptoHasher("sha256");
  function* pieces() {
    for (let left = size; left > 0; left -= PIECE_BYTES) {
      const piece = Buffer.alloc(Math.min(left, PIECE_BYTES));
      for (let at = 0; at < piece.byteLength; at += RANDOM_BYTES)
        crypto.getRandomValues(piece.subarray(at, at + RANDOM_BYTES));
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(Readable.from(pieces()), createWriteStream(join(shelf, FILE)));
  return hash.digest("hex");
}

function speeds({ many, uploads }: FilesPlan, rounds: readonly Round[]): Result[] {
  // Each round's own ratio: what else the machine does in a round, it does to both. None to what took no time.
  const ratio = (of: (round: Round) => number, to: (round: Round) => number) => {
    const value = each(rounds, (round) => of(round) / to(round));
    return Number.isFinite(value) ? { ratio: value } : {};
  };
  const bare = ({ bare: sent }: Round) => sent;
  const results: Result[] = [];
  const add = (what: string, unit: "GB/s" | "s/GB", value: (round: Round) => number) =>
    results.push({
      what,
      unit,
      value: each(rounds, value),
      ...ratio(value, (round) =>
        unit === "GB/s" ? bare(round).gbPerSecond : bare(round).cpuPerGb,
      ),
    });
  const withNginx = rounds.every((round) => round.nginx);
  add("one download, Parlor", "GB/s", ({ parlor }) => parlor.gbPerSecond);
  add("one download, bare sender", "GB/s", (round) => bare(round).gbPerSecond);
  if (withNginx) add("one download, nginx", "GB/s", ({ nginx }) => nginx?.gbPerSecond ?? NaN);
  add("processor time of it, Parlor", "s/GB", ({ parlor }) => parlor.cpuPerGb);
  add("processor time of it, bare sender", "s/GB", (round) => bare(round).cpuPerGb);
  if (withNginx) add("processor time of it, nginx", "s/GB", ({ nginx }) => nginx?.cpuPerGb ?? NaN);
  const busiest = ({ parlor, bare: plain, nginx }: Round) =>
    Math.max(parlor.busy, plain.busy, nginx?.busy ?? 0);
  results.push({
    what: "the receiver's own processor time, of the time, at its most",
    unit: "%",
    value: each(rounds, (round) => 100 * busiest(round)),
  });
  add(`${many.count} downloads at once, all together`, "GB/s", (round) => round.many.gbPerSecond);
  const shares = ({ many: { atFirstEnd } }: Round) => atFirstEnd.map((bytes) => bytes / many.take);
  results.push(
    {
      what: "what the slowest of them has when the first is done",
      unit: "%",
      value: each(rounds, (round) => 100 * Math.min(...shares(round))),
    },
    {
      what: `${uploads.count} uploads of ${bytesText(uploads.size)} at once, until they are stored`,
      unit: "GB/s",
      value: each(rounds, ({ uploaded }) => uploaded),
    },
  );
  return results;
}

function thrift({ many, uploads }: FilesPlan, rounds: readonly Round[]): Result[] {
  const row = (what: string, which: keyof Round["memory"]): Result => ({
    what: `memory (RSS), ${what}`,
    unit: "MB",
    value: each(rounds, ({ memory }) => memory[which]),
  });
  return [
    row("before the downloads", "rest"),
    row("peak with one download", "one"),
    { ...row(`peak with ${many.count} downloads`, "many"), bound: BOUNDS.memoryMb },
    row(`peak with ${many.count} that stop reading`, "stopped"),
    row(`peak with ${uploads.count} uploads`, "uploads"),
  ];
}

function talk({ many, uploads }: FilesPlan, rounds: readonly Round[]): Result[] {
  const row = (what: string, which: keyof Round["talk"]): Result => ({
    what: `talk, ${what}`,
    unit: "ms",
    value: each(rounds, (round) => round.talk[which].p99),
    p50: each(rounds, (round) => round.talk[which].p50),
  });
  const bound = BOUNDS.talkMs;
  return [
    row("nothing else", "idle"),
    { ...row("one download", "one"), bound },
    { ...row(`${many.count} downloads`, "many"), bound },
    row(`${many.count} that stop reading`, "stopped"),
    row(`${uploads.count} uploads`, "uploads"),
  ];
}
