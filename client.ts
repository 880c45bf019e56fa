#!/usr/bin/env bun
// Parlor's client: chats in a terminal, works in scripts. `bun client.ts --help` shows how.
import { abilitiesOf, terminalOut } from "./lib/client/terminal/abilities.ts";
import { runChat } from "./lib/client/chat/chat.ts";
import { guardSignals } from "./lib/client/endings.ts";
import { runHeadless } from "./lib/client/headless.ts";
import { createOutput } from "./lib/client/output.ts";
import { checkChat, clientHelp, readPlan, type Plan } from "./lib/client/settings.ts";
import type { TerminalOut } from "./lib/client/terminal/terminal.ts";
import { EXIT, type ExitCode } from "./lib/protocol/exits.ts";
import { UsageError } from "./lib/protocol/settings.ts";
import { version } from "./package.json";

const code = await run();
// An open standard input would keep the process alive; what was printed leaves first.
process.stdout.write("", () => process.exit(code));

async function run(): Promise<ExitCode> {
  try {
    return await carryOut(readPlan(Bun.argv.slice(2), process.env));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return EXIT.usage;
  }
}

async function carryOut(plan: Plan): Promise<ExitCode> {
  const { help, version: wantsVersion } = plan.settings;
  if (help || wantsVersion) {
    console.log(help ? clientHelp() : `parlor ${version}`);
    return EXIT.ok;
  }
  const isChat = plan.action === undefined && process.stdin.isTTY && process.stdout.isTTY;
  if (isChat) checkChat(plan);
  const guarded = guardSignals();
  if (isChat) return runChat(plan, guarded);
  const abilities = abilitiesOf(process.env);
  const shown = (out: TerminalOut) => (out.isTTY ? terminalOut(abilities, out) : out);
  const settings = { ...plan.settings, plain: abilities.plain };
  const output = createOutput(settings, shown(process.stdout), shown(process.stderr));
  return runHeadless(plan, output, console, process.env, guarded);
}
