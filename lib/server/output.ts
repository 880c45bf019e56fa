// Where the server's log goes: to standard output; or, where the host has a console there, to a file and in part to it.
import { LogFile } from "../files/log-file.ts";
import { LOG_FILE_BYTES } from "../protocol/limits.ts";
import { createLog, type Log, type LogSettings } from "./log.ts";
import { LogSink, type TextStream } from "./log-sink.ts";
import { Warnings } from "./warnings.ts";

export interface Output {
  log: Log;
  /** What of it the host is to see on a console. */
  warnings: Warnings;
  /** Resolves when all that was logged is where it is to be kept, or cannot be. */
  close(): Promise<void>;
}

type Settings = Omit<LogSettings, "write">;

/** The log of a server without a console. */
export function plainOutput(settings: Settings, stream: TextStream): Output {
  const warnings = new Warnings();
  return { log: sunk(settings, stream, String), warnings, close: async () => {} };
}

/** The log of one with a console; it is kept in a file, where there is a path for one. */
export function consoleOutput(settings: Settings, path: string | undefined): Output {
  const warnings = new Warnings();
  const file = path && new LogFile(path, LOG_FILE_BYTES, (message) => warnings.tell(message));
  const nowhere: TextStream = { write: (_text, taken) => taken() };
  const log = sunk(settings, file || nowhere, Bun.stripANSI);
  const close = async () => void (file && (await file.close()));
  return { log: warnings.alsoFrom(log), warnings, close };
}

function sunk(settings: Settings, stream: TextStream, shown: (line: string) => string): Log {
  const sink = new LogSink(stream, (lines) => {
    log.warn(`${lines} lines of this log were left out: nobody read it`, { lines });
  });
  const log = createLog({ ...settings, write: (line) => sink.write(shown(line)) });
  return log;
}
