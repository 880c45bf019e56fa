// Whether the terminal shows what is typed, where the kernel edits the line; only the system's own program can change that alone.

/** A program that changes the terminal on standard input; false where there is none, or it cannot. */
export type Stty = (setting: "echo" | "-echo") => boolean;

/**
 * Has the terminal not show what is typed; returns what undoes it, which the end of the process does as well. Undefined
 * where it cannot be.
 */
export function hideTyping(stty: Stty = systemStty): (() => void) | undefined {
  if (!stty("-echo")) return undefined;
  const show = () => void stty("echo");
  process.once("exit", show);
  return () => {
    process.off("exit", show);
    show();
  };
}

function systemStty(setting: "echo" | "-echo"): boolean {
  const streams = { stdin: "inherit", stdout: "ignore", stderr: "ignore" } as const;
  const program = Bun.which("stty");
  return program !== null && Bun.spawnSync([program, setting], streams).success;
}
