// Messages as the lines that a person with netcat reads. The original's lines are fixed to the letter; all
// others begin with "* ".
import { ASK_NAME } from "../../protocol/dialogue.ts";
import type {
  ClientRecord,
  HistoryEntry,
  Message,
  ServerMessage,
} from "../../protocol/messages.ts";
import { bytesText } from "../../protocol/sizes.ts";
import { localMinute } from "../../protocol/time.ts";
import type { Tag } from "../../room/effects.ts";

/** The text of a message, each line ended by LF, or undefined where lines guests see nothing of it. */
export function renderLines(message: ServerMessage, tag?: Tag): string | undefined {
  switch (message.type) {
    case "welcome":
      return `Your name is set as: ${message.name}\n${message.motd ? `* ${message.motd}\n` : ""}`;
    case "ack":
      return `${tag} ACK\n`;
    case "error":
      return message.code === "not-found" ? `${message.message}\n` : `* ${message.message}\n`;
    case "said":
      return linesOf(message.action ? `* ${message.from}` : `${message.from}:`, message.text);
    case "told":
      return linesOf(`* ${message.from} to you:`, message.text);
    case "joined":
      return `* ${message.name} joined\n`;
    case "left":
      return `* ${message.name} left\n`;
    case "renamed":
      return `* ${message.from} is now ${message.to}\n`;
    case "status":
      return message.clients.map(statusLine).join("");
    case "list":
      return message.files.map(({ file }) => `${file}\n`).join("");
    case "who":
      return message.clients.map(({ client, name }) => `* ${name} (client ${client})\n`).join("");
    case "help":
      return message.lines.map((line) => `* ${line}\n`).join("");
    case "bye":
      return byeLine(message);
    case "added":
      return `* ${message.name} added ${message.file} (${bytesText(message.size)})\n`;
    case "removed":
      return `* ${message.name} removed ${message.file}\n`;
    case "history":
      return message.entries.map(entryLines).join("");
    case "admitted":
      return `${ASK_NAME}\n`;
    case "notice":
      return linesOf("*", message.text);
    case "hello":
    case "live":
    case "about":
    case "file":
    case "end":
    case "send":
    case "stored":
    case "ping":
    case "pong":
      return undefined;
  }
}

/** What somebody said: who it was stands before each line, so that none can pass for another's. */
function linesOf(who: string, text: string): string {
  return text
    .split("\n")
    .map((line) => `${who} ${line}\n`)
    .join("");
}

/**
 * What was said earlier, with its number and its time. No name begins with one of the marks here or has a colon: so
 * nobody's action looks like such a line, and none of its kinds like another.
 */
function entryLines({ seq, at, from, text, action, to }: HistoryEntry): string {
  const who = to === undefined ? (action ? `* ${from}` : `${from}:`) : `> ${from} to ${to}:`;
  return linesOf(`* > #${seq} ${localMinute(at)} ${who}`, text);
}

/** The original's line of one client: `Client: 1, Name: Brandon, Socket: …, Opened at: …, Closed at: …`. */
function statusLine({ client, name, address, opened, closed }: ClientRecord): string {
  const until = closed === null ? "None" : localMinute(closed);
  return `Client: ${client}, Name: ${name}, Socket: ${address}, Opened at: ${localMinute(opened)}, Closed at: ${until}\n`;
}

function byeLine({ code, message }: Message<"bye">): string | undefined {
  if (code === "exit") return undefined;
  return code === "full" ? `${message}\n` : `* ${message}\n`;
}
