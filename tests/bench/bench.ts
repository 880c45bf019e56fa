// Measures Parlor by hand: bun run bench [client|files|journal] [--json], all where nothing is named.

import { parseArgs } from "node:util";
import { EXIT } from "../../lib/protocol/exits.ts";
import { benchClient } from "./client.ts";
import { benchFiles, FULL_PLAN } from "./files.ts";
import { benchJournal, FULL_JOURNAL } from "./journal/journal.ts";
import { reportJson, reportTable, type Report } from "./report.ts";

const BENCHES: Record<string, () => Promise<Report>> = {
  client: benchClient,
  files: () => benchFiles(FULL_PLAN),
  journal: () => benchJournal(FULL_JOURNAL),
};

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
for (const [at, name] of names.entries()) {
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!bench) {
    console.error(`Cannot measure "${name}": there is ${Object.keys(BENCHES).join(", ")}`);
    process.exit(EXIT.usage);
  }
  const report = await bench();
  if (values.json) console.log(reportJson(report));
  else console.log(`${at > 0 ? "\n" : ""}${reportTable(report)}`);
}
