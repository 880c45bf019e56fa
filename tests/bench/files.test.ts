// The bench of the files in miniature: that every figure is there, and none of how large it is.

import { expect, setDefaultTimeout, test } from "bun:test";
import { benchFiles } from "./files.ts";
import { reportJson, reportTable } from "./report.ts";

setDefaultTimeout(30_000);

const MINIATURE = {
  rounds: 1,
  size: 4_000_000,
  files: 2,
  many: { count: 5, take: 2_000_000 },
  uploads: { count: 2, size: 1_000_000 },
  talkMs: 50,
};

test("all figures are there", async () => {
  if (process.platform !== "linux") {
    await expect(benchFiles(MINIATURE)).rejects.toThrow("Cannot measure files: it needs Linux");
    return;
  }
  const report = await benchFiles(MINIATURE);
  const { results } = report;
  for (const { what, value, ratio = 1, p50 = 0 } of results) {
    expect(value, what).toBeGreaterThanOrEqual(0);
    expect(value, what).toBeFinite();
    expect(ratio, what).toBeFinite();
    expect(p50, what).toBeFinite();
  }
  const nginx = Bun.which("nginx") === null ? 0 : 1;
  const count = (unit: string) => results.filter((result) => result.unit === unit).length;
  expect([count("GB/s"), count("s/GB"), count("MB"), count("ms")]).toEqual([
    4 + nginx,
    2 + nginx,
    5,
    5,
  ]);
  const table = reportTable(report);
  for (const { what } of results) expect(table).toContain(what);
  expect(JSON.parse(reportJson(report))).toMatchObject({
    command: "bun run bench files",
    rounds: 1,
  });
});
