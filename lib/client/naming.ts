// Asking for a name until the server accepts one.
import * as clack from "@clack/prompts";
import type { Key } from "node:readline";
import { EXIT } from "../protocol/exits.ts";
import type { Message } from "../protocol/messages.ts";
import { nameProblem } from "../protocol/names.ts";
import { Failure, toFailure } from "./failure.ts";
import type { Session } from "./session.ts";

const ASK_AGAIN = new Set(["name-taken", "name-refused"]);

/**
 * The server's welcome, under the wanted name or one that is asked for. The server's refusals are shown.
 * @throws Failure where the session ends, or the person gives up
 */
export async function takeName(
  session: Session,
  wanted: string | undefined,
): Promise<Message<"welcome">> {
  let name = wanted ?? (await askName(session, ""));
  for (;;) {
    try {
      return await requestName(session, name);
    } catch (error) {
      const { refusal, message } = toFailure(error);
      if (!refusal || !ASK_AGAIN.has(refusal.code)) throw error;
      clack.log.warn(message);
      name = await askName(session, name);
    }
  }
}

async function requestName(session: Session, name: string): Promise<Message<"welcome">> {
  let welcome: Message<"welcome"> | undefined;
  await session.request(
    { type: "nick", name },
    { message: (message) => void (message.type === "welcome" && (welcome = message)) },
  );
  if (!welcome) throw new Failure(EXIT.network, "Cannot join: the server did not welcome us");
  return welcome;
}

async function askName(session: Session, initialValue: string): Promise<string> {
  const giveUp = new AbortController();
  // Clack's prompt hangs for good on Ctrl-D: readline closes under it, and nothing resolves it.
  const onKey = (_text: string | undefined, key: Key | undefined) => {
    if (key?.ctrl && key.name === "d") queueMicrotask(() => giveUp.abort());
  };
  void session.ended.then(() => giveUp.abort());
  process.stdin.on("keypress", onKey);
  try {
    const answer = await clack.text({
      message: "Your name?",
      initialValue,
      signal: giveUp.signal,
      validate: (text) => problemOf(text ?? ""),
    });
    if (session.failure) throw session.failure;
    if (clack.isCancel(answer)) throw new Failure(EXIT.interrupted, "Cancelled");
    return answer.trim();
  } finally {
    process.stdin.off("keypress", onKey);
  }
}

function problemOf(text: string): string | undefined {
  const problem = nameProblem(text.trim());
  return problem && `Cannot use this as a name: ${problem}`;
}
