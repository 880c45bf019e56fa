// What a person says, from the input line to its place in the room, or to where it says why it has none.
import { LEAVE_MS, OWN_MESSAGES_WAITING } from "../../protocol/limits.ts";
import type { Command } from "../../protocol/messages.ts";
import type { Membership } from "../membership.ts";
import type { Talk } from "../outgoing.ts";
import type { Transcript } from "./transcript.ts";

export class Talking {
  /** Settles with the last thing said or name asked for, and so after all before it: the server takes them in order. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly place: Membership,
    private readonly transcript: Transcript,
  ) {}

  /** Says something, or has it wait for the connection; false where too much waits already. */
  say(words: Talk): boolean {
    const { place, transcript } = this;
    if (place.isFull) {
      const many = OWN_MESSAGES_WAITING.toLocaleString("en");
      transcript.refuse(`Cannot send it: ${many} messages wait already`);
      return false;
    }
    transcript.sending(words, place.outage !== undefined);
    this.#last = place.say(words, {
      stored({ at, away }) {
        // Our own words appear where the server put them in everyone's order.
        transcript.sent(words, at);
        const isAway = away && words.type === "msg";
        if (isAway)
          transcript.note(
            `The connection of ${words.to} is lost; this is there when it comes back`,
          );
      },
      failed: (how, why) => transcript.failed(words, how, why),
    });
    return true;
  }

  /** Asks for another name. @throws Failure */
  rename(command: Extract<Command, { type: "nick" }>): Promise<void> {
    const asked = this.place.request(command);
    this.#last = asked;
    return asked;
  }

  /** Waits until what was said is acknowledged, so that it is seen; not for long, and not for a lost connection. */
  async answered(): Promise<void> {
    if (this.place.outage) return;
    await Promise.race([this.#last.catch(() => {}), Bun.sleep(LEAVE_MS)]);
  }
}
