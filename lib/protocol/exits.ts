// The exit codes of both programs: what a script can tell apart.

export const EXIT = {
  ok: 0,
  network: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  verification: 5,
  localFile: 6,
  hungUp: 129,
  interrupted: 130,
  pipeClosed: 141,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
