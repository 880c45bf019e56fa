#!/usr/bin/env bun
// Parlor's server: one room behind one TCP port. `bun server.ts --help` shows its flags.
import { EXIT } from "./lib/protocol/exits.ts";
import { openEphemeralJournal, openJournal } from "./lib/journal/open.ts";
import { Room } from "./lib/room/room.ts";
import { banner, networkAddresses } from "./lib/server/banner.ts";
import { orExit, stopOnSignals } from "./lib/server/endings.ts";
import { createLog } from "./lib/server/log.ts";
import { LogSink } from "./lib/server/log-sink.ts";
import { Server } from "./lib/server/server.ts";
import { readServerSettings, serverHelp, uploadRules } from "./lib/server/settings.ts";
import { checkApart, openShelfParts } from "./lib/server/shelf.ts";
import { version } from "./package.json";

const now = Date.now;
const print = (text: string) => void process.stdout.write(text);

const settings = await orExit(EXIT.usage, () => readServerSettings(Bun.argv.slice(2), process.env));
if (settings.help) {
  print(`${serverHelp()}\n`);
  process.exit(EXIT.ok);
}
if (settings.version) {
  print(`parlor ${version}\n`);
  process.exit(EXIT.ok);
}

const { name, motd, host, maxClients: places, logLevel: level, logFormat: format } = settings;
process.stdout.on("error", () => {}); // a log that nobody reads any more is no reason to close the room
const sink = new LogSink(process.stdout, (lines) => {
  log.warn(`${lines} lines of this log were left out: nobody read it`, { lines });
});
const log = createLog({ level, format, write: (line) => sink.write(line), now });
const rules = uploadRules(settings);
const shelf = await orExit(EXIT.localFile, () => openShelfParts(settings.repo, rules, now));
const { data: folder, ephemeral, keep, replay } = settings;
const journal = await orExit(EXIT.localFile, async () => {
  if (ephemeral) return openEphemeralJournal({ keep, now, warn: log.warn });
  await checkApart(folder, shelf);
  return openJournal({ folder, keep, now, warn: log.warn });
});
const roomSettings = { name, motd, places, uploads: rules !== undefined, replay };
const secret = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
const room = new Room(roomSettings, journal.kept, { now, secret, key: Bun.randomUUIDv7 });
const nameTimeoutMs = settings.nameTimeout * 1000;
const parts = { room, journal, shelf, log, now, nameTimeoutMs };
const server = await orExit(EXIT.network, () => new Server(host, settings.port, parts));
stopOnSignals(server, log);

const { port } = server;
if (format === "pretty")
  print(banner({ room: name, host, port, places, shelf: shelf.root, rules }, networkAddresses()));
else log.info(`Listening on ${host}:${port}`, { host, port, places, shelf: shelf.root });
