// All attacks: who does what, which bound holds it, and what it is told.

import * as bytes from "./attackers/bytes.ts";
import * as door from "./attackers/door.ts";
import * as files from "./attackers/files.ts";
import * as talk from "./attackers/talk.ts";
import type { Attacker } from "./ground.ts";

export interface Attack {
  does: string;
  /** The constants of lib/protocol/limits.ts that hold it. */
  bound: string;
  /** What the server's log has of it; nothing where it is only delayed, or just ends. */
  told?: RegExp;
  /** It takes what there is of places, and has them for a while: nobody new comes in until then. */
  fills?: true;
  /** Nobody waits in the gate until all of it is over. */
  byHand?: true;
  /** It is only there where the server has these. */
  needs?: "tls" | "password";
  attacker: Attacker;
}

export const ATTACKS: Record<string, Attack> = {
  nobody: {
    does: "does nothing: what the others are to be compared with",
    bound: "",
    attacker: async () => {},
  },
  "never-reader": {
    does: "lets talk and answers wait, and never reads",
    bound: "TALK_WAITING_BYTES, TALK_STALL_MS, UNREAD_BYTES",
    told: /You do not read what you are sent/,
    attacker: talk.neverReader,
  },
  "slow-namer": {
    does: "fills the door, and gives a name letter by letter",
    bound: "DOOR_PLACES, NAME_TIMEOUT_S",
    told: /Turned away|room is full/,
    attacker: door.slowNamer,
  },
  "flooder-lines": {
    does: "talks at full speed, in lines",
    bound: "--rate, STORES_WAITING, INPUTS_PER_TURN",
    attacker: talk.linesFlooder,
  },
  "flooder-frames": {
    does: "talks at full speed, in frames",
    bound: "--rate, STORES_WAITING, INPUTS_PER_TURN",
    attacker: talk.framesFlooder,
  },
  asker: {
    does: "asks at full speed for what costs most, and takes other names",
    bound: "--rate, UNREAD_STREAMS, INPUTS_PER_TURN",
    attacker: talk.asker,
  },
  storm: {
    does: "connects and breaks off as fast as it goes",
    bound: "the door's connections an address and a second; on loopback DOOR_PLACES",
    attacker: door.storm,
  },
  "long-lines": {
    does: "sends lines of megabytes",
    bound: "MESSAGE_BYTES",
    told: /Cannot take the line: it is longer/,
    attacker: bytes.longLines,
  },
  "long-frames": {
    does: "announces frames of 4 GiB",
    bound: "CONTROL_BYTES, UNNAMED_CONTROL_BYTES, CHUNK_BYTES",
    told: /Cannot read a frame of/,
    attacker: bytes.longFrames,
  },
  "random-bytes": {
    does: "sends what chance picks, at the door and in the room",
    bound: "the opening's table, CONTROL_BYTES, MESSAGE_BYTES",
    told: /\(broken off\)|\(refused\)/,
    attacker: bytes.randomBytes,
  },
  "nasty-names": {
    does: "takes names and says words that play tricks on a screen",
    bound: "text hygiene, the rules of names",
    attacker: bytes.nastyNames,
  },
  gets: {
    does: "asks 10,000 times for 64 MiB, and reads nothing",
    bound: "UNREAD_BYTES, UNREAD_STREAMS, transfers in all",
    attacker: files.manyGets,
  },
  reset: {
    does: "breaks off in mid-transfer, again and again",
    bound: "transfers a guest and in all; each gives back what it held",
    attacker: files.midReset,
  },
  "half-open": {
    does: "half-closes, reads nothing, and never closes",
    bound: "CLOSE_MS, FILE_STALL_MS",
    attacker: door.halfOpen,
  },
  hoarder: {
    does: "takes places as one who comes back, and does not",
    bound: "HELD_MS, places",
    fills: true,
    attacker: door.hoarder,
  },
  trickler: {
    does: "announces uploads, and sends a byte now and then",
    bound: "UPLOADS_PER_GUEST, UPLOADS_AT_ONCE, UPLOAD_SILENT_MS",
    attacker: files.trickler,
  },
  handshakes: {
    does: "begins TLS handshakes, and never ends them",
    bound: "DOOR_PLACES, NAME_TIMEOUT_S",
    needs: "tls",
    attacker: door.handshakeStaller,
  },
  guesser: {
    does: "guesses passwords as fast as it is answered",
    bound: "WRONG_PASSWORD_FIRST_MS to WRONG_PASSWORD_MOST_MS, WRONG_PASSWORDS, BARRED_MS",
    told: /A wrong password from/,
    fills: true,
    byHand: true,
    needs: "password",
    attacker: door.guesser,
  },
};
