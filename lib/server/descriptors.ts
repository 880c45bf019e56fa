// How many files the process may have open, and who gets how many of them: what is left over is for connections.
import { openLibc } from "../protocol/libc.ts";
import {
  DOOR_PLACES,
  OWN_DESCRIPTORS,
  TRANSFERS_AT_ONCE,
  UNKNOWN_DESCRIPTORS,
  UPLOADS_AT_ONCE,
} from "../protocol/limits.ts";

/** RLIMIT_NOFILE of getrlimit(2). */
const OPEN_FILES: Partial<Record<NodeJS.Platform, number>> = { linux: 7, darwin: 8 };

/** An upload has its partial file open, and for a moment that file's record. */
const DESCRIPTORS_PER_UPLOAD = 2;

/** Of what is left for guests, the part that is for files on their way to them. */
const TRANSFERS_SHARE = 1 / 4;

export interface DescriptorPlan {
  /** The most sockets that may be open at once; whoever comes beyond them is turned away at once. */
  connections: number;
  /** The most files that downloads may have open at once. */
  transfers: number;
}

/** Who gets how many of the files that the process may have open. */
export function descriptorPlan(limit = UNKNOWN_DESCRIPTORS): DescriptorPlan {
  const reserved = OWN_DESCRIPTORS + UPLOADS_AT_ONCE * DESCRIPTORS_PER_UPLOAD;
  const left = Math.max(0, limit - reserved);
  const share = Math.floor(left * TRANSFERS_SHARE);
  const transfers = Math.min(TRANSFERS_AT_ONCE, Math.max(1, share));
  return { transfers, connections: Math.max(1, left - transfers) };
}

/** Why so many places cannot all be taken under a plan, and what helps; undefined where they can. */
export function placesProblem(places: number, plan: DescriptorPlan): string | undefined {
  const possible = placesUnder(plan);
  if (places <= possible) return undefined;
  return (
    `Only ${possible} of ${places} places can be taken: the system lets this process open too few files. ` +
    `Start the server after "ulimit -n ${limitFor(places)}", or with --max-clients ${possible}`
  );
}

/** The places that can all be taken: whoever takes the last one has to stand at the door first. */
function placesUnder({ connections }: DescriptorPlan): number {
  return connections - Math.min(DOOR_PLACES, Math.floor(connections / 2));
}

/** The least limit under which so many places can be taken. */
function limitFor(places: number): number {
  let limit = places;
  while (placesUnder(descriptorPlan(limit)) < places) limit++;
  return limit;
}

/** How many files the process may have open; undefined where the system does not tell. */
export function openFilesLimit(): number | undefined {
  const resource = OPEN_FILES[process.platform];
  const libc = openLibc({ getrlimit: { args: ["int", "buffer"], returns: "int" } });
  const limits = new BigUint64Array(2);
  if (resource === undefined || !libc || libc.getrlimit(resource, limits) !== 0) return undefined;
  // No limit is told as a number beyond all that a process could have open.
  return Math.min(Number(limits[0]), Number.MAX_SAFE_INTEGER);
}
