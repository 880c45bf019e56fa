// The client in scripts and pipes: join, do one thing, leave, and tell by the exit code how it went.
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { CONNECT_MS, OWN_NAMES } from "../protocol/limits.ts";
import type { Command } from "../protocol/messages.ts";
import { ACTIONS, sayLines, type Job } from "./actions.ts";
import { nameProblem } from "../protocol/names.ts";
import { connect } from "./connect.ts";
import type { Interruptible } from "./endings.ts";
import { Failure, toFailure } from "./failure.ts";
import { hearing } from "./history-actions.ts";
import type { Output } from "./output.ts";
import { admit, passwordGiven } from "./password.ts";
import type { Session } from "./session.ts";
import { trustFor } from "./security.ts";
import { rangeOf, type Plan } from "./settings.ts";

/** Does what the plan says, or says the lines of `input`; resolves with the exit code. */
export async function runHeadless(
  plan: Plan,
  output: Output,
  input: AsyncIterable<string>,
  env: Record<string, string | undefined>,
  guarded: Interruptible = {},
): Promise<ExitCode> {
  try {
    const given = await passwordGiven(plan.settings, env);
    const trust = await trustFor(plan.address, plan.settings, env);
    const connected = await connect(plan.address, Date.now, CONNECT_MS, undefined, trust);
    await using session = connected.session;
    if (connected.remark !== undefined) output.note(connected.remark);
    guarded.session = session;
    session.expectProgress(); // nobody looks on who could stop it
    const { settings, words } = plan;
    const range = rangeOf(plan);
    const key = () => Bun.randomUUIDv7();
    const job: Job = { session, output, settings, words, range, now: Date.now, key };
    // Before it joins: what was said earlier may come right behind the welcome.
    session.listen(plan.action === "tail" ? hearing(job) : () => {});
    const { insecure } = settings;
    await admit(connected, { address: plan.address, isTls: trust !== undefined, insecure }, given);
    await join(session, settings.name, ownName(env), earlierOf(plan));
    return plan.action ? await ACTIONS[plan.action].run(job) : await sayLines(job, input);
  } catch (error) {
    const failure = toFailure(error);
    output.fail(failure.message);
    return failure.exit;
  }
}

/** The name of who runs this, where it can be one. */
function ownName(env: Record<string, string | undefined>): string {
  const user = env["USER"] ?? env["USERNAME"] ?? "";
  return nameProblem(user) ? "guest" : user;
}

/** What is to be heard of what was said before: only a tail asks for any. */
function earlierOf({ action, settings: { since } }: Plan): Earlier {
  return action === "tail" && since !== undefined ? { since } : { replay: 0 };
}

type Earlier = Pick<Extract<Command, { type: "nick" }>, "since" | "replay">;

/** Takes the name that was asked for, or one made from the user's where none was. */
async function join(
  session: Session,
  wanted: string | undefined,
  user: string,
  earlier: Earlier,
): Promise<void> {
  // Nobody comes back from here, however this ends: no name and no place is to be held.
  const passing = { ...earlier, session: false } as const;
  if (wanted !== undefined) return session.request({ type: "nick", name: wanted, ...passing });
  for (let number = 1; number <= OWN_NAMES; number++) {
    const name = number === 1 ? user : `${user}-${number}`;
    try {
      return await session.request({ type: "nick", name, ...passing });
    } catch (error) {
      if (toFailure(error).refusal?.code !== "name-taken") throw error;
    }
  }
  throw new Failure(EXIT.refused, `Cannot join as "${user}": so many are here already; use --name`);
}
