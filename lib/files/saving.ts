// What is said where a file cannot be saved, and which files may be.

import { cleanText } from "../protocol/text.ts";
import { VerificationError } from "./appending.ts";
import { fileNameProblem, lastPart, newNameProblem } from "./names.ts";
import { partialOfRecord } from "./partial.ts";
import { NameTaken } from "./place.ts";
import { errorCode, reasonOf } from "./reasons.ts";

/** Why a shelf's file cannot be saved under its name in a folder of ours, in words that follow a colon. */
export function savedNameProblem(file: string): string | undefined {
  const problem = fileNameProblem(file) ?? newNameProblem(lastPart(file));
  // A server could make a record that passes one of the person's files for a partial.
  const kept = "records of downloads have names like that";
  return problem ?? (partialOfRecord(lastPart(file)) === undefined ? undefined : kept);
}

/** The whole message. The name comes from a peer and the message may reach a screen. */
export function cannotSave(file: string, why: string): string {
  return `Cannot save "${cleanText(file)}": ${why}`;
}

/** An error whose message is a reason alone, as one of the same kind with the whole message. */
export function saveError(file: string, error: unknown): Error {
  const why = errorCode(error) === "ENOTDIR" ? IN_THE_WAY : reasonOf(error);
  const Kind = [VerificationError, NameTaken].find((each) => error instanceof each) ?? Error;
  return new Kind(cannotSave(file, why), { cause: error });
}

const IN_THE_WAY = "a file lies where its folder should be";

/** Why a folder cannot be made. */
export function folderReason(error: unknown): string {
  return ["EEXIST", "ENOTDIR"].includes(errorCode(error) ?? "") ? IN_THE_WAY : reasonOf(error);
}
