// One round of what is measured of files: each sender in turn, then the server with ever more to do.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { FramesGuest } from "../support/frames-guest.ts";
import { Guest } from "../support/guest.ts";
import { memoryMb, peakMb, resetPeak } from "./processes.ts";
import { startBare, startNginx, startParlor, type Sender } from "./senders.ts";
import { FILE, Receiver, receiveFrom, Talk, Uploading } from "./stage.ts";
import type { Delivery, Sent, Uploads } from "./stage.ts";

/** How much is measured. */
export interface FilesPlan {
  rounds: number;
  /** The file: bytes. */
  size: number;
  /** Whole files that one receiver takes, one after the other. */
  files: number;
  /** Downloads at once, and what each takes before it closes: bytes. */
  many: { count: number; take: number };
  uploads: Uploads;
  /** How long talk is measured where nothing else sets an end: milliseconds. */
  talkMs: number;
}

/** What one round measured. */
export interface Round {
  parlor: Sent;
  bare: Sent;
  nginx: Sent | undefined;
  many: Sent;
  /** GB a second of all uploads. */
  uploaded: number;
  /** By what went on meanwhile. */
  talk: Record<"idle" | "one" | "many" | "stopped" | "uploads", Delivery>;
  /** The server's before the downloads, and its peaks: MB (2^20 bytes). */
  memory: Record<"rest" | "one" | "many" | "stopped" | "uploads", number>;
}

/** Those who stop reading do so after this part of what many take. */
const STOP_AFTER = 0.25;

/** Measures with a server of its own, so that no round has another's memory. */
export async function measureRound(
  plan: FilesPlan,
  folder: string,
  sha256: string,
): Promise<Round> {
  const { size, many, talkMs } = plan;
  const shelf = join(folder, "shelf");
  await using server = await startParlor(shelf);
  await checkDownload(server, sha256);
  await using talk = await Talk.open(server);
  const rest = memoryMb(server.pid);

  const one = { size, connections: 1, files: plan.files };
  const parlor = await peakOf(server, () => receiveFrom(server, one));
  const bare = await ofAnother(await startBare(join(shelf, FILE)), one);
  const nginx = await ofAnother(await startNginx(shelf, join(folder, "nginx")), one);
  if (!bare) throw new Error("the bare sender did not start");

  const idle = await talk.during(() => Bun.sleep(talkMs));
  const besideOne = await talk.during(() => receiveFrom(server, one));
  const crowd = { size, connections: many.count, files: 1, take: many.take };
  const besideMany = await peakOf(server, () => duringReceiving(server, talk, crowd));
  const stopping = { ...crowd, take: many.take * STOP_AFTER, stops: true };
  const besideStopped = await peakOf(server, async () => {
    await using receiver = await Receiver.open(server, stopping);
    await receiver.receive();
    return await talk.during(() => Bun.sleep(talkMs));
  });
  const besideUploads = await peakOf(server, async () => {
    await using uploading = await Uploading.open(server, plan.uploads);
    return await talk.during(() => uploading.upload());
  });
  for (const file of Uploading.files(plan.uploads)) rmSync(join(shelf, file));

  return {
    parlor: parlor.result,
    bare,
    nginx,
    many: besideMany.result.result,
    uploaded: besideUploads.result.result,
    talk: {
      idle: idle.talk,
      one: besideOne.talk,
      many: besideMany.result.talk,
      stopped: besideStopped.result.talk,
      uploads: besideUploads.result.talk,
    },
    memory: {
      rest,
      one: parlor.peakMb,
      many: besideMany.peakMb,
      stopped: besideStopped.peakMb,
      uploads: besideUploads.peakMb,
    },
  };
}

/** Downloads the file once and checks it, which also has the server know its hash from then on. */
async function checkDownload({ port }: Sender, sha256: string): Promise<void> {
  using raw = await Guest.connect(port);
  const guest = await FramesGuest.open(raw);
  await guest.join("checker");
  const download = await guest.downloaded(guest.ask({ type: "get", file: FILE }));
  if (download.sha256 !== sha256) throw new Error("what was downloaded is not the file");
}

/** Receives from a sender that is started for that alone. */
async function ofAnother(
  started: Sender | undefined,
  what: Parameters<typeof receiveFrom>[1],
): Promise<Sent | undefined> {
  await using sender = started;
  return sender && (await receiveFrom(sender, what));
}

/** Receives from the server, and measures the talk from when all connections are there. */
async function duringReceiving(
  server: Sender,
  talk: Talk,
  what: Parameters<typeof receiveFrom>[1],
): Promise<{ talk: Delivery; result: Sent }> {
  await using receiver = await Receiver.open(server, what);
  return await talk.during(() => receiver.receive());
}

/** The most memory that a process held while something was done: MB. */
async function peakOf<T>(
  { pid }: Sender,
  run: () => Promise<T>,
): Promise<{ peakMb: number; result: T }> {
  resetPeak(pid);
  const result = await run();
  return { peakMb: peakMb(pid), result };
}
