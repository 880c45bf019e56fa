// A room with a host in it, and guests from other addresses.
import type { Command } from "../../lib/protocol/messages.ts";
import { HOST } from "../../lib/room/client.ts";
import type { Effect } from "../../lib/room/effects.ts";
import type { RoomSettings } from "../../lib/room/settings.ts";
import { nick, openRoom, quiet } from "./house.ts";

export type Hosted = ReturnType<typeof openHosted>;

export function openHosted(settings: Partial<RoomSettings> = {}) {
  const den = openRoom({ places: 9, ...settings });
  den.room.openHost(quiet());
  den.room.greet(HOST, "frames");
  den.ask(HOST, 1, nick("host"));

  /** What the host's command brings about. */
  const act = (command: Command): Effect[] => den.ask(HOST, 7, command);

  /** A guest by a name from an address, by its number. */
  const from = (host: string, name: string, dialect = "frames"): number => {
    const number = den.room.open(`${host}:5`, quiet());
    if (number === undefined) throw new Error("turned away");
    den.room.greet(number, dialect);
    den.ask(number, 1, nick(name));
    return number;
  };

  return { ...den, act, from };
}

/** What the host is told: the notices, or why not. */
export function answersIn(effects: readonly Effect[]): string[] {
  return effects.flatMap((each) => {
    if (each.effect !== "reply" || each.to !== HOST) return [];
    if (each.message.type === "notice") return [each.message.text];
    return each.message.type === "error" ? [`${each.message.code}: ${each.message.message}`] : [];
  });
}

/** What everyone is told. */
export function toldIn(effects: readonly Effect[]): string[] {
  return effects.flatMap((each) =>
    each.effect === "relay" && each.message.type === "notice" ? [each.message.text] : [],
  );
}

/** Who is sent away, and by what code. */
export function sentAwayIn(effects: readonly Effect[]): [number, string][] {
  return effects.flatMap((each) =>
    each.effect === "letGo" ? [[each.to, each.reason.code] satisfies [number, string]] : [],
  );
}

/** The code of a refusal among effects. */
export function codeIn(effects: readonly Effect[]): string | undefined {
  const [code] = effects.flatMap((each) =>
    each.effect === "reply" && each.message.type === "error" ? [each.message.code] : [],
  );
  return code;
}
