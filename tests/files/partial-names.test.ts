// Where a record is made, and where one is moved aside: what a killed process left there goes, a person's file does not.

import { expect, test } from "bun:test";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { claimRecord, createRecord, replaceRecord } from "../../lib/files/record.ts";
import { save } from "./receiving.ts";
import { record, recorded } from "./records.ts";
import { fill, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();

test("a record takes the place of what a killed process left, not of what is the person's", async () => {
  const to = folder();
  const path = join(to, "r");
  for (const left of ["", JSON.stringify(record)]) {
    fill(to, { "r.1": left });
    await replaceRecord(path, record, 1);
    expect(readdirSync(to)).toEqual(["r"]);
  }
  const seen = await recorded(path);
  for (const [name, content] of Object.entries({ "r.1": "mine", "r.1.old": '{"file":' })) {
    fill(to, { [name]: content });
    if (name === "r.1") await expect(replaceRecord(path, record, 1)).rejects.toThrow("EEXIST");
    if (name === "r.1") expect(await createRecord(join(to, "r"), record, 1)).toBeUndefined();
    expect(await claimRecord(path, seen, { ...record, pid: 1 }, 1)).toBeUndefined();
    expect(readFileSync(join(to, name), "utf8")).toBe(content);
    expect((await recorded(path)).text).toBe(seen.text);
    rmSync(join(to, name));
  }
  Bun.spawnSync(["mkfifo", join(to, "r.1")]);
  await expect(replaceRecord(path, record, 1)).rejects.toThrow("EEXIST");
  rmSync(join(to, "r.1"));
  fill(to, { "r.1.old": JSON.stringify(record) });
  expect(await claimRecord(path, seen, { ...record, pid: 1 }, 1)).toBeDefined();
  expect(readdirSync(to)).toEqual(["r"]);
});

test("where a record would be made lies a person's file: another number is taken", async () => {
  const to = folder();
  const theirs = `x.part.json.${process.pid}`;
  fill(to, { [theirs]: "mine" });
  await save(to, "x", someBytes(1000));
  expect(readdirSync(to).toSorted()).toEqual(["x", theirs]);
  expect(readFileSync(join(to, theirs), "utf8")).toBe("mine");
});
