// The client in scripts and pipes: join, do one thing, leave, and tell by the exit code how it went.
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { OWN_NAMES } from "../protocol/limits.ts";
import { ACTIONS, sayLines, type Job } from "./actions.ts";
import { nameProblem } from "../protocol/names.ts";
import { connect } from "./connect.ts";
import type { Interruptible } from "./endings.ts";
import { Failure, toFailure } from "./failure.ts";
import type { Output } from "./output.ts";
import type { Session } from "./session.ts";
import type { Plan } from "./settings.ts";

/** Does what the plan says, or says the lines of `input`; resolves with the exit code. */
export async function runHeadless(
  plan: Plan,
  output: Output,
  input: AsyncIterable<string>,
  env: Record<string, string | undefined>,
  guarded: Interruptible = {},
): Promise<ExitCode> {
  try {
    await using session = (await connect(plan.address, Date.now)).session;
    guarded.session = session;
    await join(session, plan.settings.name, ownName(env));
    if (plan.action !== "tail") session.listen(() => {});
    const { settings, words } = plan;
    const job: Job = { session, output, settings, words, now: Date.now };
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

/** Takes the name that was asked for, or one made from the user's where none was. */
async function join(session: Session, wanted: string | undefined, user: string): Promise<void> {
  if (wanted !== undefined) return session.request({ type: "nick", name: wanted });
  for (let number = 1; number <= OWN_NAMES; number++) {
    const name = number === 1 ? user : `${user}-${number}`;
    try {
      return await session.request({ type: "nick", name });
    } catch (error) {
      if (toFailure(error).refusal?.code !== "name-taken") throw error;
    }
  }
  throw new Failure(EXIT.refused, `Cannot join as "${user}": so many are here already; use --name`);
}
