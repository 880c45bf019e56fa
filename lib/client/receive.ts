// One try to get a file: the server's chunks go to a receiver, and however it ends, the receiver is told.
import { VerificationError, weightOf } from "../files/appending.ts";
import { EXIT } from "../protocol/exits.ts";
import { FILE_READING_MS, STALLED_MS } from "../protocol/limits.ts";
import type { Have, Message } from "../protocol/messages.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";

/** What takes one download. Of finish, suspend and discard the first that is called ends it. */
export interface Receiver {
  /** What it has of the file already. */
  readonly have: Have | undefined;
  /** Whether it had a part that can be of no use, since it is not what was written. */
  readonly damaged: boolean;
  /** Hears the file's facts, and that its bytes come from `from` on: 0, or as many as it has. */
  begin(facts: Pick<Message<"file">, "size" | "modified" | "sha256" | "from">): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  /** Checks the whole and tells where it is. Throws a VerificationError where it is not the file. */
  finish(sha256: string): Promise<string>;
  /** Keeps what has come, to be continued. */
  suspend(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

export interface Try {
  session: Session;
  file: string;
  receiver: Receiver;
  /** What the server is told that is there already. */
  have: Have | undefined;
  /** Hears the bytes that are here and those of the whole file. */
  onProgress: (received: number, size: number) => void;
  /** Rejects where the try is to be given up. */
  interrupted: Promise<never>;
}

export interface Received {
  path: string;
  /** Bytes: of the whole, and those that were there before. */
  size: number;
  from: number;
  sha256: string;
}

/** A transfer was continued, and the whole is not the file. Nothing is left of it at its receiver. */
export class DamagedPart extends VerificationError {
  override readonly name = "DamagedPart";
}

/**
 * Gets the file, or what of it is missing.
 * @throws DamagedPart; VerificationError where nothing was there before, after which nothing is left either;
 *   Failure where the server refuses or is lost, what interrupted it, or an Error of the receiver, after which
 *   what has come is kept
 */
export async function receive(wanted: Try): Promise<Received> {
  const { session, file, receiver, have, onProgress, interrupted } = wanted;
  let start: Message<"file"> | undefined;
  let end: Message<"end"> | undefined;
  let begun: Promise<void> | undefined;
  let received = 0;
  let over = false;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const stopping = new AbortController();
  const answered = session.request(
    { type: "get", file, have },
    {
      signal: stopping.signal,
      // Before its bytes the server waits for other transfers, behind them it may still make the hash.
      patienceMs: () => (start && received < start.size ? STALLED_MS : FILE_READING_MS),
      message(message) {
        if (over) return;
        if (message.type === "end") end = message;
        if (message.type !== "file" || start) return;
        if (message.from !== 0 && message.from !== have?.bytes)
          return broken.reject(notAsked(file, message.from));
        start = message;
        received = start.from;
        begun = receiver.begin(start);
        begun.catch(broken.reject);
        onProgress(received, start.size);
      },
      chunk(data) {
        if (over) return;
        if (!start || !begun) return broken.reject(noFile(file));
        received += data.byteLength;
        session.hold(weightOf(data));
        const written = begun.then(() => receiver.write(data));
        // Runs in the order of the chunks, since each waits for the same promise.
        void written.catch(broken.reject).finally(() => session.release(weightOf(data)));
        onProgress(received, start.size);
      },
    },
  );
  try {
    await Promise.race([answered, broken.promise, interrupted]);
    if (!start || !end || !begun) throw noFile(file);
    await begun;
    const path = await receiver.finish(end.sha256);
    return { path, size: start.size, from: start.from, sha256: end.sha256 };
  } catch (error) {
    over = true;
    answered.catch(() => {});
    stopping.abort(); // what is no longer wanted need not travel on
    await begun?.catch(() => {});
    const isWrong = error instanceof VerificationError;
    // A disk that does not take this either leaves what it left; the first error is the one to tell.
    await (isWrong ? receiver.discard() : receiver.suspend()).catch(() => {});
    if (isWrong && start && start.from > 0) throw new DamagedPart(error.message);
    throw error;
  } finally {
    over = true;
  }
}

function noFile(file: string): Failure {
  return new Failure(EXIT.network, `Cannot get "${file}": no file came`);
}

function notAsked(file: string, from: number): Failure {
  const why = `it came from byte ${from} on, which nobody had asked for`;
  return new Failure(EXIT.network, `Cannot get "${file}": ${why}`);
}
