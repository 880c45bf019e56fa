// As many rounds of kills under talk as one wants, up to the first that is not as promised.

import { DOOR_PLACES } from "../../lib/protocol/limits.ts";
import { PASSING, Rounds, type RoundFacts } from "./rounds.ts";

/** Two partners, and one beside them. */
export const FEWEST_CLIENTS = 3;

/** All come back at once, and so many stand at the door together. */
export const MOST_CLIENTS = DOOR_PLACES - PASSING;

/** After so many rounds another server begins with an empty folder: one remembers so many clients that left. */
const ROUNDS_OF_A_SERVER = 150;

export interface Plan {
  seed: string;
  rounds: number;
  /** Frames guests that stay for all rounds of a server. */
  clients: number;
  onRound?: (round: number, facts: RoundFacts) => void;
}

export interface Outcome {
  rounds: number;
  kills: number;
  /** Lines that were lost while the server ran. */
  lost: number;
  messages: number;
  /** What is not as promised; empty where all is. */
  problems: string[];
}

export async function killUnderTalk({ seed, rounds, clients, onRound }: Plan): Promise<Outcome> {
  const outcome: Outcome = { rounds: 0, kills: 0, lost: 0, messages: 0, problems: [] };
  while (outcome.rounds < rounds && outcome.problems.length === 0) {
    await using server = new Rounds(`${seed} ${outcome.rounds}`, clients);
    const last = Math.min(rounds, outcome.rounds + ROUNDS_OF_A_SERVER);
    let messages = 0;
    try {
      await server.begin();
      while (outcome.rounds < last && server.problems.length === 0) {
        outcome.rounds++;
        const facts = await server.run(outcome.rounds === last);
        outcome.kills += facts.kills.length;
        outcome.lost += facts.lost;
        ({ messages } = facts);
        onRound?.(outcome.rounds, facts);
      }
    } catch (error) {
      server.problems.push(`it broke off: ${error instanceof Error ? error.message : error}`);
    }
    outcome.messages += messages;
    outcome.problems.push(...server.problems.map((text) => `round ${outcome.rounds}: ${text}`));
  }
  return outcome;
}
