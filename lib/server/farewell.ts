// How a guest is parted with: what it has said comes first, then its goodbye, and then it is gone from the room.
import { FULL } from "../protocol/dialogue.ts";
import type { Refusal } from "../protocol/errors.ts";
import { CLOSE_MS, LINGER_MS } from "../protocol/limits.ts";
import type { Message } from "../protocol/messages.ts";
import type { Holds } from "./holds.ts";
import type { Parting } from "./parting.ts";
import type { Waits } from "./waits.ts";

/** What the connection does for its farewell. */
export interface FarewellEvents {
  readNoMore(): void;
  /** Forgets what is not begun of all that waits to be sent. */
  drop(): void;
  tell(bye: Message<"bye">): void;
  /** Ends the connection when all is sent. */
  finish(): void;
  /** Takes the guest out of the room; why, where it was let go. */
  leave(why?: string): void;
}

export class Farewell {
  /** Whether it was told why it has to go. */
  #said = false;

  constructor(
    private readonly holds: Holds,
    private readonly waits: Waits,
    private readonly parting: Parting,
    private readonly events: FarewellEvents,
  ) {}

  /** Lets a guest go with a reason, after what it is owed. */
  letGo(reason: Refusal): void {
    this.waits.abort();
    if (this.parting.begun) return;
    this.parting.begin(CLOSE_MS);
    this.sendAway(reason);
    this.holds.afterwards(() => this.events.leave(reason.message));
  }

  /** The same, while it stays one of the room until its socket closes. */
  sendAway(reason: Refusal): void {
    this.waits.abort();
    this.events.readNoMore();
    this.holds.afterwards(() => this.#say(reason));
  }

  /** The guest has said all it will: it leaves when that is answered. */
  depart(): void {
    this.events.readNoMore();
    this.holds.afterwards(() => {
      this.events.leave();
      this.events.finish();
    });
  }

  /** Lets a guest go with a reason that stands in place of all that it was not sent yet. */
  cutOff(reason: Refusal): void {
    this.waits.abort();
    if (this.#said) return;
    this.events.drop();
    this.endSoon(reason);
    this.holds.afterwards(() => this.events.leave(reason.message));
  }

  /** Ends a connection with a reason, and does not wait for what is on its way to be stored. */
  endSoon(reason: Refusal): void {
    this.parting.begin(CLOSE_MS);
    this.#say(reason);
  }

  /** Ends the connection of a guest for whom there is no place; of those who do not speak frames each was told so at once. */
  turnAway(speaksFrames: boolean): void {
    if (speaksFrames) return this.letGo({ code: "full", message: FULL });
    this.parting.begin(LINGER_MS);
    this.events.finish();
    this.events.leave();
  }

  #say({ code, message }: Refusal): void {
    if (this.#said) return;
    this.#said = true;
    this.events.tell({ type: "bye", code, message });
    this.events.finish();
  }
}
