// What happens in the room as lines for people. Marks and words carry each meaning; colours only repeat it.
import pc from "picocolors";
import type { Message, ServerMessage } from "../../protocol/messages.ts";
import { bytesText } from "../../protocol/sizes.ts";
import type { Paint } from "./colours.ts";
import { clockText } from "./days.ts";
import { paragraph, type Line, type Paragraph } from "./line.ts";
import { mentions, paintMentions } from "./mentions.ts";

/** What the look of lines depends on. */
export interface Look {
  /** Our name, by which we are mentioned; "" is never mentioned. */
  me: () => string;
  /** Whether each line begins with its time. */
  times: () => boolean;
  colourOf: (name: string) => Paint;
}

/** For where nobody chats: no times, no name's colour, nobody who is mentioned. */
export const PLAIN_LOOK: Look = { me: () => "", times: () => false, colourOf: () => String };

/** What stands before a line, asked whenever the line is laid out. */
export type Stamp = () => string;

/** Own words: talk, an action or, with `to`, a direct message. */
export interface Words {
  text: string;
  action?: true | undefined;
  to?: string | undefined;
}

/** The line that shows what the server said unasked, or undefined where there is nothing to show. */
export function eventLine(message: ServerMessage, look: Look): Line | undefined {
  switch (message.type) {
    case "said":
      return saidLine(message, look, stampOf(message.at, look));
    case "told": {
      const { from, to, text } = message;
      // Only to its own sender it says whom it was for.
      const who = to === undefined ? `${from} to you` : `you to ${to}`;
      return directLine(who, text, stampOf(message.at, look));
    }
    case "joined":
      return noticeLine(`${message.name} joined`, stampOf(message.at, look));
    case "left":
      return noticeLine(`${message.name} left`, stampOf(message.at, look));
    case "renamed":
      return noticeLine(`${message.from} is now ${message.to}`, stampOf(message.at, look));
    case "added": {
      const { name, file, size } = message;
      return noticeLine(`${name} added ${file} (${bytesText(size)})`, stampOf(message.at, look));
    }
    case "removed":
      return noticeLine(`${message.name} removed ${message.file}`, stampOf(message.at, look));
    case "notice":
      return stamped(stampOf(message.at, look), pc.bold("* "), {
        text: message.text,
        paint: pc.bold,
      });
    case "error":
      return errorLine(message.message);
    default:
      return undefined;
  }
}

/** Own words at their place in the room. `at` is milliseconds since the epoch. */
export function ownLine(words: Words, look: Look, at: number): Line {
  const { text, action, to } = words;
  if (to !== undefined) return directLine(`you to ${to}`, text, stampOf(at, look));
  return saidLine({ from: look.me(), text, action }, look, stampOf(at, look));
}

/** Own words on their way. */
export function pendingLine(words: Words, look: Look): Line {
  const { text, action, to } = words;
  const me = look.me();
  const head = to !== undefined ? `→ you to ${to}: ` : action ? `~ ${me} ` : `${me}: `;
  return paragraph({ head: pc.dim(`… ${head}`), text, paint: pc.dim });
}

/** Own words that were refused, or of which nobody knows whether they arrived, and why. */
export function failedLine(text: string, fate: "refused" | "unknown", reason: string): Line {
  const what = fate === "refused" ? "not sent" : "perhaps not sent";
  return paragraph({ head: pc.red("✗ "), text: `${what}: ${text}\n${reason}`, paint: pc.red });
}

/** Why something was not done. */
export function errorLine(message: string): Line {
  return paragraph({ text: message, paint: pc.red });
}

/** A remark of the room or of our own, behind what stampOf() says. */
export function noticeLine(text: string, stamp: Stamp = () => ""): Line {
  return stamped(stamp, pc.dim("* "), { text, paint: pc.dim });
}

/** Says the clock of that time, milliseconds since the epoch, while times are shown. */
export function stampOf(at: number, look: Look): Stamp {
  return () => (look.times() ? pc.dim(`${clockText(at)} `) : "");
}

/** A paragraph behind a stamp. */
function stamped(stamp: Stamp, head: string, rest: Omit<Paragraph, "head">): Line {
  return (columns) => paragraph({ ...rest, head: stamp() + head })(columns);
}

type Said = Pick<Message<"said">, "from" | "text" | "action">;

/** Talk or an action; `paint` styles its rows, and else our name is marked in them. */
export function saidLine(said: Said, look: Look, stamp: Stamp, paint?: Paint): Line {
  const { from, text, action } = said;
  const me = look.me();
  const mentioned = from !== me && mentions(text, me);
  const name = pc.bold(look.colourOf(from)(from));
  const mark = mentioned ? pc.bold("» ") : "";
  const head = mark + (action ? `~ ${name} ` : `${name}: `);
  if (paint) return stamped(stamp, head, { text, paint });
  if (!mentioned) return stamped(stamp, head, { text });
  return stamped(stamp, head, { text, paint: (row) => paintMentions(row, me, highlight) });
}

/** A direct message; `who` says of whom and to whom it is, `paint` styles its rows. */
export function directLine(who: string, text: string, stamp: Stamp, paint: Paint = String): Line {
  return stamped(stamp, pc.magenta(`→ ${who}: `), { text, paint });
}

/** How a part of a text looks that is looked for: our name, or the words of a search. */
export function highlight(part: string): string {
  return pc.bold(pc.inverse(part));
}
