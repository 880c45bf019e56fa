// The interactive client, in clack's look: connect, take a name, talk, say goodbye.
import * as clack from "@clack/prompts";
import pc from "picocolors";
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { connect, type Address } from "./connect.ts";
import { Conversation } from "./conversation.ts";
import { guardTerminal, type Interruptible } from "./endings.ts";
import { toFailure } from "./failure.ts";
import { takeName } from "./naming.ts";
import type { Plan } from "./settings.ts";

/** Chats as the plan says; resolves with the exit code. */
export async function runChat(
  { address, settings }: Plan,
  guarded: Interruptible,
): Promise<ExitCode> {
  guardTerminal();
  clack.intro(pc.inverse(" Parlor "));
  try {
    const connected = await connectShown(address);
    await using session = connected.session;
    guarded.session = session;
    const { name, motd } = await takeName(session, settings.name);
    clack.log.success(`You are ${name}. /help shows what you can do.`);
    if (motd) clack.log.message(motd);
    const facts = { name, number: connected.hello.client, out: settings.out };
    await new Conversation(session, facts).run();
    clack.outro("Goodbye");
    return EXIT.ok;
  } catch (error) {
    const failure = toFailure(error);
    clack.cancel(failure.message);
    return failure.exit;
  }
}

async function connectShown(address: Address): ReturnType<typeof connect> {
  const spinner = clack.spinner();
  // Clack takes Ctrl-C here and exits with 0, as if all had been done.
  const interrupted = () => (process.exitCode = EXIT.interrupted);
  process.once("exit", interrupted);
  spinner.start(`Connecting to ${address.host}:${address.port}`);
  try {
    const connected = await connect(address, Date.now);
    spinner.stop(`Connected to ${connected.hello.room}`);
    return connected;
  } catch (error) {
    spinner.error("Not connected");
    throw error;
  } finally {
    process.off("exit", interrupted);
  }
}
