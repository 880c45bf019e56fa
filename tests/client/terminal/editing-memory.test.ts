// What the keys before are remembered for: undoing them, and putting back what they deleted.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { atEnd, type Draft, EMPTY } from "../../../lib/client/terminal/editing.ts";
import { Editor } from "../../../lib/client/terminal/editor.ts";
import { DELETED_TEXTS, STEP_KEYSTROKES, UNDO_STEPS } from "../../../lib/protocol/limits.ts";

/** Presses keys one after the other; "=text" types it. */
function after(editor: Editor, draft: Draft, ...keys: readonly string[]): Draft {
  for (const key of keys) {
    draft = key.startsWith("=")
      ? editor.typed(draft, key.slice(1))
      : (editor.press(key, draft) ?? draft);
  }
  return draft;
}

test("deletions next to each other are one text, put back where the cursor is", () => {
  const editor = new Editor();
  const cut = after(editor, atEnd("one two three"), "C-w", "C-w");
  expect(cut.text).toBe("one ");
  expect(after(editor, cut, "C-a", "C-y")).toEqual({ text: "two threeone ", cursor: 9 });
  const begun = after(editor, { text: "one two three", cursor: 0 }, "M-d", "M-d", "C-e", "C-y");
  expect(begun.text).toBe(" threeone two");
});

test("a motion between deletions keeps them apart, and M-y turns through them", () => {
  const editor = new Editor();
  const cut = after(editor, atEnd("one two"), "C-w", "C-a", "C-k");
  expect(cut.text).toBe("");
  expect(after(editor, cut, "C-y").text).toBe("one ");
  expect(after(editor, cut, "C-y", "M-y").text).toBe("two");
  expect(after(editor, cut, "C-y", "M-y", "M-y").text).toBe("one ");
  expect(after(editor, cut, "C-y", "C-a", "M-y").text).toBe("one ");
  expect(after(new Editor(), atEnd("x"), "C-y", "M-y")).toEqual(atEnd("x"));
});

test("so many deleted texts are kept, and no more", () => {
  const editor = new Editor();
  for (let i = 0; i <= DELETED_TEXTS; i++) after(editor, atEnd(`text ${i}`), "C-a", "C-k");
  const turned = (times: number) =>
    after(editor, EMPTY, "C-y", ...Array<string>(times).fill("M-y")).text;
  expect(turned(DELETED_TEXTS - 1)).toBe("text 1");
  expect(turned(DELETED_TEXTS)).toBe(`text ${DELETED_TEXTS}`);
});

test("C-_ takes back typing by the step, then what was before it", () => {
  const editor = new Editor();
  const keys = Array.from({ length: STEP_KEYSTROKES + 1 }, (_, i) => `=${i % 10}`);
  const typed = after(editor, atEnd("x"), ...keys);
  expect(after(editor, typed, "C-_").text).toBe(typed.text.slice(0, STEP_KEYSTROKES + 1));
  expect(after(editor, typed, "C-_", "C-_").text).toBe("x");
  expect(editor.press("C-_", atEnd("x"))).toEqual(atEnd("x"));
});

test("a motion begins a new step, and is none itself", () => {
  const editor = new Editor();
  const typed = after(editor, EMPTY, "=a", "=b", "C-a", "=c");
  expect(typed.text).toBe("cab");
  expect(after(editor, typed, "C-_").text).toBe("ab");
  expect(after(editor, after(editor, EMPTY, "C-_"), "C-_").text).toBe("");
});

test("a line that was put in the place of another, and a new line", () => {
  const editor = new Editor();
  const draft = atEnd("draft");
  const shown = editor.replaced(draft, atEnd("older"));
  expect(editor.press("C-_", shown)).toEqual(draft);
  editor.replaced(draft, atEnd("older"));
  editor.reset();
  expect(editor.press("C-_", shown)).toEqual(shown);
});

test("so many steps are kept, and no more", () => {
  const editor = new Editor();
  let draft = EMPTY;
  for (let i = 0; i <= UNDO_STEPS; i++) draft = after(editor, draft, "=x", "C-f");
  draft = after(editor, draft, ...Array<string>(UNDO_STEPS + 9).fill("C-_"));
  expect(draft.text).toBe("x");
});

test("no other key is for editing", () => {
  expect(new Editor().press("C-g", atEnd("x"))).toBeUndefined();
});

test("whatever the keys: undoing all of them brings the line back", () => {
  const keys = fc.constantFrom("=a", "= b", "C-w", "M-b", "C-k", "C-y", "M-y", "C-t", "M-u", "C-d");
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 40 }), (pressed) => {
      const editor = new Editor();
      const end = after(editor, atEnd("one two"), ...pressed);
      expect(after(editor, end, ...Array<string>(40).fill("C-_")).text).toBe("one two");
    }),
    { verbose: true },
  );
});
