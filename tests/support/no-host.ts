// The parts of a server without a password and without a host at its terminal.
import type { ServerParts } from "../../lib/server/server.ts";

export const NO_HOST: Pick<ServerParts, "gate" | "keepBans" | "closeIn"> = {
  gate: undefined,
  keepBans() {},
  closeIn() {},
};
