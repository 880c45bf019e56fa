// What the system says when it refuses a file, as a code to decide by and as words for people.

const WORDS = new Map([
  ["ENOENT", "no such file"],
  ["ENOTDIR", "no such file"],
  ["ELOOP", "a symbolic link"],
  ["EMLINK", "a symbolic link"], // what FreeBSD says where others say ELOOP
  ["EACCES", "permission denied"],
  ["EPERM", "not permitted"],
  ["EEXIST", "it exists already"],
  ["EISDIR", "a folder"],
  ["ENAMETOOLONG", "its name is too long"],
  ["ENOSPC", "no space left on the disk"],
  ["EDQUOT", "the disk quota is used up"],
  ["EROFS", "the disk is read-only"],
  ["EMFILE", "too many open files"],
  ["ENFILE", "too many open files"],
]);

/** The code of a system error, as "ENOENT"; undefined for every other error. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** An error in words that follow a colon: ours for the usual system errors, its code or message else. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  if (code !== undefined) return WORDS.get(code) ?? code;
  return error instanceof Error ? error.message : String(error);
}
