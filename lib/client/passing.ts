// Why a line ended, as far as it matters to who may come back: whether it can be otherwise a moment later.
import type { ErrorCode } from "../protocol/errors.ts";
import { EXIT } from "../protocol/exits.ts";
import { Failure } from "./failure.ts";

/** The line to the server is lost, or there is none: by itself that says nothing of the next one. */
export class Lost extends Failure {
  override name = "Lost";

  constructor(message: string) {
    super(EXIT.network, message);
  }
}

/** The goodbyes after which the same server may be open to us again. */
const PASSING: ReadonlySet<ErrorCode | undefined> = new Set<ErrorCode>([
  "shutdown",
  "too-slow",
  "internal",
  "name-timeout",
  "full",
  "crowded",
]);

/** Whether what ended a session, or kept it from beginning, can pass by itself. */
export function canPass(failure: Failure): boolean {
  return failure instanceof Lost || PASSING.has(failure.refusal?.code);
}
