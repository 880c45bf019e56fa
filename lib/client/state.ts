// Where the client keeps things between runs, after the XDG Base Directory Specification.

import { isAbsolute, join } from "node:path";

/**
 * The folder for what is kept between runs: $XDG_STATE_HOME/parlor, else ~/.local/state/parlor; on
 * Windows %LOCALAPPDATA%\parlor. Undefined where there is no home. The folder need not exist yet.
 */
export function stateFolder(
  env: Record<string, string | undefined>,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (platform === "win32") return within(env["LOCALAPPDATA"]);
  const home = env["HOME"];
  // The specification has relative paths ignored.
  return within(env["XDG_STATE_HOME"]) ?? within(home && join(home, ".local", "state"));
}

/**
 * The folder for what a person may set: $XDG_CONFIG_HOME/parlor, else ~/.config/parlor; on Windows %APPDATA%\parlor.
 * Undefined where there is no home. The folder need not exist yet.
 */
export function configFolder(
  env: Record<string, string | undefined>,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (platform === "win32") return within(env["APPDATA"]);
  const home = env["HOME"];
  return within(env["XDG_CONFIG_HOME"]) ?? within(home && join(home, ".config"));
}

function within(folder: string | undefined): string | undefined {
  return folder && isAbsolute(folder) ? join(folder, "parlor") : undefined;
}
