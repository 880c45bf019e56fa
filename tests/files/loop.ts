// Counting the turns of the event loop, so that tests can tell who shares one, without a clock.

export interface CountedTurns extends Disposable {
  /** The number of the turn that is going on. */
  turn(): number;
}

/** Counts the event loop's turns until it is disposed of. */
export function countedTurns(): CountedTurns {
  let turn = 0;
  let immediate = setImmediate(function next() {
    turn++;
    immediate = setImmediate(next);
  });
  return { turn: () => turn, [Symbol.dispose]: () => clearImmediate(immediate) };
}

/** How many of these happened in each turn, in the order of the turns. */
export function countsPerTurn(turns: readonly number[]): number[] {
  return [...Map.groupBy(turns, (turn) => turn).values()].map((same) => same.length);
}
