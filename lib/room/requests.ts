// What somebody with a name asks for: one row a command, and who answers it.
import { helpLines } from "../protocol/commands.ts";
import { HOST_COMMANDS } from "../protocol/host-commands.ts";
import type { Command } from "../protocol/messages.ts";
import { HOST } from "./client.ts";
import type { ClientCache } from "./clients.ts";
import type { Effect } from "./effects.ts";
import { hostEffects, isHostCommand, type HostFacts } from "./host.ts";
import { lookBack } from "./looking-back.ts";
import { mutedRefusal, type Mutes } from "./mutes.ts";
import { statusPages, whoPages } from "./pages.ts";
import { ack, refusal, reply, type Request } from "./replies.ts";
import type { ShelfRules } from "./shelf-rules.ts";
import type { Talk } from "./talk.ts";

/** What is asked on the way in or out, and not of somebody who is here. */
export type DoorCommand = Extract<Command, { type: "exit" | "nick" | "resume" | "password" }>;

export interface RequestFacts {
  clients: ClientCache;
  shelf: ShelfRules;
  talk: Talk;
  host: HostFacts;
  now: () => number;
}

/** What a request of somebody here, by that name, brings about. */
export function requestEffects(
  request: Request,
  name: string,
  command: Exclude<Command, DoorCommand>,
  facts: RequestFacts,
): Effect[] {
  const { client, tag } = request;
  const { clients, shelf, talk, host, now } = facts;
  const to = client.number;
  if (isHostCommand(command)) {
    if (to === HOST) return hostEffects(request, command, host);
    return [refusal(request, "host-only", `Cannot ${command.type}: the host alone can`)];
  }
  switch (command.type) {
    case "say":
    case "msg":
      return unlessMuted(request, "Cannot send it", host.mutes, now(), () =>
        talk.say(request, name, command),
      );
    case "history":
    case "search":
      return lookBack(request, command);
    case "status":
      return [ack(request), { effect: "pages", to, tag, pages: statusPages(clients) }];
    case "who":
      return [ack(request), { effect: "pages", to, tag, pages: whoPages(clients) }];
    case "list":
      return [ack(request), { effect: "list", to, tag }];
    case "get": {
      const { file, have } = command;
      return [ack(request), { effect: "get", to, tag, file, ...(have ? { have } : {}) }];
    }
    case "about":
      return [ack(request), { effect: "about", to, tag, file: command.file }];
    case "put":
      return unlessMuted(request, "Cannot put it", host.mutes, now(), () =>
        shelf.put(request, command),
      );
    case "rm":
      return shelf.remove(request, command.file);
    case "cancel":
      return [ack(request), { effect: "cancel", to, transfer: command.transfer }];
    case "help": {
      const lines = helpLines(command.command, to === HOST ? HOST_COMMANDS : []);
      return [ack(request), reply(request, { type: "help", lines })];
    }
  }
}

/** What everyone hears of, who is muted cannot have done; `cannot` begins the sentence that says so. */
export function unlessMuted(
  request: Request,
  cannot: string,
  mutes: Mutes,
  now: number,
  effects: () => Effect[],
): Effect[] {
  const until = mutes.until(request.client, now);
  return until === undefined ? effects() : [mutedRefusal(request, cannot, until, now)];
}
