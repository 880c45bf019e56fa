#!/usr/bin/env bun
// Parlor's client: chats in a terminal, works in scripts. `bun client.ts --help` shows how.
import { runChat } from "./lib/client/chat.ts";
import { runHeadless } from "./lib/client/headless.ts";
import { createOutput } from "./lib/client/output.ts";
import { clientHelp, readPlan, type Plan } from "./lib/client/settings.ts";
import { EXIT, type ExitCode } from "./lib/protocol/exits.ts";
import { UsageError } from "./lib/protocol/settings.ts";
import { version } from "./package.json";

try {
  process.exitCode = await run(readPlan(Bun.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = EXIT.usage;
}

async function run(plan: Plan): Promise<ExitCode> {
  const output = createOutput(plan.settings);
  const isChat = plan.action === undefined && process.stdin.isTTY && process.stdout.isTTY;
  if (plan.settings.help) return output.text(clientHelp());
  if (plan.settings.version) return output.text(`parlor ${version}`);
  return isChat ? runChat(plan) : runHeadless(plan, output, console, process.env);
}
