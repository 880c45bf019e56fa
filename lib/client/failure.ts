// An expected failure of the client: a sentence for a person and an exit code for a script.
import { VerificationError } from "../files/appending.ts";
import { ERRORS, type Refusal } from "../protocol/errors.ts";
import { EXIT, type ExitCode } from "../protocol/exits.ts";

export class Failure extends Error {
  override name = "Failure";

  constructor(
    readonly exit: ExitCode,
    message: string,
    /** The server's refusal, where it was one. */
    readonly refusal?: Refusal,
  ) {
    super(message);
  }
}

/** The failure that a server's refusal is. */
export function refused(refusal: Refusal): Failure {
  return new Failure(ERRORS[refusal.code].exit, refusal.message, refusal);
}

/** Any error as a failure; what is neither a failure nor a failed check is a local file's. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const exit = error instanceof VerificationError ? EXIT.verification : EXIT.localFile;
  return new Failure(exit, error instanceof Error ? error.message : String(error));
}
