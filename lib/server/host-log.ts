// What the host does, for the log: what was asked, and what came of it.
import type { Command } from "../protocol/messages.ts";
import type { Effect } from "../room/effects.ts";
import { isHostCommand } from "../room/host.ts";

/** What came of a command that the host alone has, in words; nothing where it only asks, or others have it too. */
export function hostOutcome(command: Command, effects: readonly Effect[]): string[] {
  if (!isHostCommand(command) || isQuestion(command)) return [];
  const outcomes = effects.flatMap((effect) => {
    const message = "message" in effect ? effect.message : undefined;
    if (message?.type === "error") return [message.message];
    return message?.type === "notice" ? [message.text] : [];
  });
  return outcomes.map((each) => `The host's /${command.type}: ${each.replaceAll("\n", " ⏎ ")}`);
}

function isQuestion(command: Command): boolean {
  if (command.type === "ban") return command.who === undefined;
  return command.type === "motd" && command.text === undefined;
}
