// Answers that come in pages, gathered.
import { EXIT } from "../protocol/exits.ts";
import { FOUND_MESSAGES, GATHERED_RECORDS, HISTORY_LAST } from "../protocol/limits.ts";
import type {
  ClientRecord,
  Command,
  HistoryEntry,
  Message,
  ServerMessage,
} from "../protocol/messages.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";

/** What answers, and can be given up for this reason. */
type Asked = Pick<Session, "request" | "quit">;

/** Every client, connected and past. @throws Failure */
export function gatherStatus(session: Asked): Promise<ClientRecord[]> {
  return gather(session, { type: "status" }, (message) =>
    message.type === "status" ? message.clients : [],
  );
}

/** Who is here now. @throws Failure */
export function gatherWho(session: Asked): Promise<Message<"who">["clients"]> {
  return gather(session, { type: "who" }, (message) =>
    message.type === "who" ? message.clients : [],
  );
}

/** The files on the shelf. @throws Failure */
export function gatherList(session: Asked): Promise<Message<"list">["files"]> {
  return gather(session, { type: "list" }, (message) =>
    message.type === "list" ? message.files : [],
  );
}

/** The messages that a history or a search answers with, in their order. @throws Failure */
export function gatherHistory(
  session: Asked,
  command: Extract<Command, { type: "history" | "search" }>,
): Promise<HistoryEntry[]> {
  const most = command.type === "search" ? FOUND_MESSAGES : (command.last ?? HISTORY_LAST);
  return gather(
    session,
    command,
    (message) => (message.type === "history" ? message.entries : []),
    most,
  );
}

async function gather<T>(
  session: Asked,
  command: Command,
  recordsOf: (message: ServerMessage) => readonly T[],
  most = GATHERED_RECORDS,
): Promise<T[]> {
  const records: T[] = [];
  const message = (page: ServerMessage) => {
    for (const record of recordsOf(page)) records.push(record);
    if (records.length <= most) return;
    // A server that never comes to an end would fill this machine.
    const why = `the answer to "${command.type}" has more than ${most} records`;
    session.quit(new Failure(EXIT.network, `Cannot go on: ${why}`));
  };
  await session.request(command, { message });
  return records;
}
