// Where the client keeps things between runs.

import { expect, test } from "bun:test";
import { configFolder, stateFolder } from "../../lib/client/state.ts";

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

test.each([
  [{ HOME: "/home/ann" }, "/home/ann/.config/parlor"],
  [{ HOME: "/home/ann", XDG_CONFIG_HOME: "/config" }, "/config/parlor"],
  [{ HOME: "/home/ann", XDG_CONFIG_HOME: "relative" }, "/home/ann/.config/parlor"],
  [{ APPDATA: "/nowhere" }, undefined],
])("what a person sets, %j: %p", (env, folder) => {
  expect(configFolder(env, "linux")).toBe(folder);
});

test("what a person sets, on Windows and on this machine", () => {
  const env = { HOME: "/home/ann", APPDATA: "/Users/ann/AppData/Roaming" };
  expect(configFolder(env, "win32")).toBe("/Users/ann/AppData/Roaming/parlor");
  expect(configFolder({ HOME: "/home/ann" }, "win32")).toBeUndefined();
  expect(configFolder(env)).toEndWith("parlor");
});
