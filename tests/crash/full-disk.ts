// Fills the disk of either side in the middle of a transfer, by hand: bun tests/crash/full-disk.ts
// Ends with 0 where all went as promised. Needs Linux, and root or namespaces that anyone may make.

import { EXIT } from "../../lib/protocol/exits.ts";
import { sha256Of, writeDrawn } from "./draws.ts";
import { FILE, filesIn, Setting, sizeOf, until } from "./setting.ts";
import { cannotMount, SmallDisk, unshared } from "./small-disk.ts";
import { partialOf, sourceOf, type Command } from "./transfer.ts";
import { join } from "node:path";

const MIB = 1024 * 1024;
const SIZE = 40 * MIB;

/** Disks that are too small from the beginning, and that are filled while the file comes. */
const TOO_SMALL = 32 * MIB;
const LARGE_ENOUGH = 96 * MIB;

/** The disk is full when so much of the file is on it; the relay holds the rest so long. */
const FULL_AT = 16 * MIB;
const HELD_AT = 20 * MIB;

const INSIDE = "--inside";

if (process.argv.includes(INSIDE)) {
  let bad = 0;
  for (const command of ["get", "put"] as const) {
    bad += await withDisk(command, TOO_SMALL, tooSmall);
    bad += await withDisk(command, LARGE_ENOUGH, filled);
  }
  console.log(bad === 0 ? "\nall as promised" : `\n${bad} not as promised`);
  process.exit(bad === 0 ? 0 : 1);
}

const why = cannotMount();
if (why !== undefined) {
  console.error(`Cannot try a full disk: ${why}`);
  process.exit(EXIT.localFile);
}
const again = unshared([process.execPath, import.meta.path, INSIDE]);
process.exit(await Bun.spawn(again, { stdio: ["ignore", "inherit", "inherit"] }).exited);

/** What was expected, and whether it is so. */
type Check = (what: string, is: boolean) => void;

interface Case {
  setting: Setting;
  command: Command;
  disk: SmallDisk;
  sha256: string;
  check: Check;
}

/** Runs a case with a disk of its own under the receiver's folder; returns how much was not as promised. */
async function withDisk(
  command: Command,
  bytes: number,
  run: (one: Case) => Promise<void>,
): Promise<number> {
  console.log(
    `\n${command}: ${run === filled ? "the disk fills in the middle" : "the disk is too small"}`,
  );
  await using setting = new Setting();
  using disk = new SmallDisk(command === "get" ? setting.out : setting.shelf, bytes);
  const sha256 = await writeDrawn(sourceOf(setting, command), SIZE, command);
  await setting.startServer();
  let bad = 0;
  const check: Check = (what, is) => {
    console.log(`  ${is ? "ok " : "NOT"} ${what}`);
    if (!is) bad++;
  };
  await run({ setting, command, disk, sha256, check });
  return bad;
}

async function tooSmall(one: Case): Promise<void> {
  const { setting, command, check } = one;
  await refusal(one);
  check("nothing is left behind", received(setting, command).length === 0);
}

async function filled(one: Case): Promise<void> {
  const { setting, command, disk, sha256, check } = one;
  const { relay } = setting;
  const partial = partialOf(setting, command, sha256);
  await refusal(one, async (ended) => {
    await until(() => sizeOf(partial) >= FULL_AT, ended);
    disk.fill();
    relay.release();
  });
  const kept = sizeOf(partial);
  check(`the partial is kept: ${kept} bytes of ${received(setting, command)}`, kept >= FULL_AT);
  disk.makeRoom();
  relay.expect(command === "get" ? "down" : "up", Infinity);
  await using client = setting[command]();
  await client.end();
  const exit = await client.exit;
  console.log(`      ${client.err.text.trim()}`);
  check(`the same command finishes it: exit ${exit}`, exit === EXIT.ok);
  check(`it began at ${relay.from}`, (relay.from ?? 0) > 0);
  const file = join(command === "get" ? setting.out : setting.shelf, FILE);
  check("the SHA-256 is equal", sizeOf(file) === SIZE && (await sha256Of(file)) === sha256);
  check("nothing else is left", Bun.deepEquals(received(setting, command), [FILE]));
}

/** Runs the command on the disk that is full, and checks what it says of that. */
async function refusal(
  { setting, command, check }: Case,
  meanwhile: (ended: Promise<Error>) => Promise<void> = async () => {},
): Promise<void> {
  setting.relay.expect(command === "get" ? "down" : "up", HELD_AT);
  await using client = setting[command]();
  await client.end();
  await meanwhile(client.exit.then((exit) => new Error(`ended with ${exit}: ${client.err.text}`)));
  const exit = await client.exit;
  console.log(`      ${client.err.text.trim()}`);
  check(`exit ${exit}`, exit === (command === "get" ? EXIT.localFile : EXIT.refused));
  check("it says that there is no space", /no space|no room|disk/i.test(client.err.text));
  check("the room is alive", await setting.isAlive());
}

function received({ out, shelf }: Setting, command: Command): string[] {
  return filesIn(command === "get" ? out : shelf);
}
