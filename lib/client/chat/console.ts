// The host's console: the chat of our client on the server's own terminal, with the host's commands.
import pc from "picocolors";
import { QUIT_MS } from "../../protocol/limits.ts";
import type { Interruptible } from "../endings.ts";
import { Failure } from "../failure.ts";
import { abilitiesOf, columnsOf, terminalOut } from "../terminal/abilities.ts";
import { History } from "../terminal/history.ts";
import { PlainPrompt } from "../terminal/plain.ts";
import { ChatPrompt } from "../terminal/prompt.ts";
import type { Question, Surface, Typist } from "../terminal/surface.ts";
import { attempt, restoreTerminal, type TerminalOut } from "../terminal/terminal.ts";
import { TypedLines } from "../terminal/typed-lines.ts";
import { NameColours } from "../view/colours.ts";
import { paragraph, type Line } from "../view/line.ts";
import { CONSOLE_COMMANDS } from "./commands.ts";
import { Conversation } from "./conversation.ts";
import { takeHostPlace, type HostLineFacts } from "./host-line.ts";
import { every } from "./quiet.ts";

const LABEL = "host";
const LEAVE_END = "to close the room";

export interface ConsoleFacts extends HostLineFacts {
  /** Where we are: the room's name, and its address. */
  room: string;
  address: string;
  /** What it is shown on; the keyboard is process.stdin. */
  terminal: TerminalOut;
  /** The rows that are shown first; they may have colours. */
  opening: readonly string[];
  /** The folder for downloads. */
  out: string;
  /** The file that remembers what was typed; undefined remembers nothing. */
  history: string | undefined;
  /** Has a listener told whatever the host is to know beside the room, and of each whether nothing is wrong. */
  warned: (listener: (text: string, isNews: boolean) => void) => void;
  /** Where a Ctrl-C is asked about that the kernel makes a signal. */
  guarded: Pick<Interruptible, "onInterrupt">;
  /** Hears of a fault of ours; the terminal was given back. */
  crashed: (error: unknown) => void;
}

/** Is the host's console until the host leaves, its terminal is gone, or the server stops; the terminal is then as it was found. */
export async function runConsole(facts: ConsoleFacts): Promise<void> {
  const abilities = abilitiesOf(process.env);
  const { terminal } = facts;
  const out = terminalOut(abilities, terminal);
  const history = History.open(facts.history);
  // A terminal that is gone is told by the keyboard's end; what it can no longer show is lost.
  for (const each of [terminal, out]) each.on("error", () => {});
  let surface: Surface | undefined;
  const giveBack = () => {
    if (terminal.isStuck) return;
    attempt(() => surface?.quit());
    if (!abilities.plain) restoreTerminal(process);
  };
  const crash = (error: unknown) => {
    giveBack();
    facts.crashed(error);
  };
  process.on("exit", giveBack).on("uncaughtException", crash).on("unhandledRejection", crash);
  const columns = columnsOf(abilities, out);
  const open = (typist: Typist) =>
    abilities.plain
      ? plainSurface(typist, out, columns, facts)
      : screenSurface(typist, out, history);
  try {
    await using place = await takeHostPlace(facts);
    const { room, address, now } = facts;
    const colours = new NameColours(pc.isColorSupported ? process.stdout.getColorDepth() : 1);
    const chat = { room, address, out: facts.out, colours, now, every };
    const leaveQuestion = (others: number) => (facts.isClosing() ? undefined : question(others));
    const conversation = new Conversation(
      place,
      { ...chat, commands: CONSOLE_COMMANDS, leaveQuestion },
      (typist) => (surface = open(typist)),
    );
    for (const row of facts.opening) surface?.print(rowLine(row));
    let isOver = false;
    facts.warned((text, isNews) => {
      if (isOver) out.write(`${text}\n`);
      else if (isNews) surface?.print(paragraph({ head: "* ", text, paint: pc.dim }));
      else surface?.print(paragraph({ head: pc.yellow("! "), text, paint: pc.yellow }));
    });
    try {
      await conversation.run();
      out.write("Closing the room\n");
    } finally {
      isOver = true;
    }
  } catch (error) {
    if (error instanceof Failure) out.write(`${error.message}\n`);
    else crash(error);
  } finally {
    const draft = surface?.draft ?? "";
    if (draft !== "") history.add(draft);
    await shown(terminal);
    process.off("uncaughtException", crash).off("unhandledRejection", crash);
  }
}

/** Waits until the terminal has taken all that was written, but not for long. */
async function shown(terminal: TerminalOut): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  terminal.write("", () => resolve());
  await Promise.race([promise, Bun.sleep(QUIT_MS)]);
}

/** Leaving is more here than elsewhere. */
function question(others: number): Question {
  const here = others === 1 ? "1 guest is" : `${others} guests are`;
  const hint = others === 0 ? "nobody else is here" : `${here} here, and told so`;
  return {
    message: "Close the room?",
    choices: [
      { value: "leave", label: "Close it", hint },
      { value: "stay", label: "Stay" },
    ],
  };
}

function screenSurface(typist: Typist, out: TerminalOut, history: History): Surface {
  return new ChatPrompt({ label: LABEL, history, typist, leaveEnd: LEAVE_END, out });
}

function plainSurface(
  typist: Typist,
  out: TerminalOut,
  columns: () => number,
  { guarded }: ConsoleFacts,
): Surface {
  const surface = new PlainPrompt(
    typist,
    { lines: new TypedLines(process.stdin), out, columns },
    LEAVE_END,
  );
  guarded.onInterrupt = () => surface.interrupt();
  return surface;
}

/** A row that is laid out already; where it is too long for the screen it goes on in another. */
function rowLine(row: string): Line {
  return (columns) =>
    columns === Infinity
      ? [row]
      : Bun.wrapAnsi(row, Math.max(1, columns), { hard: true, trim: false }).split("\n");
}
