// The interactive client: connect, take a name, talk, say goodbye.
import { join } from "node:path";
import pc from "picocolors";
import { EXIT, type ExitCode } from "../../protocol/exits.ts";
import { abilitiesOf, terminalOut } from "../terminal/abilities.ts";
import { NameColours } from "../view/colours.ts";
import { addressText } from "../../protocol/address.ts";
import { Conversation } from "./conversation.ts";
import { guardTerminal, type Interruptible } from "../endings.ts";
import { toFailure } from "../failure.ts";
import { plainFront, screenFront } from "./front.ts";
import { History } from "../terminal/history.ts";
import { takeName } from "./naming.ts";
import { every } from "./quiet.ts";
import type { Plan } from "../settings.ts";
import { stateFolder } from "../state.ts";
import type { Surface } from "../terminal/surface.ts";

/** Chats as the plan says; resolves with the exit code. */
export async function runChat(
  { address, settings }: Plan,
  guarded: Interruptible,
): Promise<ExitCode> {
  const abilities = abilitiesOf(process.env);
  const out = terminalOut(abilities, process.stdout);
  const state = settings.private ? undefined : stateFolder(process.env);
  const history = History.open(state && join(state, "history"));
  let surface: Surface | undefined;
  const draft = () => surface?.draft ?? "";
  const keep = (line: string) => history.add(line);
  guardTerminal({ abilities, draft, keep, log: state && join(state, "crash.log") });

  const columns = () => (abilities.spoken ? Infinity : out.columns || Infinity);
  const front = abilities.plain ? plainFront(out, columns, guarded) : screenFront(out, history);
  try {
    const connected = await front.connect(address);
    await using session = connected.session;
    guarded.session = session;
    const { name, motd, uploads } = await takeName(session, settings.name, front.names);
    const { room, client: number } = connected.hello;
    const where = { room, address: addressText(address), out: settings.out };
    const colours = new NameColours(pc.isColorSupported ? process.stdout.getColorDepth() : 1);
    const conversation = new Conversation(
      session,
      { name, number, motd, uploads: uploads === true, ...where, colours, now: Date.now, every },
      (typist) => (surface = front.open(name, room, typist)),
    );
    await conversation.run();
    front.end("Goodbye");
    return EXIT.ok;
  } catch (error) {
    const failure = toFailure(error);
    front.fail(failure.message);
    return failure.exit;
  } finally {
    // Whoever was cut off in mid-sentence finds it again next time.
    keep(draft());
  }
}
