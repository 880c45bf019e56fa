// What a guest asks for becomes a word to the room, or is answered at once; and what of it the log shows.
import type { Command } from "../protocol/messages.ts";
import { typedForm } from "../protocol/parse.ts";
import { HOST } from "../room/client.ts";
import type { Effect, Tag } from "../room/effects.ts";
import type { Room } from "../room/room.ts";
import type { Connection } from "./connection.ts";
import type { Input } from "./dialects/dialect.ts";
import { hostOutcome } from "./host-log.ts";
import { calledBy, factsOf, type Log } from "./log.ts";

export interface InputMeans {
  room: Room;
  log: Pick<Log, "info">;
  /** Carries out what the room decided. */
  perform(effects: readonly Effect[]): void;
  /** The same, where answers are for nobody once the guest goes on, on another connection. */
  answer(connection: Connection, effects: readonly Effect[]): void;
}

/** Takes what a guest asks for. */
export function takeInput(connection: Connection, input: Input, means: InputMeans): void {
  const { number } = connection;
  if (number < 0 && !canReturn(connection, input)) return connection.turnAway();
  const from = number === HOST ? "The host" : `Received from ${calledBy(number)}`;
  const received = (what: string) => means.log.info(`${from}: ${what}`, factsOf(number));
  switch (input.input) {
    case "command":
      received(loggedForm(connection, input.command, means.room));
      return handle(connection, input.tag, input.command, means);
    case "refused":
      received(`(refused) ${input.refusal.message}`);
      return connection.tell({ type: "error", ...input.refusal }, input.tag);
    case "broken":
      received(`(broken off) ${input.refusal.message}`);
      return connection.letGo(input.refusal);
    case "ping":
      return connection.tell({ type: "pong" }, input.tag);
    case "chunk": {
      const refusal = connection.reception.chunk(input.transfer, input.data);
      if (refusal) connection.tell({ type: "error", ...refusal }, input.transfer || undefined);
      return;
    }
    case "nothing":
    case "settled":
      return;
    case "opened":
      if (connection.dialect) means.perform(means.room.greet(number, connection.dialect.name));
      return;
  }
}

/** Whether somebody for whom there is no place asks for what it can: to come back, in frames. */
function canReturn({ dialect }: Connection, input: Input): boolean {
  if (dialect?.name !== "frames") return false;
  if (input.input === "opened" || input.input === "broken") return true;
  return input.input === "command" && ["resume", "exit"].includes(input.command.type);
}

/** A name given at the door is logged as it was typed there: alone. */
function loggedForm({ number }: Connection, command: Command, room: Room): string {
  if (number === HOST && command.type === "nick") return "(comes in)";
  const isFirstName = command.type === "nick" && room.stage(number) === "name";
  return isFirstName ? command.name : typedForm(command);
}

function handle(connection: Connection, tag: Tag, command: Command, means: InputMeans): void {
  const { number } = connection;
  const effects = means.room.handle(number, tag, command);
  if (number === HOST) for (const line of hostOutcome(command, effects)) means.log.info(line);
  const isStored = effects.some(({ effect }) => effect === "store");
  if (isStored) return means.perform(effects);
  // Talk that is refused at once stands behind talk that is on its way to be stored.
  connection.holds.afterwards(() => means.answer(connection, effects));
}
