// What a room is opened over: its shelf and its journal, whom it keeps out, its password and its certificate.
import type { UploadRules } from "../files/uploads.ts";
import { openEphemeralJournal, openJournal } from "../journal/open.ts";
import type { Ban } from "../room/bans.ts";
import type { Journal } from "../room/journal.ts";
import { readBans } from "./ban-file.ts";
import { banKeeper, type BanKeeper } from "./ban-keeper.ts";
import { openCertificate, type Certificate } from "./certificate.ts";
import type { Gate } from "./gate.ts";
import type { Log } from "./log.ts";
import { motdOfFile } from "./motd.ts";
import type { Sources } from "./reloading.ts";
import { openGate } from "./secrets.ts";
import { uploadRules, type ServerSettings } from "./settings.ts";
import { checkApart, openShelfParts, type Shelf } from "./shelf.ts";
import { certificateSource } from "./tls-settings.ts";

export interface Kept {
  /** The rules for guests' files; undefined where they may put none. */
  rules: UploadRules | undefined;
  shelf: Shelf;
  journal: Journal;
  /** Whom the host keeps out, and what keeps that over restarts. */
  bans: readonly Ban[];
  keeper: BanKeeper;
  gate: Gate | undefined;
  motd: string;
  certificate: Certificate | undefined;
  /** Where what can be read anew is from. */
  sources: Sources;
}

export interface KeptMeans {
  env: Record<string, string | undefined>;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
}

/**
 * Opens all of it.
 * @throws Error with a sentence that names the file; UsageError where a setting is what is wrong
 */
export async function openKept(
  settings: ServerSettings,
  { env, now, log }: KeptMeans,
): Promise<Kept> {
  const { repo, data: folder, ephemeral, keep, motdFile, passwordFile } = settings;
  const { warn } = log;
  const rules = uploadRules(settings);
  const shelf = await openShelfParts(repo, rules, now);
  if (!ephemeral) await checkApart(folder, shelf);
  const journal = ephemeral
    ? await openEphemeralJournal({ keep, now, warn })
    : await openJournal({ folder, keep, now, warn });
  const gate = await openGate(settings, { env, shelf: shelf.root, log });
  const kept = ephemeral ? undefined : folder;
  const bans = kept === undefined ? [] : await readBans(kept);
  const keeper = banKeeper(kept, warn);
  const motd = motdFile === undefined ? settings.motd : await motdOfFile(motdFile);
  const source = certificateSource(settings, gate !== undefined);
  const certificate = source && (await openCertificate(source, { shelf: shelf.root, now, warn }));
  // A ban of a moment ago is not to be lost to what was there before it.
  const readKept = kept && (() => keeper.settled().then(() => readBans(kept)));
  const sources = { motdFile, passwordFile, readBans: readKept || undefined };
  return { rules, shelf, journal, bans, keeper, gate, motd, certificate, sources };
}
