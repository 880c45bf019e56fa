// The flags that say which messages are meant: of which actions, within which bounds, and which of them counts.

import { expect, test } from "bun:test";
import { rangeOf, readPlan } from "../../lib/client/settings.ts";
import { HISTORY_LAST, REPLAYED_MESSAGES } from "../../lib/protocol/limits.ts";
import { UsageError } from "../../lib/protocol/settings.ts";

/** The message of the usage error that a call throws. */
function usageError(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test.each([
  [["--all"], "Cannot use --all: it belongs to history"],
  [["tail", "--all"], "Cannot use --all: it belongs to history"],
  [["search", "a", "--last", "5"], "Cannot use --last: it belongs to history"],
  [["--since", "5"], "Cannot use --since: it belongs to history and tail"],
  [["who", "--since", "5"], "Cannot use --since: it belongs to history and tail"],
  [["history", "--last", "5", "--all"], "Cannot use --last: --all says already which messages"],
  [["history", "--all", "--since", "5"], "Cannot use --since: --all says already which messages"],
  [
    ["history", "--since", "1", "--last", "5"],
    "Cannot use --since: --last says already which messages",
  ],
])("refuses %j", (argv, message) => {
  expect(usageError(() => readPlan(argv, {}))).toBe(message);
});

test.each([
  ["last", "1", true],
  ["last", String(HISTORY_LAST), true],
  ["last", "0", false],
  ["last", String(HISTORY_LAST + 1), false],
  ["last", "1e3", false],
  ["last", "-1", false],
  ["last", "", true],
  ["since", "0", true],
  ["since", String(Number.MAX_SAFE_INTEGER), true],
  ["since", String(Number.MAX_SAFE_INTEGER + 1), false],
  ["since", "1.5", false],
  ["since", "x", false],
])("takes --%s %p: %p", (flag, value, taken) => {
  const read = () => readPlan(["history", `--${flag}=${value}`], {}).settings;
  if (taken && value !== "") expect(read()).toMatchObject({ [flag]: Number(value) });
  else if (taken) expect(read().last).toBe(REPLAYED_MESSAGES);
  else expect(usageError(read)).toStartWith(`Cannot use --${flag} "${value}": it must be`);
});

test.each([
  [[], {}, { last: REPLAYED_MESSAGES }],
  [["--last", "5"], {}, { last: 5 }],
  [["--since", "0"], {}, { since: 0 }],
  [["--all"], {}, { since: 0 }],
  [[], { PARLOR_LAST: "7" }, { last: 7 }],
  [[], { PARLOR_ALL: "1" }, { since: 0 }],
  [[], { PARLOR_SINCE: "9" }, { since: 9 }],
  [["--last", "5"], { PARLOR_ALL: "1", PARLOR_SINCE: "9" }, { last: 5 }],
  [["--all"], { PARLOR_LAST: "7", PARLOR_SINCE: "9" }, { since: 0 }],
  [["--since", "3"], { PARLOR_LAST: "7", PARLOR_ALL: "1" }, { since: 3 }],
])("the messages that %j with %j means", (flags, env, range) => {
  expect(rangeOf(readPlan(["history", ...flags], env))).toEqual(range);
});

test("what a variable says of messages does no harm where there are none", () => {
  const env = { PARLOR_LAST: "7", PARLOR_ALL: "1", PARLOR_SINCE: "9" };
  expect(readPlan(["status"], env).action).toBe("status");
  expect(readPlan(["tail", "--since", "3"], env).settings.since).toBe(3);
});
