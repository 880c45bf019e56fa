// Who a guest of a crash test is to the server: the same after each time that it comes back; and what is around it.

import type { Message } from "../../lib/protocol/messages.ts";
import type { Moments } from "./moments.ts";
import type { MortalServer } from "./mortal-server.ts";

/** What all guests of a test share. */
export interface TalkerParts {
  server: MortalServer;
  moments: Moments;
  /** Numbers from 0 up to 1. */
  draw: () => number;
  problem: (text: string) => void;
}

export class Identity {
  /** A name that it asked for and does not know to have. */
  wished: string | undefined;
  number = 0;
  token: string | undefined;
  #history: string | undefined;

  constructor(
    public name: string,
    private readonly problem: (text: string) => void,
  ) {}

  greeted({ history }: Message<"hello">): void {
    this.#history ??= history;
    if (history === undefined || history !== this.#history)
      this.problem(`hears of the history ${history} in place of ${this.#history}`);
  }

  /** It is welcome: the first time as somebody, then as the same again. */
  welcomed({ name, client, token }: Message<"welcome">): void {
    if (name !== this.name && name !== this.wished)
      this.problem(`is welcome as "${name}", and is "${this.name}" or "${this.wished}"`);
    if (!client || token === undefined) this.problem("is welcome without a number or a token");
    if (this.token !== undefined && (client !== this.number || token !== this.token))
      this.problem(`is number ${client} and was ${this.number}, or has another token than before`);
    this.name = name;
    this.number = client ?? 0;
    this.token = token;
  }

  /** It has that name now, or the one that it asked for. */
  renamed(name = this.wished): void {
    this.name = name ?? this.name;
  }
}
