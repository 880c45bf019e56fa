// Uploading: a file of this machine is announced with its hash, and sent from the byte on that the server asks for.
import { basename } from "node:path";
import { hashOf } from "../files/hash.ts";
import { openLocalFile } from "../files/local-file.ts";
import { fileNameProblem, newNameProblem } from "../files/names.ts";
import { readChunks } from "../files/read.ts";
import { reasonOf } from "../files/reasons.ts";
import type { OpenFile } from "../files/shelf.ts";
import type { Turns } from "../files/turns.ts";
import { fillChunkHeader } from "../protocol/encode.ts";
import { EXIT } from "../protocol/exits.ts";
import { CHUNK_HEADER_BYTES } from "../protocol/frame.ts";
import { FILE_READING_MS } from "../protocol/limits.ts";
import type { Message } from "../protocol/messages.ts";
import { cleanText } from "../protocol/text.ts";
import { Failure, refused } from "./failure.ts";
import { interruption } from "./interruption.ts";
import { DamagedPart } from "./receive.ts";
import type { Session } from "./session.ts";
import { cancelledText } from "./transfer-words.ts";

export interface Put {
  /** The name that it has on the shelf. */
  file: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** Bytes that the server had before, and that did not travel. */
  from: number;
  /** Whether the shelf had this very file under that name before. */
  already: boolean;
}

export interface PutOptions {
  /** Shared by all that is sent at a time. */
  turns: Turns;
  /** Hears the bytes that the server has, or is being sent, and those of the whole file. */
  onProgress?: (sent: number, size: number) => void;
  /** Hears what is being done: the file is read for its hash first. */
  onPhase?: (phase: "reading" | "sending") => void;
  /** Cancels the upload. */
  signal?: AbortSignal | undefined;
}

/**
 * Puts a file on the shelf, under its own name; continues what an earlier try has left there, and starts over by
 * itself, once, where that turns out to be wrong.
 * @throws Failure where the file cannot be read or changes meanwhile, the server refuses or is lost, or the
 *   signal aborted (its refusal is "cancelled"); VerificationError where that is wrong once more
 */
export async function putFile(session: Session, path: string, options: PutOptions): Promise<Put> {
  try {
    return await putOnce(session, path, options);
  } catch (error) {
    if (!(error instanceof DamagedPart)) throw error;
  }
  // The server has dropped what it had.
  return putOnce(session, path, options);
}

async function putOnce(session: Session, path: string, options: PutOptions): Promise<Put> {
  const { onPhase = () => {}, signal } = options;
  const name = basename(path);
  const problem = newNameProblem(name);
  if (problem !== undefined)
    throw refused({ code: "file-refused", message: cannotPut(name, problem) });
  const interrupted = interruption(session, signal, cancelledText(name, "put"));
  const opened = await openFile(path, name);
  try {
    onPhase("reading");
    const hash = await Promise.race([hashed(opened, name), interrupted]);
    onPhase("sending");
    return await send({ session, name, opened, sha256: hash, interrupted, ...options });
  } finally {
    // Where it was read to its end it is closed already, which is no harm.
    await opened.handle.close().catch(() => {});
  }
}

/** @throws Failure */
function openFile(path: string, name: string): Promise<OpenFile> {
  return openLocalFile(path).catch((error: unknown) => {
    throw localFailure(name, reasonOf(error));
  });
}

/** The SHA-256 of an open file. @throws Failure */
async function hashed({ handle, size }: OpenFile, name: string): Promise<string> {
  try {
    return (await hashOf(handle, size)).digest("hex");
  } catch (error) {
    throw localFailure(name, reasonOf(error));
  }
}

interface Sending extends PutOptions {
  session: Session;
  name: string;
  opened: OpenFile;
  sha256: string;
  interrupted: Promise<never>;
}

async function send(sending: Sending): Promise<Put> {
  const { session, name, opened, sha256, turns, onProgress = () => {}, interrupted } = sending;
  const { size } = opened;
  let from = 0;
  let stored: Message<"stored"> | undefined;
  let over = false;
  let frames: AsyncGenerator<Uint8Array, void> | undefined;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const stopping = new AbortController();

  // Never throws: the outbox would take that for a fault of ours.
  async function* framesOf(transfer: number): AsyncGenerator<Uint8Array, void> {
    if (over) return; // it was given up before the server asked for it
    if (from > size) return broken.reject(askedTooFar(name, from));
    let sent = from;
    try {
      for await (const step of readChunks(opened, { from, headroom: CHUNK_HEADER_BYTES, turns })) {
        if (step.step === "end") return;
        if (step.step === "broken") return broken.reject(localFailure(name, step.why));
        fillChunkHeader(step.bytes, transfer);
        sent += step.bytes.byteLength - CHUNK_HEADER_BYTES;
        yield step.bytes;
        onProgress(sent, size);
      }
    } catch (error) {
      broken.reject(error);
    }
  }

  const answered = session.request(
    { type: "put", file: name, size, sha256 },
    {
      signal: stopping.signal,
      // The server reads what it has of it before it asks for the rest, and keeps it behind that.
      patienceMs: () => FILE_READING_MS,
      message(message) {
        if (message.type === "stored") stored = message;
      },
      send(asked, transfer) {
        from = asked;
        if (!over && from <= size) onProgress(from, size);
        return (frames = framesOf(transfer));
      },
    },
  );
  try {
    await Promise.race([answered, broken.promise, interrupted]);
    if (!stored) throw new Failure(EXIT.network, cannotPut(name, "nothing tells that it arrived"));
    const problem = fileNameProblem(stored.file);
    if (problem !== undefined) throw namedWrongly(name, problem);
    const already = stored.already === true;
    return { file: stored.file, size, sha256, from: already ? size : from, already };
  } catch (error) {
    answered.catch(() => {});
    stopping.abort(); // the server keeps what it has
    const isWrong = error instanceof Failure && error.refusal?.code === "broken";
    if (isWrong && from > 0) throw new DamagedPart(error.message);
    throw error;
  } finally {
    over = true;
    await frames?.return();
  }
}

function cannotPut(name: string, why: string): string {
  return `Cannot put "${cleanText(name)}": ${why}`;
}

function localFailure(name: string, why: string): Failure {
  return new Failure(EXIT.localFile, cannotPut(name, why));
}

function namedWrongly(name: string, problem: string): Failure {
  const why = `the server gave it a name that no file can have: ${problem}`;
  return new Failure(EXIT.network, cannotPut(name, why));
}

function askedTooFar(name: string, from: number): Failure {
  const why = `the server asked for what follows byte ${from}, which it does not have`;
  return new Failure(EXIT.network, cannotPut(name, why));
}
