// Which texts may be a file's path on a shelf: relative, its parts joined by "/", safe to show, never hidden;
// and which a new file may be named, here and wherever it is copied to.

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

// Windows opens the device instead, whatever extension or spaces follow: superscript digits count as digits.
const DEVICE = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;

const NAME_PROBLEMS: readonly Problem[] = [
  ["it is empty", (name) => name === ""],
  [`it is longer than ${FILE_PART_BYTES} bytes`, (name) => byteLength(name) > FILE_PART_BYTES],
  ["it has characters that cannot be shown", (name) => !isClean(name)],
  ["it has a slash", (name) => name.includes("/")],
  ["it has a backslash", (name) => name.includes("\\")],
  ['it is "." or ".."', (name) => name === "." || name === ".."],
  ["it begins with a dot", (name) => name.startsWith(".")],
  ["it ends with a dot or a space", (name) => /[.\s]$/.test(name)],
  ["Windows keeps that name for a device", (name) => DEVICE.test(name)],
];

const WINDOWS_PROBLEM: Problem = [
  'Windows allows none of < > : " | ? * in a name',
  (name) => /[<>:"|?*]/.test(name),
];

/**
 * Why a text cannot be the name of a new file, in words that follow a colon; undefined where it can. A name
 * has no folders. What Windows would take for another name is refused everywhere, what it cannot have at
 * all only there. The reason never repeats the text.
 */
export function newNameProblem(
  name: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const problems = platform === "win32" ? [...NAME_PROBLEMS, WINDOWS_PROBLEM] : NAME_PROBLEMS;
  return problems.find(([, holds]) => holds(name))?.[0];
}
