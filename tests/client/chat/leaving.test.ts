// Leaving: asked once at a time, and at once for who wants it twice.

import { expect, test } from "bun:test";
import { Leaving } from "../../../lib/client/chat/leaving.ts";
import type { Question } from "../../../lib/client/terminal/surface.ts";

const QUESTION: Question = { message: "A download is under way", choices: [] };

function begin(question: Question | undefined) {
  const asked: PromiseWithResolvers<string | undefined>[] = [];
  const answered = Promise.withResolvers<void>();
  const closes: string[] = [];
  const leaving = new Leaving({
    question: () => question,
    choose() {
      const answer = Promise.withResolvers<string | undefined>();
      asked.push(answer);
      return answer.promise;
    },
    answered: () => answered.promise,
    close: () => closes.push("closed"),
  });
  return { leaving, asked, answered, closes };
}

test("what is owed is waited for, unless it is wished again", async () => {
  const { leaving, answered, closes } = begin(undefined);
  const wish = leaving.wish();
  expect([leaving.isWaiting, closes]).toEqual([true, []]);
  await leaving.wish();
  expect(closes).toEqual(["closed"]);
  answered.resolve();
  await wish;
});

test("where something would be cut off it is asked, once at a time", async () => {
  const { leaving, asked, answered, closes } = begin(QUESTION);
  answered.resolve();
  const first = leaving.wish();
  await leaving.wish();
  expect([asked.length, leaving.isWaiting]).toEqual([1, false]);
  asked[0]?.resolve("stay");
  await first;
  expect([leaving.isWaiting, closes]).toEqual([false, []]);
  const second = leaving.wish();
  asked[1]?.resolve("leave");
  await second;
  expect(closes).toEqual(["closed"]);
});
