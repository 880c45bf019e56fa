// What each typed command means in the chat: one row a command, and who of the chat does it.
import type { CommandRow } from "../../protocol/commands.ts";
import type { Membership } from "../membership.ts";
import type { Talk } from "../outgoing.ts";
import type { Surface } from "../terminal/surface.ts";
import { helpLine } from "../view/help.ts";
import type { Asked } from "./answers.ts";
import type { Typed } from "./commands.ts";
import type { LinesTraffic } from "./lines-traffic.ts";
import type { Talking } from "./talking.ts";
import type { Transcript } from "./transcript.ts";

/** Who does what is typed. */
export interface Doers {
  place: Pick<Membership, "request">;
  surface: Pick<Surface, "clear">;
  transcript: Pick<Transcript, "show" | "hear" | "setTimes" | "setBell" | "ignore">;
  talking: Pick<Talking, "rename">;
  traffic: Pick<LinesTraffic, "here" | "now">;
  /** All that can be typed. */
  commands: readonly CommandRow<Typed["type"]>[];
  /** Shows what the server knows. @throws Failure */
  ask(asked: Asked): Promise<void>;
  /** The person wants to leave. */
  leave(): void;
}

/**
 * Does what was typed, talk apart; a promise where that takes time.
 * @throws Failure where it needs a connection and there is none, or the server refuses
 */
export function carryOut(typed: Exclude<Typed, Talk>, doers: Doers): unknown {
  const { place, surface, transcript, talking, traffic, commands } = doers;
  switch (typed.type) {
    case "fetch":
      return traffic.here().get(typed.files);
    case "share":
      return traffic.here().put(typed.paths);
    case "rm":
      return traffic.here().remove(typed.file);
    case "transfers":
      return transcript.show(traffic.now.table());
    case "stop":
      return traffic.now.cancel(typed.which);
    case "nick":
      return talking.rename(typed);
    case "status":
    case "list":
    case "who":
    case "history":
    case "search":
      return doers.ask(typed);
    case "help":
      return transcript.show(helpLine(commands, typed.command));
    case "exit":
      return doers.leave();
    case "time":
      return transcript.setTimes(typed.when);
    case "bell":
      return transcript.setBell(typed.when);
    case "ignore":
      return transcript.ignore(typed.name);
    case "clear":
      return surface.clear();
    case "kick":
    case "ban":
    case "unban":
    case "mute":
    case "announce":
    case "motd":
    case "shutdown":
      // What the host alone can ask for is answered with notices.
      return place.request(typed, { message: (answer) => transcript.hear(answer) });
    case "password":
    case "about":
    case "get":
    case "put":
    case "cancel":
    case "resume":
      return undefined; // only transfers and memberships ask for these; no line means them
  }
}
