// The host of a house, at the other end of its own line: what it asks, is answered and hears.

import { toFailure } from "../../lib/client/failure.ts";
import { Session } from "../../lib/client/session.ts";
import type { DuplexEnd } from "../../lib/protocol/duplex.ts";
import type { Command, ServerMessage } from "../../lib/protocol/messages.ts";
import type { Server } from "../../lib/server/server.ts";
import { Changing } from "./patience.ts";

export class Host extends Changing implements Disposable {
  /** All that it was told unasked. */
  readonly heard: ServerMessage[] = [];

  private constructor(
    readonly session: Session,
    readonly line: DuplexEnd,
  ) {
    super();
    session.listen((message) => {
      this.heard.push(message);
      this.changed();
    });
  }

  /** Lets the host in; it has not said who it is. */
  static async atTheLine(house: { server: Server }): Promise<Host> {
    const line = await house.server.attachHost();
    if (!line) throw new Error("the server stops");
    const session = new Session(line, "the room", Date.now);
    line.listen({
      data: (bytes) => session.received(bytes),
      drain: () => session.drained(),
      end: () => line.end(),
      close: () => session.closed(),
    });
    return new Host(session, line);
  }

  /** Lets the host in, and welcomes it. */
  static async of(house: { server: Server }): Promise<Host> {
    const host = await Host.atTheLine(house);
    await host.ask({ type: "nick", name: "host" });
    await host.told("live");
    return host;
  }

  /** What a request is answered with; a refusal is the last of it. */
  async ask(command: Command): Promise<ServerMessage[]> {
    const answers: ServerMessage[] = [];
    try {
      await this.session.request(command, { message: (answer) => void answers.push(answer) });
    } catch (error) {
      const { refusal } = toFailure(error);
      if (!refusal) throw error;
      answers.push({ type: "error", ...refusal });
    }
    return answers;
  }

  /** The texts of the notices, and of the refusal, that answer a request or follow from it. */
  async act(command: Command): Promise<string[]> {
    const before = this.heard.length;
    const answers = await this.ask(command);
    const told = [...this.heard.slice(before), ...answers];
    return told.flatMap((message) => {
      if (message.type === "notice") return [message.text];
      return message.type === "error" ? [message.message] : [];
    });
  }

  /** The first message of a type that it was told. */
  async told<T extends ServerMessage["type"]>(
    type: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    const is = (message: ServerMessage): message is Extract<ServerMessage, { type: T }> =>
      message.type === type;
    return this.until(
      () => this.heard.find(is),
      (state) => `no "${type}": ${state}; ${JSON.stringify(this.heard)}`,
    );
  }

  [Symbol.dispose](): void {
    this.line.terminate();
  }
}
