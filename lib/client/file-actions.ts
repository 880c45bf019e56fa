// The headless actions on files: one file after the other, and one that fails is no reason to leave out the others.
import { basename } from "node:path";
import { Turns } from "../files/turns.ts";
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import { PROGRESS_FILE_COLUMNS } from "../protocol/limits.ts";
import { bytesText } from "../protocol/sizes.ts";
import { cleanText } from "../protocol/text.ts";
import type { Job } from "./actions.ts";
import { toFailure } from "./failure.ts";
import { fetchFile, intoFolder, intoStream } from "./fetch.ts";
import { gatherList } from "./gather.ts";
import { putFile } from "./put.ts";
import { filesMatching } from "./shelf-files.ts";
import { fetchedText, putText, stoppedText, type Far } from "./transfer-words.ts";
import { cutFile } from "./view/cut.ts";
import { progressText, Rate } from "./view/numbers.ts";

/** Gets files of the shelf, by name or pattern, into the folder or to standard output. */
export async function get(job: Job): Promise<ExitCode> {
  const { session, settings, output, words } = job;
  const names = async () => (await gatherList(session)).map(({ file }) => file);
  const { files, unmatched } = await filesMatching(words, names);
  for (const word of unmatched) output.fail(`Cannot get "${word}": nothing on the shelf matches`);
  const target = settings.stdout
    ? intoStream(output.bytes)
    : intoFolder(settings.out, settings.onDuplicate);
  // What was passed on is not here, so there is nothing that could be continued.
  const action = { words: files, verb: settings.stdout ? undefined : "get" } as const;
  const exit = await oneByOne(job, action, async (file, onProgress) => {
    const fetched = await fetchFile(session, file, target, { onProgress }).finally(
      () => settings.stdout && output.bytesEnd(),
    );
    const { path, size, sha256, how, from } = fetched;
    if (settings.stdout) return output.note(`Got ${file}: ${bytesText(size)}, checked`);
    output.data({ file, path, size, sha256, how, from }, () => [path]);
    output.note(fetchedText(fetched));
  });
  return unmatched.length > 0 ? EXIT.notFound : exit;
}

/** Puts files of this machine on the shelf. */
export async function put(job: Job): Promise<ExitCode> {
  const { session, output, words } = job;
  const turns = new Turns();
  return oneByOne(job, { words, verb: "put" }, async (path, onProgress) => {
    const name = cleanText(basename(path));
    const stored = await putFile(session, path, {
      turns,
      onProgress,
      onPhase: (phase) =>
        phase === "reading" &&
        output.progress(() => `${cutFile(name, PROGRESS_FILE_COLUMNS)}: reading`),
    });
    const { file, size, sha256, from, already } = stored;
    output.data({ file, size, sha256, from, already }, () => [file]);
    output.note(putText(stored));
  });
}

/** What is done with files of these names or paths, and how that is asked for again to continue it, where it can be. */
interface FileAction {
  words: readonly string[];
  verb: "get" | "put" | undefined;
}

type OnProgress = (done: number, size: number) => void;

/**
 * Does it for each word while the session lives; tells what failed, also how far what ended with the session came,
 * and gives the first failure's exit code.
 */
async function oneByOne(
  job: Job,
  { words, verb }: FileAction,
  act: (word: string, onProgress: OnProgress) => Promise<void>,
): Promise<ExitCode> {
  const { session, output } = job;
  let exit: ExitCode = EXIT.ok;
  for (const word of words) {
    const name = verb === "put" ? basename(word) : word;
    const show = progress(job, cleanText(name));
    let far: Far = { done: 0, size: 0 };
    try {
      await act(word, (done, size) => {
        far = { done, size };
        show(done, size);
      });
    } catch (error) {
      const failure = toFailure(error);
      output.fail(failure.message);
      exit ||= failure.exit;
      if (!session.failure) continue;
      if (verb && far.done > 0) output.note(stoppedText(name, far, `the same ${verb}`));
      break;
    }
  }
  return exit;
}

/** Shows how far a file is. */
function progress({ output, now }: Job, file: string): OnProgress {
  const rate = new Rate();
  return (bytes, size) => {
    rate.add(now(), bytes);
    output.progress(() => progressText({ file, received: bytes, size, rate: rate.at(now()) }));
  };
}
