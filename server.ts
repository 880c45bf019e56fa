#!/usr/bin/env bun
// Parlor's server: one room behind one TCP port. `bun server.ts --help` shows its flags.
import { join } from "node:path";
import { isatty } from "node:tty";
import { runConsole } from "./lib/client/chat/console.ts";
import type { Interruptible } from "./lib/client/endings.ts";
import { stateFolder } from "./lib/client/state.ts";
import { isForeground } from "./lib/client/terminal/foreground.ts";
import { PatientOut } from "./lib/client/terminal/patient-out.ts";
import { addressText, isLoopback } from "./lib/protocol/address.ts";
import { EXIT } from "./lib/protocol/exits.ts";
import { later } from "./lib/protocol/later.ts";
import { Room } from "./lib/room/room.ts";
import { banner, networkAddresses } from "./lib/server/banner.ts";
import { Closing } from "./lib/server/closing.ts";
import { descriptorPlan, openFilesLimit, placesProblem } from "./lib/server/descriptors.ts";
import { orExit, stopOnSignals } from "./lib/server/endings.ts";
import { openKept } from "./lib/server/kept.ts";
import { describe } from "./lib/server/log.ts";
import { consoleOutput, plainOutput } from "./lib/server/output.ts";
import { reloadOnSignal, Reloading } from "./lib/server/reloading.ts";
import { Server } from "./lib/server/server.ts";
import { readServerSettings, serverHelp } from "./lib/server/settings.ts";
import { version } from "./package.json";

const STDIN = 0;
const now = Date.now;
const clock = () => performance.now();
const print = (text: string) => void process.stdout.write(text);

const settings = await orExit(EXIT.usage, () => readServerSettings(Bun.argv.slice(2), process.env));
if (settings.help) {
  print(`${serverHelp(settings.maxClients)}\n`);
  process.exit(EXIT.ok);
}
if (settings.version) {
  print(`parlor ${version}\n`);
  process.exit(EXIT.ok);
}

const { name, host, maxClients: places, logLevel: level, logFormat: format } = settings;
process.stdout.on("error", () => {}); // a log that nobody reads any more is no reason to close the room
const { ephemeral, replay } = settings;
const hasConsole = process.stdin.isTTY && process.stdout.isTTY && isForeground();
const logFile = ephemeral ? undefined : join(settings.data, "server.log");
const output = hasConsole
  ? consoleOutput({ level, format, now }, logFile)
  : plainOutput({ level, format, now }, process.stdout);
const { log } = output;
const { env } = process;
const kept = await orExit(EXIT.localFile, () => openKept(settings, { env, now, log }));
const { rules, shelf, journal, bans, keeper, gate, motd, certificate, sources } = kept;
const uploads = rules !== undefined;
const roomSettings = { name, motd, places, uploads, replay, password: gate !== undefined, bans };
const secret = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
const barred = () => gate?.barred() ?? [];
const room = new Room(roomSettings, journal.kept, { now, secret, key: Bun.randomUUIDv7, barred });
const nameTimeoutMs = settings.nameTimeout * 1000;
const descriptors = descriptorPlan(openFilesLimit());
const problem = placesProblem(places, descriptors);
if (problem !== undefined) log.warn(problem);
const door = { nameTimeoutMs, rate: settings.rate, descriptors, isExempt: isLoopback };
const consoleOver = Promise.withResolvers<void>();
const closing = new Closing({
  stop: () => server.stop(),
  last: () => Promise.all([consoleOver.promise, keeper.settled(), output.close()]),
  exit: (code) => process.exit(code),
  log,
  now,
  later,
});
const parts = {
  room,
  gate,
  certificate,
  journal,
  shelf,
  log,
  now,
  clock,
  ...door,
  keepBans: keeper.keep.bind(keeper),
  closeIn: closing.in.bind(closing),
};
const server = await orExit(EXIT.network, () => new Server(host, settings.port, parts));
const guarded: Interruptible = {};
stopOnSignals(closing, () => guarded.onInterrupt?.() ?? false);
const reloadLog = output.warnings.alsoNewsFrom(log);
// A terminal that is closed is a SIGHUP too; by then nobody is at it any more.
const isTerminalGone = () => hasConsole && !isatty(STDIN);
reloadOnSignal(
  new Reloading(sources, {
    room,
    gate,
    log: reloadLog,
    perform: (effects) => server.perform(effects),
  }),
  () => closing.begun || isTerminalGone(),
);

const { port } = server;
const { fingerprint } = certificate ?? {};
const facts = { host, port, places, shelf: shelf.root, ...(fingerprint && { fingerprint }) };
const opening = banner(
  { room: name, rules, fingerprint, inClear: gate?.inClear ?? false, hasConsole, ...facts },
  networkAddresses(),
);
if (format === "pretty" && !hasConsole) print(opening);
else log.info(`Listening on ${host}:${port}`, facts);
if (!hasConsole) consoleOver.resolve();
else {
  const state = ephemeral ? undefined : stateFolder(process.env);
  const terminal = new PatientOut(process.stdout, clock);
  await runConsole({
    attach: () => server.attachHost(),
    isClosing: () => closing.begun,
    room: name,
    address: addressText({ host, port }),
    terminal,
    opening: opening.trimEnd().split("\n"),
    out: "downloads",
    history: state && join(state, "host-history"),
    warned: (listener) => output.warnings.listen(listener),
    crashed(error) {
      log.error(`A fault of our own: ${describe(error)}`);
      closing.now("Stopping, since something failed", EXIT.network);
    },
    now,
    later,
    guarded,
  });
  consoleOver.resolve();
  closing.now(
    isTerminalGone() ? "The host's terminal is gone" : "The host closes the room at the console",
  );
}
