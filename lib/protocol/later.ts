// Doing something later, by a clock that a test can replace.

/** Does something so many milliseconds later, unless the function that it returns is called before. */
export type Later = (ms: number, act: () => void) => () => void;

/** By the clock of this machine. */
export const later: Later = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};
