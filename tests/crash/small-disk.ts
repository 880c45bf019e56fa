// A disk so small that it can be filled: a tmpfs, in a namespace of its own, so that nothing of it is left.

import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const BALLAST = ".ballast";
const PIECE = new Uint8Array(64 * 1024);

/** The command that may mount for itself alone: as root, or as one who is root only there. */
export function unshared(command: readonly string[]): string[] {
  return ["unshare", process.geteuid?.() === 0 ? "-m" : "-rm", ...command];
}

/** Why no disk can be mounted here; undefined where one can. */
export function cannotMount(): string | undefined {
  if (Bun.which("unshare") === null) return "unshare is not on the PATH";
  const mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"];
  const { exitCode, stderr } = Bun.spawnSync(unshared(mount));
  return exitCode === 0 ? undefined : stderr.toString().trim();
}

/** A disk of so many bytes in place of a folder, until disposed. */
export class SmallDisk implements Disposable {
  constructor(
    private readonly folder: string,
    bytes: number,
  ) {
    run(["mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]);
  }

  /** Takes all that is free. */
  fill(): void {
    const file = openSync(join(this.folder, BALLAST), "w");
    try {
      while (writeSync(file, PIECE) > 0);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Gives it back. */
  makeRoom(): void {
    rmSync(join(this.folder, BALLAST));
  }

  [Symbol.dispose](): void {
    run(["umount", "-l", this.folder]);
  }
}

function run(command: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(command);
  if (exitCode !== 0) throw new Error(`Cannot run "${command.join(" ")}": ${stderr}`);
}
