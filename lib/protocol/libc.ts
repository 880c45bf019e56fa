// The system's C library, for the few things that Bun has no call of its own for.
import { dlopen, type FFIFunction, type Library } from "bun:ffi";

const LIBRARIES: Partial<Record<NodeJS.Platform, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.B.dylib",
};

/** Functions of the C library by name; undefined where the system has another one. */
export function openLibc<const Functions extends Record<string, FFIFunction>>(
  functions: Functions,
): Library<Functions>["symbols"] | undefined {
  const library = LIBRARIES[process.platform];
  if (library === undefined) return undefined;
  try {
    return dlopen(library, functions).symbols;
  } catch {
    return undefined;
  }
}
