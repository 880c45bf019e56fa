// Which texts may be a file's path on a shelf: relative, its parts joined by "/", safe to show, never hidden.

import { FILE_NAME_BYTES, FILE_PART_BYTES } from "../protocol/limits.ts";
import { byteLength, isClean } from "../protocol/text.ts";

/** A reason against a text, and how to see that it holds. */
type Problem = readonly [why: string, holds: (text: string) => boolean];

// In this order: what comes first is true of a text of any length, and cheap to see.
const PATH_PROBLEMS: readonly Problem[] = [
  ["it is empty", (path) => path === ""],
  [`it is longer than ${FILE_NAME_BYTES} bytes`, (path) => byteLength(path) > FILE_NAME_BYTES],
  ["it has characters that cannot be shown", (path) => !isClean(path)],
  ["it has a backslash", (path) => path.includes("\\")],
  ["it is absolute", (path) => path.startsWith("/")],
];

const PART_PROBLEMS: readonly Problem[] = [
  ["a part of it is empty", (part) => part === ""],
  ['a part of it is "." or ".."', (part) => part === "." || part === ".."],
  ["a part of it is hidden", (part) => part.startsWith(".")],
  [
    `a part of it is longer than ${FILE_PART_BYTES} bytes`,
    (part) => byteLength(part) > FILE_PART_BYTES,
  ],
];

/**
 * Why a text cannot be a file's path on a shelf, in words that follow a colon; undefined where it can.
 * Says nothing about whether there is such a file. The reason never repeats the text.
 */
export function fileNameProblem(name: string): string | undefined {
  const ofPath = PATH_PROBLEMS.find(([, holds]) => holds(name));
  if (ofPath !== undefined) return ofPath[0];
  const parts = name.split("/");
  return PART_PROBLEMS.find(([, holds]) => parts.some(holds))?.[0];
}

/** A file's name without its folders. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
