// The question for a name on a screen: clack's own text prompt.

import * as clack from "@clack/prompts";
import type { ReadStream } from "node:tty";
import { withKeys } from "../terminal/asking.ts";
import type { NameAsker } from "./naming.ts";
import type { TerminalOut } from "../terminal/terminal.ts";
import { paragraph } from "../view/line.ts";

// Clack's guide, and the space behind it.
const GUIDE_COLUMNS = 3;

/** A text broken at words to stand beside clack's guide, which clack would break anywhere. */
export function besideGuide(text: string, { columns }: TerminalOut): string {
  return paragraph({ text })(Math.max(1, columns - GUIDE_COLUMNS)).join("\n");
}

/** Asks with clack, which lets the person change the suggested name. */
export function promptedNames(input: ReadStream, output: TerminalOut): NameAsker {
  return {
    async ask({ suggested, problem, signal }) {
      const answer = await withKeys({ input, signal }, "nothing", (keys, over) =>
        clack.text({
          message: "Your name?",
          initialValue: suggested,
          validate: (text) => problem(text ?? ""),
          input: keys,
          output,
          signal: over,
        }),
      );
      return clack.isCancel(answer) ? undefined : answer.trim();
    },
    refuse: (why) => clack.log.warn(besideGuide(why, output), { output }),
  };
}
