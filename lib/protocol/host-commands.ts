// The commands that the host alone has, at the server's own terminal: a table as that of all others.
import { firstWord, neededField, type CommandRow, type Fields } from "./commands.ts";
import { readDuration } from "./durations.ts";

export const HOST_COMMANDS: readonly CommandRow[] = [
  {
    type: "kick",
    words: ["kick"],
    bare: false,
    usage: "NAME [WHY]",
    summary: "send a guest away",
    example: "/kick bob please no flooding",
    completes: "name",
    fields: (rest) => withRest(rest, "name", (why) => ({ why })),
  },
  {
    type: "ban",
    words: ["ban"],
    bare: false,
    usage: "[NAME|ADDRESS [TIME]]",
    hint: "TIME is as 30s, 10m, 2h or 7d",
    summary: "send a guest away and keep that name and address out, or show who is kept out",
    example: "/ban bob 2h",
    completes: "name",
    fields: (rest) => (rest === "" ? {} : withRest(rest, "who", durationField)),
  },
  {
    type: "unban",
    words: ["unban"],
    bare: false,
    usage: "NAME|ADDRESS",
    summary: "let a name and its address in again",
    example: "/unban bob",
    fields: neededField("who"),
  },
  {
    type: "mute",
    words: ["mute"],
    bare: false,
    usage: "NAME [TIME|off]",
    hint: "TIME is as 30s, 10m, 2h or 7d",
    summary: "let a guest listen and not speak",
    example: "/mute bob 10m",
    completes: "name",
    fields: (rest) => withRest(rest, "name", durationOrOff),
  },
  {
    type: "announce",
    words: ["announce"],
    bare: false,
    usage: "TEXT",
    summary: "tell everyone something that is no talk and is not kept",
    example: "/announce the demo begins in five minutes",
    fields: neededField("text"),
  },
  {
    type: "motd",
    words: ["motd"],
    bare: false,
    usage: "[TEXT|off]",
    summary: "show or change the line for newcomers",
    example: "/motd welcome to the workshop",
    fields: (rest) => (rest === "" ? {} : { text: rest === "off" ? "" : rest }),
  },
  {
    type: "shutdown",
    words: ["shutdown"],
    bare: false,
    usage: "[IN|off]",
    hint: "IN is as 30s, 10m or 2h",
    summary: "close the room, now or after a while",
    example: "/shutdown 5m",
    fields: (rest) => (rest === "" ? {} : durationOrOff(rest)),
  },
];

/** A name, which goes in quotes where it has spaces, and what follows it, if anything does. */
function withRest(
  text: string,
  field: string,
  more: (rest: string) => Fields | undefined,
): Fields | undefined {
  const { word, rest } = firstWord(text);
  if (word === "") return undefined;
  const others = rest === "" ? {} : more(rest);
  return others && { [field]: word, ...others };
}

function durationField(text: string): Fields | undefined {
  const ms = readDuration(text);
  return ms === undefined ? undefined : { ms };
}

/** 0 milliseconds are "off". */
function durationOrOff(text: string): Fields | undefined {
  return text === "off" ? { ms: 0 } : durationField(text);
}
