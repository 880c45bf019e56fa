// How the room says what it decided: small makers of effects.
import type { ErrorCode } from "../protocol/errors.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import type { Client } from "./client.ts";
import type { Effect, Tag } from "./effects.ts";

/** One request of one client, with the tag that its answers bear. */
export interface Request {
  client: Client;
  tag: Tag;
  /** How often the client had come back when it asked. */
  returns: number;
}

/** The answer to a request of a while ago; nothing where the client asks on another connection since, by other tags. */
export function answer(request: Request, message: ServerMessage): Effect[] {
  return request.returns === request.client.returns ? [reply(request, message)] : [];
}

export function reply({ client, tag }: Request, message: ServerMessage): Effect {
  return { effect: "reply", to: client.number, tag, message };
}

export function ack(request: Request): Effect {
  return reply(request, { type: "ack" });
}

export function refusal(request: Request, code: ErrorCode, message: string): Effect {
  return reply(request, { type: "error", code, message });
}

export function tell(to: number, message: ServerMessage): Effect {
  return { effect: "tell", to, message };
}

export function relay(message: ServerMessage, except?: number): Effect {
  return { effect: "relay", message, ...(except === undefined ? {} : { except }) };
}

export function close(client: Client): Effect {
  return { effect: "close", to: client.number };
}
