// Where the client keeps things between runs.

import { expect, test } from "bun:test";
import { stateFolder } from "../../lib/client/state.ts";

test.each([
  [{ HOME: "/home/ann" }, "/home/ann/.local/state/parlor"],
  [{ HOME: "/home/ann", XDG_STATE_HOME: "/state" }, "/state/parlor"],
  [{ XDG_STATE_HOME: "/state" }, "/state/parlor"],
  [{ HOME: "/home/ann", XDG_STATE_HOME: "" }, "/home/ann/.local/state/parlor"],
  [{ HOME: "/home/ann", XDG_STATE_HOME: "relative" }, "/home/ann/.local/state/parlor"],
  [{}, undefined],
  [{ HOME: "" }, undefined],
  [{ HOME: "relative" }, undefined],
  [{ LOCALAPPDATA: "/nowhere" }, undefined],
])("%j: %p", (env, folder) => {
  expect(stateFolder(env, "linux")).toBe(folder);
});

test("on Windows", () => {
  const env = { HOME: "/home/ann", LOCALAPPDATA: "/Users/ann/AppData/Local" };
  expect(stateFolder(env, "win32")).toBe("/Users/ann/AppData/Local/parlor");
  expect(stateFolder({ HOME: "/home/ann" }, "win32")).toBeUndefined();
});

test("of this machine where no other is named", () => {
  expect(stateFolder({ HOME: "/home/ann", LOCALAPPDATA: "/local" })).toEndWith("parlor");
});
