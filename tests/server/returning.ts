// What the tests of coming back share: guests that are lost, and what they were told.

import type { FramesGuest, Heard } from "../support/frames-guest.ts";
import type { House } from "../support/house.ts";

/** What is said, by number, and by its key where it is the guest's own; of all else the type. */
export function told(messages: readonly Heard[]): string[] {
  return messages.map((message) => {
    if (message.type !== "said" && message.type !== "told") return message.type;
    const { seq, from, text, key } = message;
    return `${seq} ${from}: ${text}${key === undefined ? "" : ` (${key})`}`;
  });
}

/** Breaks a guest off, and waits until the server knows. */
export async function lose(house: House, guest: FramesGuest): Promise<void> {
  guest[Symbol.dispose]();
  await house.log.line(`Connection closed: ${guest.raw.address}`);
}

/** Says something, and waits until it is stored. */
export function say(guest: FramesGuest, text: string, key?: string): Promise<Heard[]> {
  const said = { type: "say", text } as const;
  return guest.request(key === undefined ? said : { ...said, key });
}
