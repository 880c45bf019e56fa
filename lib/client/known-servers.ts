// The servers that are known by their certificates: lines of `host:port AB:CD:…`, which a person may edit.

import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
} from "node:fs";
import { dirname } from "node:path";
import { readWhole } from "../files/whole-file.ts";
import { reasonOf } from "../files/reasons.ts";
import { KNOWN_SERVERS_BYTES } from "../protocol/limits.ts";
import { readFingerprint } from "./fingerprint.ts";

const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;

const LF = 0x0a;

/**
 * The fingerprint that a server, as `host:port`, is known by in a file; of several the last. Undefined where it is not known.
 * @throws Error where the file cannot be read, or its line of that server cannot be understood
 */
export async function knownFingerprint(path: string, server: string): Promise<string | undefined> {
  const text = (await readWhole(path, KNOWN_SERVERS_BYTES)) ?? "";
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  const at = lines.findLastIndex(([name]) => name?.toLowerCase() === server.toLowerCase());
  if (at < 0) return undefined;
  // Whoever is known must not be taken for a stranger because of a slip of the pen.
  const fingerprint = readFingerprint(lines[at]?.[1] ?? "");
  if (fingerprint === undefined)
    throw new Error(`Cannot read "${path}": line ${at + 1} has no SHA-256 fingerprint`);
  return fingerprint;
}

/**
 * Adds a server's line to the file, which is made if need be. It is only ever added to, in one write, so that of two
 * clients at once neither loses the other's.
 * @throws Error `Cannot write "path": why`
 */
export function addKnownServer(path: string, server: string, fingerprint: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fd = openSync(path, APPEND, 0o600);
    try {
      append(fd, `${server} ${fingerprint}\n`);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new Error(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

function append(fd: number, line: string): void {
  const stats = fstatSync(fd);
  if (!stats.isFile()) throw new Error("it is no file");
  const last = Buffer.alloc(1, LF);
  if (stats.size > 0) readSync(fd, last, 0, 1, stats.size - 1);
  const added = last[0] === LF ? line : `\n${line}`; // behind what an editor left unended
  if (stats.size + Buffer.byteLength(added) > KNOWN_SERVERS_BYTES)
    throw new Error(`it would have more than ${KNOWN_SERVERS_BYTES} bytes`);
  appendFileSync(fd, added);
}
