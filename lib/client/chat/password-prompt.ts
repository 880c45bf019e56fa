// The question for the room's password: on a screen clack's own prompt, which shows marks; else a line that is not shown.
import * as clack from "@clack/prompts";
import type { ReadStream } from "node:tty";
import { passwordProblem } from "../../protocol/password.ts";
import { withKeys } from "../terminal/asking.ts";
import { hideTyping } from "../terminal/echo.ts";
import type { TerminalOut } from "../terminal/terminal.ts";
import type { TypedLines } from "../terminal/typed-lines.ts";
import type { PasswordAsker } from "../password.ts";
import { besideGuide } from "./name-prompt.ts";
import { nextUnless } from "./naming.ts";

const QUESTION = "The room's password?";

/** Asks with clack. */
export function promptedPassword(input: ReadStream, output: TerminalOut): PasswordAsker {
  return {
    async ask(signal) {
      const answer = await withKeys({ input, signal }, "nothing", (keys, over) =>
        clack.password({
          message: QUESTION,
          validate: (text) => problemOf(text ?? ""),
          input: keys,
          output,
          signal: over,
        }),
      );
      return clack.isCancel(answer) ? undefined : answer;
    },
    refuse: (why) => clack.log.warn(besideGuide(why, output), { output }),
  };
}

/** Asks in lines that are only appended; `hide` has the terminal not show what is typed, if it can. */
export function plainPassword(
  lines: TypedLines,
  out: TerminalOut,
  hide = hideTyping,
): PasswordAsker {
  return {
    async ask(signal) {
      for (;;) {
        const show = hide();
        out.write(`${QUESTION} ${show ? "It is not shown" : "It is shown as you type it"}\n`);
        const line = await nextUnless(signal, lines).finally(show);
        if (line === undefined) return undefined;
        const why = problemOf(line);
        if (!why) return line;
        out.write(`${why}\n`);
      }
    },
    refuse: (why) => void out.write(`${why}\n`),
  };
}

function problemOf(text: string): string | undefined {
  const problem = passwordProblem(text);
  return problem && `Cannot be the password: ${problem}`;
}
