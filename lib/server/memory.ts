// How much memory guests can make the server hold: the sum of all that is bounded, for a room of so many places.
import * as limits from "../protocol/limits.ts";
import { bytesText } from "../protocol/sizes.ts";

/** A text has as many characters as bytes of UTF-8 at most, and each of them costs up to two bytes. */
const BYTES_PER_CHARACTER = 2;

/** In so many dialects what is relayed is encoded. */
const DIALECTS = 3;

/** The bounds of the protocol, by their names. */
export type Bounds = { readonly [Name in keyof typeof limits]: number };

interface Held {
  connections: number;
  bytes: number;
}

/** The most that a room of so many places can be made to hold, and by how many connections: bytes. */
export function memoryBound(places: number, bounds: Bounds = limits): Held {
  const connections = places + bounds.DOOR_PLACES + bounds.LEAVING_PLACES + bounds.RETURNING_PLACES;
  const bytes = connections * ofConnection(bounds) + inAll(bounds) + remembered(places, bounds);
  return { connections, bytes };
}

/** The line of `--help` that tells it. */
export function memoryText(places: number): string {
  const { connections, bytes } = memoryBound(places);
  const own = bytesText(limits.OWN_MEMORY_BYTES);
  return `Memory: about ${own}, and at most ${bytesText(bytes)} more for ${connections} connections.`;
}

function ofConnection(bounds: Bounds): number {
  // What waits for it, the message by which that is too much, and the piece that its socket has taken a part of.
  const unread = bounds.TALK_WAITING_BYTES + bounds.CONTROL_BYTES + bounds.GATHER_BYTES;
  // Of the answers that are made while they are sent, a chunk of one, and that the others were asked for.
  const answers = bounds.CHUNK_BYTES + bounds.UNREAD_STREAMS * bounds.PIECE_BYTES;
  // What was read and is not worked off, and a frame of which a part has come.
  const unworked = bounds.READ_BYTES + bounds.CONTROL_BYTES;
  const stores = bounds.STORES_WAITING * bounds.MESSAGE_BYTES * BYTES_PER_CHARACTER;
  return unread + answers + unworked + stores;
}

function inAll(bounds: Bounds): number {
  // A chunk that waits for the disk keeps the whole of what was read with it.
  const uploads = bounds.UPLOADS_AT_ONCE * (bounds.UPLOAD_WAITING_BYTES + bounds.READ_BYTES);
  const batch = bounds.BATCH_BYTES * (BYTES_PER_CHARACTER + DIALECTS);
  const turnedAway = bounds.TURNED_AWAY_PLACES * bounds.PIECE_BYTES;
  // Passwords are compared one at a time.
  const password = bounds.PASSWORD_MEMORY_KIB * 1024;
  return uploads + batch + turnedAway + password + bounds.LOG_WAITING_BYTES;
}

function remembered(places: number, bounds: Bounds): number {
  const things =
    Math.max(bounds.PAST_CLIENTS, places) +
    bounds.REMEMBERED_ADDRESSES +
    bounds.REMEMBERED_GUESSERS +
    bounds.HASHED_FILES +
    bounds.UPLOAD_FILES +
    bounds.MOST_BANS +
    bounds.MOST_MUTES;
  return things * bounds.REMEMBERED_BYTES;
}
