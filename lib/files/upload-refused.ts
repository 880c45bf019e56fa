// Why the shelf does not take what a guest uploads, in words that the guest is told.

import type { ErrorCode } from "../protocol/errors.ts";
import { cleanText } from "../protocol/text.ts";

/** The shelf or its disk does not take the file, for a reason that a guest is told; what it received is kept. */
export class UploadRefused extends Error {
  override readonly name = "UploadRefused";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** A message about a file of that name, whoever chose the name. */
export function cannotPut(file: string, why: string): string {
  return `Cannot put "${cleanText(file)}" on the shelf: ${why}`;
}
