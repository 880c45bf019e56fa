// The shelf as the server has it: the folder, what is known of its files, and whether guests may add to it.
import { isShown } from "../files/apart.ts";
import { Hasher } from "../files/hasher.ts";
import { Hashes } from "../files/hashes.ts";
import { openShelf } from "../files/shelf.ts";
import { Turns } from "../files/turns.ts";
import { Uploads, type UploadRules } from "../files/uploads.ts";

export interface Shelf extends Disposable {
  /** The real path of the folder. */
  readonly root: string;
  readonly hashes: Hashes;
  /** In which all transfers have their turn. */
  readonly turns: Turns;
  /** Undefined where guests may add nothing. */
  readonly uploads: Uploads | undefined;
}

/**
 * Makes sure that a folder for what the server keeps is not on the shelf.
 * @throws Error `Cannot keep the journal in "x": reason`
 */
export async function checkApart(folder: string, { root }: Pick<Shelf, "root">): Promise<void> {
  if (!(await isShown(root, folder))) return;
  const why = "everyone could get it from the shelf; a name that begins with a dot hides it there";
  throw new Error(`Cannot keep the journal in "${folder}": ${why}`);
}

/**
 * Opens the shelf in a folder, to which guests may add files where there are rules for it.
 * @throws Error where the folder cannot be used
 */
export async function openShelfParts(
  folder: string,
  rules: UploadRules | undefined,
  now: () => number,
): Promise<Shelf> {
  const root = await openShelf(folder);
  const hasher = new Hasher();
  const hashes = new Hashes(hasher);
  const uploads = rules && (await Uploads.open(root, rules, { hashes, hasher, now }));
  return { root, hashes, turns: new Turns(), uploads, [Symbol.dispose]: () => hasher.close() };
}
