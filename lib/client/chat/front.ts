// What surrounds a chat, from the first word to the last: in clack's look on a screen, or in plain lines.
import * as clack from "@clack/prompts";
import pc from "picocolors";
import { EXIT } from "../../protocol/exits.ts";
import { addressText, type Address } from "../../protocol/address.ts";
import { CONNECT_MS } from "../../protocol/limits.ts";
import { connect } from "../connect.ts";
import type { Interruptible } from "../endings.ts";
import type { History } from "../terminal/history.ts";
import { paragraph } from "../view/line.ts";
import { besideGuide, promptedNames } from "./name-prompt.ts";
import { plainNames, type NameAsker } from "./naming.ts";
import type { PasswordAsker } from "../password.ts";
import { plainPassword, promptedPassword } from "./password-prompt.ts";
import { PlainPrompt } from "../terminal/plain.ts";
import { ChatPrompt } from "../terminal/prompt.ts";
import type { Surface, Typist } from "../terminal/surface.ts";
import type { TerminalOut } from "../terminal/terminal.ts";
import { TypedLines } from "../terminal/typed-lines.ts";
import type { Trust } from "../trust.ts";

type Connecting = ReturnType<typeof connect>;

export interface Front {
  /** Connects, shows that it does, and by what the server is known where that is new. @throws Failure */
  connect(address: Address, trust?: Trust): Connecting;
  /** Asks for the room's password. */
  passwords: PasswordAsker;
  /** Asks for names. */
  names: NameAsker;
  /** Makes what the chat in a room is shown on, and typed into behind a label. */
  open(label: string, room: string, typist: Typist): Surface;
  /** The two kinds of last words. */
  end(text: string): void;
  fail(text: string): void;
}

/** In clack's look, for a terminal that can be drawn on. */
export function screenFront(out: TerminalOut, history: History): Front {
  const output = { output: out };
  // Behind the guide's end nothing of it goes on below.
  const last = (text: string) => besideGuide(text, out).replaceAll("\n", "\n   ");
  const guide = pc.gray(clack.S_BAR);
  let remark: string | undefined;
  clack.intro(pc.inverse(" Parlor "), output);
  return {
    async connect(address, trust) {
      const connected = await connectSpinning(address, trust, out);
      remark = connected.remark;
      if (remark !== undefined) clack.log.info(besideGuide(remark, out), output);
      return connected;
    },
    passwords: promptedPassword(process.stdin, out),
    names: promptedNames(process.stdin, out),
    open(label, room, typist) {
      const prompt = new ChatPrompt({ label, history, typist, out });
      // The chat begins on an empty screen: what stood there goes on in its room.
      prompt.print(() => [`${pc.gray(clack.S_BAR_START)}  ${pc.inverse(" Parlor ")}`, guide]);
      const head = `${pc.green(clack.S_STEP_SUBMIT)}  `;
      prompt.print(paragraph({ head, text: `Connected to ${room}` }));
      // Where nothing was asked, this is the only place where it can be read.
      if (remark !== undefined) prompt.print(paragraph({ head: "!  ", text: remark }));
      prompt.print(() => [guide]);
      return prompt;
    },
    end: (text) => clack.outro(last(text), output),
    fail: (text) => clack.cancel(last(text), output),
  };
}

/** In lines that are only ever appended, fitted to a width where `columns` tells one, or in full (Infinity). */
export function plainFront(out: TerminalOut, columns: () => number, guarded: Interruptible): Front {
  const lines = new TypedLines(process.stdin);
  // A terminal that is gone is told by the keyboard's end; what it can no longer show is lost.
  out.on("error", () => {});
  const tell = (text: string) => void out.write(`${text}\n`);
  return {
    async connect(address, trust) {
      tell(`Connecting to ${addressText(address)}`);
      const connected = await connect(address, Date.now, CONNECT_MS, undefined, trust);
      tell(`Connected to ${connected.hello.room}`);
      if (connected.remark !== undefined) tell(connected.remark);
      return connected;
    },
    passwords: plainPassword(lines, out),
    names: plainNames(lines, out),
    open(_label, _room, typist) {
      const surface = new PlainPrompt(typist, { lines, out, columns });
      guarded.onInterrupt = () => surface.interrupt();
      return surface;
    },
    end: tell,
    fail: tell,
  };
}

async function connectSpinning(
  address: Address,
  trust: Trust | undefined,
  output: TerminalOut,
): Connecting {
  const spinner = clack.spinner({ output });
  // Clack takes Ctrl-C here and exits with 0, as if all had been done.
  const interrupted = () => (process.exitCode = EXIT.interrupted);
  process.once("exit", interrupted);
  spinner.start(`Connecting to ${addressText(address)}`);
  try {
    const connected = await connect(address, Date.now, CONNECT_MS, undefined, trust);
    spinner.stop(`Connected to ${connected.hello.room}`);
    return connected;
  } catch (error) {
    spinner.error("Not connected");
    throw error;
  } finally {
    process.off("exit", interrupted);
  }
}
