// Answers that come in pages, gathered.
import { EXIT } from "../protocol/exits.ts";
import { GATHERED_RECORDS } from "../protocol/limits.ts";
import type { ClientRecord, Command, Message, ServerMessage } from "../protocol/messages.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";

/** Every client, connected and past. @throws Failure */
export function gatherStatus(session: Session): Promise<ClientRecord[]> {
  return gather(session, { type: "status" }, (message) =>
    message.type === "status" ? message.clients : [],
  );
}

/** Who is here now. @throws Failure */
export function gatherWho(session: Session): Promise<Message<"who">["clients"]> {
  return gather(session, { type: "who" }, (message) =>
    message.type === "who" ? message.clients : [],
  );
}

/** The files on the shelf. @throws Failure */
export function gatherList(session: Session): Promise<Message<"list">["files"]> {
  return gather(session, { type: "list" }, (message) =>
    message.type === "list" ? message.files : [],
  );
}

async function gather<T>(
  session: Session,
  command: Command,
  recordsOf: (message: ServerMessage) => readonly T[],
): Promise<T[]> {
  const records: T[] = [];
  const message = (page: ServerMessage) => {
    for (const record of recordsOf(page)) records.push(record);
    if (records.length <= GATHERED_RECORDS) return;
    // A server that never comes to an end would fill this machine.
    const why = `the answer to "${command.type}" has more than ${GATHERED_RECORDS} records`;
    session.abandon(new Failure(EXIT.network, `Cannot go on: ${why}`));
  };
  await session.request(command, { message });
  return records;
}
