// The interactive client: connect, take a name, talk, say goodbye.
import { join } from "node:path";
import pc from "picocolors";
import { EXIT, type ExitCode } from "../../protocol/exits.ts";
import { abilitiesOf, columnsOf, terminalOut } from "../terminal/abilities.ts";
import { NameColours } from "../view/colours.ts";
import { addressText, type Address } from "../../protocol/address.ts";
import { CONNECT_MS } from "../../protocol/limits.ts";
import { later } from "../../protocol/later.ts";
import { connect } from "../connect.ts";
import { CHAT_COMMANDS } from "./commands.ts";
import { Conversation } from "./conversation.ts";
import { guardTerminal, type Interruptible } from "../endings.ts";
import { toFailure } from "../failure.ts";
import type { Admit, Connect, Joined } from "../joining.ts";
import { Membership } from "../membership.ts";
import { plainFront, screenFront } from "./front.ts";
import { History } from "../terminal/history.ts";
import { admit, admitting, passwordGiven } from "../password.ts";
import { takeName } from "./naming.ts";
import { every } from "./quiet.ts";
import { trustFor } from "../security.ts";
import type { Plan } from "../settings.ts";
import { stateFolder } from "../state.ts";
import type { Surface } from "../terminal/surface.ts";
import type { Trust } from "../trust.ts";

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
  const keep = history.add.bind(history);
  guardTerminal({ abilities, draft, keep, log: state && join(state, "crash.log") });

  const columns = columnsOf(abilities, out);
  const front = abilities.plain ? plainFront(out, columns, guarded) : screenFront(out, history);
  try {
    const given = await passwordGiven(settings, process.env);
    const trust = await trustFor(address, settings, process.env);
    const road = { address, isTls: trust !== undefined, insecure: settings.insecure };
    const connected = await front.connect(address, trust);
    await using session = connected.session;
    guarded.session = session;
    const password = await admit(connected, road, given, front.passwords);
    const welcomed = await takeName(session, settings.name, front.names);
    const admitAgain = admitting(road, password);
    await using place = membership(address, trust, { ...connected, ...welcomed }, admitAgain);
    guarded.session = place;
    const { room } = connected.hello;
    const where = { room, address: addressText(address), out: settings.out };
    const colours = new NameColours(pc.isColorSupported ? process.stdout.getColorDepth() : 1);
    const conversation = new Conversation(
      place,
      { ...where, colours, now: Date.now, every, commands: CHAT_COMMANDS },
      (typist) => (surface = front.open(place.name, room, typist)),
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

/** The place that was just taken at a server, which is kept over lost lines. */
function membership(
  address: Address,
  trust: Trust | undefined,
  joined: Joined,
  admitAgain: Admit,
): Membership {
  const { now } = Date;
  const connectAgain: Connect = (opened) => connect(address, now, CONNECT_MS, opened, trust);
  const means = { connect: connectAgain, admit: admitAgain, now, later, random: Math.random };
  return new Membership(joined, means, () => Bun.randomUUIDv7());
}
