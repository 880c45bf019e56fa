// How a transfer ended, in a sentence: the same in a chat and in a script.
import { bytesText } from "../protocol/sizes.ts";
import { cleanText } from "../protocol/text.ts";
import type { Fetched } from "./fetch.ts";
import type { Put } from "./put.ts";
import { percentText } from "./view/numbers.ts";

/** `Saved downloads/x.bin: 1.1 GB, checked; continued at 400 MB`, or what else became of a download. */
export function fetchedText(fetched: Fetched): string {
  const { file, path, size, how } = fetched;
  if (how === "already") return `${file} is already complete in ${path}`;
  return `Saved ${path}: ${bytesText(size)}, checked${past(fetched)}`;
}

function past({ how, from, damaged }: Fetched): string {
  if (how === "continued") return `; continued at ${bytesText(from)}`;
  if (how !== "restarted") return "";
  return `; started over: ${damaged ? "what was there was damaged" : "the file has changed"}`;
}

/** `Added photo.jpg to the shelf: 2.1 MB; continued at 1.0 MB`, or that it was there already. */
export function putText({ file, size, from, already }: Put): string {
  if (already) return `${file} is on the shelf already`;
  const continued = from > 0 ? `; continued at ${bytesText(from)}` : "";
  return `Added ${file} to the shelf: ${bytesText(size)}${continued}`;
}

/** `x.bin is cancelled; get it again to continue`; without a verb nothing is there to be continued. */
export function cancelledText(file: string, verb: "get" | "put" | undefined): string {
  const again = verb === undefined ? "" : `; ${verb} it again to continue`;
  return `${cleanText(file)} is cancelled${again}`;
}

/** How far a transfer came: bytes, of how many. */
export interface Far {
  done: number;
  size: number;
}

/** `x.bin has stopped at 52 %; /get x.bin continues it`: what became of one that ended with the session. */
export function stoppedText(file: string, { done, size }: Far, again: string): string {
  return `${cleanText(file)} has stopped at ${percentText(done, size)}; ${again} continues it`;
}
