// The bench of the journal in miniature: that every figure is there, and none of how large it is.

import { expect, setDefaultTimeout, test } from "bun:test";
import { TELLS } from "../processes.ts";
import { reportJson, reportTable } from "../report.ts";
import { benchJournal } from "./journal.ts";

setDefaultTimeout(60_000);

const MINIATURE = {
  rounds: 1,
  crowds: [
    { talkers: 1, inFlight: 1 },
    { talkers: 3, inFlight: 2 },
  ],
  paced: { talkers: 2, guests: 4, perSecond: 200, measureMs: 100 },
  warmMs: 50,
  measureMs: 100,
  long: { messages: 2500, opens: 1, asks: 2 },
};

test("all figures are there", async () => {
  const report = await benchJournal(MINIATURE);
  const { results } = report;
  for (const { what, value, p50 = 0, worst = 0, ofRelay = 1, ofLoop = 1 } of results) {
    if (!TELLS && Number.isNaN(value)) continue; // processor time and memory
    for (const figure of [value, p50, worst]) expect(figure, what).toBeGreaterThanOrEqual(0);
    for (const ratio of [ofRelay, ofLoop]) expect(ratio, what).toBeGreaterThan(0);
    for (const figure of [value, p50, worst, ofRelay, ofLoop]) expect(figure, what).toBeFinite();
  }
  const count = (unit: string) => results.filter((result) => result.unit === unit).length;
  expect([count("/s"), count("ms"), count("%"), count("MB")]).toEqual([8, 6 + 2 + 3 + 9, 2, 1]);
  const table = reportTable(report);
  for (const { what } of results) expect(table).toContain(what);
  expect(JSON.parse(reportJson(report))).toMatchObject({
    command: "bun run bench journal",
    rounds: 1,
  });
});
