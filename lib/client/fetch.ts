// Downloading a file of the shelf: what is there already, what can be continued, and where it goes.
import { join } from "node:path";
import { VerificationError } from "../files/appending.ts";
import { Download } from "../files/download.ts";
import { isSameFile } from "../files/existing.ts";
import { fileNameProblem, lastPart } from "../files/names.ts";
import { removePartials } from "../files/partials.ts";
import { NameTaken, TAKEN, lstatIfAny, numbered, type OnDuplicate } from "../files/place.ts";
import { cannotSave } from "../files/saving.ts";
import { EXIT } from "../protocol/exits.ts";
import { FILE_READING_MS, SAME_NAMES } from "../protocol/limits.ts";
import type { Message, ServerMessage } from "../protocol/messages.ts";
import { cleanText } from "../protocol/text.ts";
import { Failure } from "./failure.ts";
import { interruption } from "./interruption.ts";
import { DamagedPart, receive, type Receiver } from "./receive.ts";
import type { Session } from "./session.ts";
import { cancelledText } from "./transfer-words.ts";

export interface Fetched {
  file: string;
  path: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** Whether a part, or all of it, was there before; "restarted" where that part was of no use. */
  how: "new" | "continued" | "restarted" | "already";
  /** Bytes that were there before, and did not travel. */
  from: number;
  /** It was restarted because that part was not right; where not, because the file has changed since. */
  damaged: boolean;
}

export interface FetchOptions {
  /** Hears the bytes that are here, those from before included, and those of the whole file. */
  onProgress?: (received: number, size: number) => void;
  /** Cancels the download. */
  signal?: AbortSignal | undefined;
}

/** Where files go. */
export interface Target {
  /**
   * The file's path where the target has it already, whole and right; `about` asks the server what it is.
   * Throws an Error where another file has its name and that is not to be.
   */
  existing(file: string, about: () => Promise<About>): Promise<Existing | undefined>;
  open(file: string): Promise<Receiver>;
}

type About = Pick<Message<"about">, "size" | "sha256">;
type Existing = About & { path: string };

/**
 * Gets a file of the shelf, and continues what an earlier download of it has left; starts over by itself, once,
 * where that turns out to be wrong. Nothing travels where the target has the file already. However it is
 * interrupted, what has come is kept to be continued.
 * @throws Failure where the server refuses or is lost, or the signal aborted (its refusal is "cancelled");
 *   VerificationError; an Error of the target
 */
export async function fetchFile(
  session: Session,
  file: string,
  target: Target,
  { onProgress = () => {}, signal }: FetchOptions = {},
): Promise<Fetched> {
  const problem = fileNameProblem(file);
  if (problem !== undefined)
    throw new Failure(EXIT.notFound, `Cannot get "${cleanText(file)}": ${problem}`);
  const interrupted = interruption(session, signal, cancelledText(file, "get"));
  const asking = new AbortController();
  const looking = target.existing(file, () => aboutFile(session, file, asking.signal));
  // The server need not look any further for who has gone.
  const there = await Promise.race([interrupted, looking]).finally(() => asking.abort());
  if (there) return { file, ...there, how: "already", from: there.size, damaged: false };
  const attempt = { session, file, onProgress, interrupted };
  const receiver = await target.open(file);
  const { have, damaged } = receiver;
  try {
    const received = await receive({ ...attempt, receiver, have });
    const how = received.from > 0 ? "continued" : have || damaged ? "restarted" : "new";
    return { file, ...received, how, damaged };
  } catch (error) {
    if (!(error instanceof DamagedPart)) throw error;
  }
  // Nothing is said of what may be there, so all of it comes.
  const anew = { ...attempt, receiver: await target.open(file), have: undefined };
  return { file, ...(await receive(anew)), how: "restarted", damaged: true };
}

/** What the server knows of a file. */
async function aboutFile(session: Session, file: string, signal: AbortSignal): Promise<About> {
  let about: About | undefined;
  const message = (answer: ServerMessage) => {
    if (answer.type === "about") about = answer;
  };
  const patienceMs = () => FILE_READING_MS;
  await session.request({ type: "about", file }, { message, signal, patienceMs });
  if (!about) throw new Failure(EXIT.network, `Cannot get "${file}": nothing is known of it`);
  return about;
}

/** Files in a folder, which is made if need be. */
export function intoFolder(folder: string, onDuplicate: OnDuplicate): Target {
  return {
    async existing(file, about) {
      // A file that is to have the very name is of no use under another.
      const most = onDuplicate === "overwrite" ? 0 : SAME_NAMES;
      let wanted: About | undefined;
      for (let number = 0; number <= most; number++) {
        const path = join(folder, numbered(lastPart(file), number));
        // Where it cannot be known, the download itself will say why.
        const there = await lstatIfAny(path).catch(() => undefined);
        if (!there) break;
        const { size, sha256 } = (wanted ??= await about());
        if (there.size !== size || !(await isSameFile(path, size, sha256))) continue;
        await removePartials(folder, file);
        return { path, size, sha256 };
      }
      if (wanted && onDuplicate === "error") throw new NameTaken(cannotSave(file, TAKEN));
      return undefined;
    },
    open: (file) => Download.open(folder, file, { onDuplicate }),
  };
}

/** A target that passes bytes on as they come; only afterwards it is known whether they were right. */
export function intoStream(write: (bytes: Uint8Array) => Promise<void>): Target {
  return { existing: async () => undefined, open: async () => passingOn(write) };
}

function passingOn(write: (bytes: Uint8Array) => Promise<void>): Receiver {
  const hash = new Bun.CryptoHasher("sha256");
  let last = Promise.resolve();
  let size = 0;
  let received = 0;
  return {
    have: undefined,
    damaged: false,
    async begin(start) {
      ({ size } = start);
    },
    write(bytes) {
      received += bytes.byteLength;
      if (received > size)
        return (last = Promise.reject(notTrusted(`more than its ${size} bytes arrived`)));
      hash.update(bytes);
      last = last.then(() => write(bytes));
      return last;
    },
    async finish(sha256) {
      await last;
      if (hash.digest("hex") === sha256) return "-";
      throw notTrusted("its SHA-256 is not as announced");
    },
    async suspend() {},
    async discard() {},
  };
}

function notTrusted(why: string): VerificationError {
  return new VerificationError(`Cannot trust what was written: ${why}`);
}
