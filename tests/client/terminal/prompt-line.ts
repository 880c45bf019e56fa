// An input line without a terminal: what is typed into it, and a typist whose answers a test gives.

import type { Completion } from "../../../lib/client/terminal/surface.ts";
import { type Draft, EMPTY } from "../../../lib/client/terminal/editing.ts";
import { History } from "../../../lib/client/terminal/history.ts";
import type { Typist } from "../../../lib/client/terminal/surface.ts";
import { Typing } from "../../../lib/client/terminal/typing.ts";

/** A line that is typed into, what its typist is told, and the promises that the typist makes. */
export async function line(typist: Partial<Typist> = {}) {
  const told: string[] = [];
  let draft: Draft = EMPTY;
  const paste = Promise.withResolvers<boolean>();
  const completion = Promise.withResolvers<Completion | undefined>();
  const history = History.open(undefined);
  const typing = new Typing(
    { draft: () => draft, put: (next) => void (draft = next), pressed() {}, changed() {} },
    history,
    {
      onLine: (text) => told.push(text) > 0,
      onPaste: (whole, pasted) => {
        told.push(`paste ${whole} of ${pasted}`);
        return paste.promise;
      },
      onLeave: () => void told.push("leave"),
      complete: () => completion.promise,
      ...typist,
    },
  );
  const press = (...keys: readonly string[]) => {
    for (const key of keys) {
      if (key.startsWith("=")) typing.text(key.slice(1));
      else typing.key(key);
    }
  };
  const hint = (columns = 80) => Bun.stripANSI(typing.hint(columns) ?? "");
  return { typing, press, hint, told, history, paste, completion, draft: () => draft };
}

/** All that was promised before has been heard. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
