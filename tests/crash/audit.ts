// What is looked at after each round of a crash test, when nobody talks: the history, the views and the table of clients.

import { patiently } from "../support/patience.ts";
import type { ClientRecord, HistoryEntry } from "../../lib/protocol/messages.ts";
import type { TalkerParts } from "./identity.ts";
import type { Ledger } from "./ledger.ts";
import type { LinesTalker } from "./lines-talker.ts";
import { Talker } from "./talker.ts";

export interface Audited {
  ledger: Ledger;
  parts: TalkerParts;
  /** Those who are here; the first two are partners. */
  talkers: readonly Talker[];
  /** Who left after all was said. */
  passer: Talker;
  /** The lines guests of the round; the last was there to its end. */
  lines: readonly LinesTalker[];
  /** The names of all others who were here once. */
  gone: readonly string[];
  /** The name of a fresh guest. */
  stranger: string;
  /** Whether all of the history is read again. */
  whole: boolean;
}

/** Compares all that there is; whatever is not as it should be is a problem of the ledger's. */
export async function audit(audited: Audited): Promise<void> {
  const { ledger, talkers, passer, lines, parts, gone } = audited;
  const stranger = new Talker(audited.stranger, parts);
  await stranger.join({ replay: 0 });
  await stranger.live();
  const before = ledger.last;
  const partners = talkers.slice(0, 2);
  const answers = await Promise.all([stranger, ...partners].map((each) => readAll(each, before)));
  ledger.extend(answers);
  const after = audited.whole ? 0 : before;
  const readers = audited.whole ? talkers : [talkers[Math.floor(parts.draw() * talkers.length)]];
  for (const reader of [undefined, ...readers])
    ledger.compareHistory(reader, after, await readAll(reader ?? stranger, after));
  for (const talker of [...talkers, passer]) ledger.compareView(talker);
  for (const each of lines) ledger.compareLines(each, each === lines.at(-1));
  const status = await patiently(stranger.ask({ type: "status" }));
  const records: ClientRecord[] = status.flatMap((page) =>
    page.type === "status" ? page.clients : [],
  );
  ledger.compareStatus(records, [...talkers, stranger], gone);
  await stranger.exit();
}

async function readAll(talker: Talker, since: number): Promise<HistoryEntry[]> {
  const pages = await talker.ask({ type: "history", since });
  return pages.flatMap((page) => (page.type === "history" ? page.entries : []));
}
