// The system's C library, as far as it is there.

import { expect, test } from "bun:test";
import { openLibc } from "../../lib/protocol/libc.ts";

test("a function of it can be called", () => {
  const libc = openLibc({ getpid: { args: [], returns: "int" } });
  expect(libc?.getpid()).toBe(process.pid);
});

test("where a function is not there, nothing is", () => {
  expect(openLibc({ no_such_function_of_it: { args: [], returns: "int" } })).toBeUndefined();
});
