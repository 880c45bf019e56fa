// The host's powers: who goes, who stays out, who is silent, what newcomers read, and when the room closes.
import { addressKey, hostOf, isLoopback, networkKey } from "../protocol/address.ts";
import { BANNED } from "../protocol/dialogue.ts";
import { durationText } from "../protocol/durations.ts";
import { MOST_BANS, MOTD_CHARACTERS } from "../protocol/limits.ts";
import type { Command } from "../protocol/messages.ts";
import { nameProblem } from "../protocol/names.ts";
import { localMinute } from "../protocol/time.ts";
import { Bans, looksLike, type Ban } from "./bans.ts";
import { keptOf, type Client } from "./client.ts";
import type { ClientCache } from "./clients.ts";
import type { Effect } from "./effects.ts";
import type { Mutes } from "./mutes.ts";
import { ack, refusal, relay, reply, type Request } from "./replies.ts";

export const HOST_COMMANDS = [
  "kick",
  "ban",
  "unban",
  "mute",
  "announce",
  "motd",
  "shutdown",
] as const;
export type HostCommand = Extract<Command, { type: (typeof HOST_COMMANDS)[number] }>;

/** An address, of IPv6 a network, that is kept out for wrong passwords, and for how long still: milliseconds. */
export interface Barred {
  address: string;
  leftMs: number;
}

export interface HostFacts {
  clients: ClientCache;
  bans: Bans;
  barred: () => readonly Barred[];
  mutes: Mutes;
  now: () => number;
  /** What newcomers read; "" is nothing. */
  motd: string;
}

export function isHostCommand(command: Command): command is HostCommand {
  return HOST_COMMANDS.some((type) => type === command.type);
}

/** What a command of the host brings about. `facts` is what the host changes. */
export function hostEffects(request: Request, command: HostCommand, facts: HostFacts): Effect[] {
  switch (command.type) {
    case "kick":
      return kick(request, command, facts);
    case "ban":
      return command.who === undefined
        ? listBans(request, facts)
        : ban(request, command, command.who, facts);
    case "unban":
      return unban(request, command.who, facts);
    case "mute":
      return mute(request, command, facts);
    case "announce":
      return [relay(notice(`Announcement: ${command.text}`, facts)), ack(request)];
    case "motd":
      return motd(request, command.text, facts);
    case "shutdown":
      return shutdown(request, command.ms, facts);
  }
}

/** What a person takes for addresses, and would be a name that keeps nobody out: "10.0.0.0/8", "10.0.0.300". */
const LIKE_AN_ADDRESS = /^[\d.]+\.[\d.]*(\/\d*)?$|^[\da-f:]*:[\da-f:]*\/\d*$/i;

function kick(
  request: Request,
  { name, why }: Extract<HostCommand, { type: "kick" }>,
  facts: HostFacts,
): Effect[] {
  const client = facts.clients.holder(name, facts.now());
  if (isSelf(name, request)) return [self(request, "kick", name)];
  if (!client) return [nobody(request, "kick", name)];
  const because = why ? `: ${why}` : "";
  return [
    ...sendAway(client, { code: "kicked", message: `The host sent you away${because}` }, facts),
    relay(notice(`${client.name} was sent away by the host${because}`, facts)),
    ack(request),
  ];
}

function ban(
  request: Request,
  { ms }: Extract<HostCommand, { type: "ban" }>,
  who: string,
  facts: HostFacts,
): Effect[] {
  const { bans, now } = facts;
  const meant = meantBy(who, facts);
  const isOwn = meant.address !== undefined && isThisMachine(meant.address);
  const problem = meant.name === undefined ? undefined : nameProblem(meant.name);
  const cannot = (why: string) => [refusal(request, "usage", `Cannot ban "${who}": ${why}`)];
  if (isOwn && meant.name === undefined) return cannot("that is this machine");
  if (isSelf(who, request)) return cannot("that is you");
  if (meant.address === undefined && LIKE_AN_ADDRESS.test(who))
    return cannot("it is no single address; give one, as 10.0.0.5, or a name");
  if (problem) return cannot(`it is neither an address nor a name: ${problem}`);
  const entry: Ban = {
    ...(meant.name === undefined ? {} : { name: meant.name }),
    ...(meant.address === undefined || isOwn ? {} : { address: meant.address }),
    at: now(),
    until: ms === undefined ? null : now() + ms,
  };
  if (!bans.add(entry, now()))
    return cannot(`there are ${MOST_BANS} bans already; lift one with /unban`);
  return [
    ...sendBannedAway(new Bans([entry]), facts),
    { effect: "bans", bans: [...bans.list(now())] },
    reply(request, notice(`Kept out: ${banText(entry, facts)}`, facts)),
    ack(request),
  ];
}

/** A name with the address of who has it; or an address alone. */
function meantBy(who: string, { clients, now }: HostFacts): Pick<Ban, "name" | "address"> {
  const address = addressKey(who);
  if (address !== undefined) return { address };
  // Or who had it last: somebody may have left just before.
  const client = clients.holder(who, now()) ?? clients.lastCalled(who);
  const from = client && addressKey(hostOf(client.address));
  return { name: client?.name ?? who, ...(from === undefined ? {} : { address: from }) };
}

/** Has those go whom bans keep out: who is here, who stands at the door, and who could come back. */
export function sendBannedAway(bans: Bans, facts: Pick<HostFacts, "clients" | "now">): Effect[] {
  const { clients, now } = facts;
  const reason = { code: "banned", message: BANNED } as const;
  const isConcerned = (client: Client) =>
    client.name === undefined || client.session !== null || clients.isHere(client);
  const isBanned = ({ name, address }: Client) =>
    (name !== undefined && bans.ofName(name, now()) !== undefined) ||
    bans.ofAddress(hostOf(address), now()) !== undefined;
  const banned = clients.everyone().filter((client) => isConcerned(client) && isBanned(client));
  return banned.flatMap((client) => sendAway(client, reason, facts));
}

/** Whether what counts as one address is this machine's own. */
function isThisMachine(address: string): boolean {
  return isLoopback(address) || address === addressKey("::1");
}

function listBans(request: Request, facts: HostFacts): Effect[] {
  const now = facts.now();
  const barred = facts.barred();
  const lines = [
    ...facts.bans.list(now).map((each) => banText(each, facts)),
    ...barred.slice(-MOST_BANS).map(({ address, leftMs }) => {
      const entry = { address, at: now, until: now + leftMs };
      return `${banText(entry, facts)}: wrong passwords`;
    }),
  ];
  if (barred.length > MOST_BANS) lines.push(`${barred.length - MOST_BANS} more: wrong passwords`);
  if (lines.length === 0) lines.push("Nobody is kept out");
  return [...lines.map((line) => reply(request, notice(line, facts))), ack(request)];
}

function unban(request: Request, who: string, facts: HostFacts): Effect[] {
  const { bans, now } = facts;
  const lifted = bans.lift(who, now());
  const network = networkKey(who);
  const pardoned = facts.barred().filter(({ address }) => address === network);
  if (lifted.length === 0 && pardoned.length === 0)
    return [refusal(request, "no-such-client", `Cannot unban "${who}": it is not kept out`)];
  const all: Pick<Ban, "name" | "address">[] = [...lifted, ...pardoned];
  const names = all.map(({ name, address }) => [name, address].filter(Boolean).join(" at "));
  return [
    { effect: "bans", bans: [...bans.list(now())] },
    ...pardoned.map(({ address }) => ({ effect: "pardon", address }) as const),
    reply(request, notice(`Let in again: ${[...new Set(names)].join(", ")}`, facts)),
    ack(request),
  ];
}

function mute(
  request: Request,
  { name, ms }: Extract<HostCommand, { type: "mute" }>,
  facts: HostFacts,
): Effect[] {
  const { clients, mutes, now } = facts;
  const client = clients.holder(name, now());
  if (isSelf(name, request)) return [self(request, "mute", name)];
  if (!client) return [nobody(request, "mute", name)];
  if (ms === 0) {
    if (!mutes.lift(client, now()))
      return [refusal(request, "usage", `Cannot let "${name}" speak: nobody muted it`)];
  } else mutes.add(client, ms === undefined ? Infinity : now() + ms, now());
  const what = ms === 0 ? "may speak again" : "is muted by the host";
  const time = ms ? ` for ${durationText(ms)}` : "";
  return [relay(notice(`${client.name} ${what}${time}`, facts)), ack(request)];
}

function motd(request: Request, text: string | undefined, facts: HostFacts): Effect[] {
  if (text !== undefined && text.length > MOTD_CHARACTERS)
    return [
      refusal(request, "too-long", `Cannot use it: it has more than ${MOTD_CHARACTERS} characters`),
    ];
  if (text !== undefined) facts.motd = text;
  const shown = facts.motd === "" ? "Newcomers read nothing" : `Newcomers read: ${facts.motd}`;
  return [reply(request, notice(shown, facts)), ack(request)];
}

function shutdown(request: Request, ms: number | undefined, facts: HostFacts): Effect[] {
  const words =
    ms === undefined
      ? "The room closes now"
      : ms === 0
        ? "The room stays open"
        : `The room closes in ${durationText(ms)}`;
  const effect: Effect = ms === 0 ? { effect: "shutdown" } : { effect: "shutdown", ms: ms ?? 0 };
  return [relay(notice(words, facts)), ack(request), effect];
}

/** Has a client go, and not come back by its session; one that is away only loses that. */
function sendAway(
  client: Client,
  reason: Extract<Effect, { effect: "letGo" }>["reason"],
  { clients }: Pick<HostFacts, "clients">,
): Effect[] {
  clients.endSession(client);
  const letGo = { effect: "letGo", to: client.number, reason } as const;
  // Who is away leaves no more: that its session is over has to be kept now, or a restart would bring it back.
  if (clients.isHere(client) || client.name === undefined) return [letGo];
  return [letGo, { effect: "keep", client: keptOf(client) }];
}

/** The host means itself: it is here, but not to be sent away. */
function self(request: Request, verb: string, name: string): Effect {
  return refusal(request, "usage", `Cannot ${verb} "${name}": that is you`);
}

function isSelf(name: string, { client }: Request): boolean {
  return client.name !== undefined && looksLike(name, client.name);
}

function nobody(request: Request, verb: string, name: string): Effect {
  return refusal(request, "no-such-client", `Cannot ${verb} "${name}": not here`);
}

function banText({ name, address, until }: Ban, { now }: Pick<HostFacts, "now">): string {
  const who = [name === undefined ? [] : `"${name}"`, address ?? []].flat().join(" and ");
  if (until === null) return `${who}, for ever`;
  return `${who}, for ${durationText(until - now())}, until ${localMinute(until)}`;
}

function notice(text: string, { now }: Pick<HostFacts, "now">) {
  return { type: "notice", at: now(), text } as const;
}
