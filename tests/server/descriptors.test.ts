// Who gets how many of the files that the process may have open.

import { describe, expect, test } from "bun:test";
import {
  DEFAULT_PLACES,
  DOOR_PLACES,
  MAX_PLACES,
  OWN_DESCRIPTORS,
  TRANSFERS_AT_ONCE,
  UNKNOWN_DESCRIPTORS,
  UPLOADS_AT_ONCE,
} from "../../lib/protocol/limits.ts";
import { descriptorPlan, openFilesLimit, placesProblem } from "../../lib/server/descriptors.ts";

const RESERVED = OWN_DESCRIPTORS + 2 * UPLOADS_AT_ONCE;

describe("the plan", () => {
  test.each([RESERVED + 2, 96, 128, 256, 1024, 4096, 1_048_576])(
    "of %i has no more than that in all, and something for each",
    (limit) => {
      const { connections, transfers } = descriptorPlan(limit);
      expect(RESERVED + connections + transfers).toBe(limit);
      expect(transfers).toBeGreaterThan(0);
      expect(connections).toBeGreaterThan(0);
    },
  );

  test("gives files so many at most, and a quarter of what is left before", () => {
    const enough = RESERVED + 4 * TRANSFERS_AT_ONCE;
    expect(descriptorPlan(enough).transfers).toBe(TRANSFERS_AT_ONCE);
    expect(descriptorPlan(enough - 4).transfers).toBe(TRANSFERS_AT_ONCE - 1);
    expect(descriptorPlan(enough + 4).transfers).toBe(TRANSFERS_AT_ONCE);
  });

  test("has room for somebody even where there is none", () => {
    expect(descriptorPlan(0)).toEqual({ connections: 1, transfers: 1 });
  });

  test("is a modest one where the limit is not known", () => {
    expect(descriptorPlan(undefined)).toEqual(descriptorPlan(UNKNOWN_DESCRIPTORS));
  });
});

describe("places that cannot be taken", () => {
  test("are told, with the limit that would be enough, which is", () => {
    const problem = placesProblem(1000, descriptorPlan(1024));
    const pattern =
      /^Only (\d+) of 1000 places can be taken: .*"ulimit -n (\d+)", or with --max-clients \1$/;
    const [, possible = "", enough = ""] = pattern.exec(problem ?? "") ?? [];
    expect(placesProblem(Number(possible), descriptorPlan(1024))).toBeUndefined();
    expect(placesProblem(Number(possible) + 1, descriptorPlan(1024))).toBeDefined();
    expect(placesProblem(1000, descriptorPlan(Number(enough)))).toBeUndefined();
    expect(placesProblem(1000, descriptorPlan(Number(enough) - 1))).toBeDefined();
  });

  test("are none of those of a usual room, and of none under a usual limit of a server", () => {
    expect(placesProblem(DEFAULT_PLACES, descriptorPlan(96))).toBeUndefined();
    expect(placesProblem(MAX_PLACES, descriptorPlan(1_048_576))).toBeUndefined();
  });

  test("leave so many at the door", () => {
    const { connections } = descriptorPlan(1024);
    expect(placesProblem(connections - DOOR_PLACES, descriptorPlan(1024))).toBeUndefined();
    expect(placesProblem(connections - DOOR_PLACES + 1, descriptorPlan(1024))).toBeDefined();
  });
});

test("the system tells its limit", () => {
  expect(openFilesLimit()).toBeGreaterThanOrEqual(64);
});

test("the limit is that of this process, as its shell has set it", async () => {
  const program = `import { openFilesLimit } from "./lib/server/descriptors.ts"; console.log(openFilesLimit())`;
  const shell = Bun.spawn(
    ["sh", "-c", `ulimit -n 123 && exec "$0" -e "$1"`, process.execPath, program],
    {
      cwd: `${import.meta.dir}/../..`,
      stderr: "inherit",
    },
  );
  expect(await shell.stdout.text()).toBe("123\n");
});
