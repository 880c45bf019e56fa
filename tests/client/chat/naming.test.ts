// Taking a name: who is asked, what is suggested, and every way in which it ends.

import { describe, expect, test } from "bun:test";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { connect } from "../../../lib/client/connect.ts";
import { anotherName } from "../../../lib/client/another-name.ts";
import {
  plainNames,
  takeName,
  type NameAsker,
  type NameQuestion,
} from "../../../lib/client/chat/naming.ts";
import { TypedLines } from "../../../lib/client/terminal/typed-lines.ts";
import { nameProblem } from "../../../lib/protocol/names.ts";
import { patiently } from "../../support/patience.ts";
import { Paper } from "../view/paper.ts";
import { framesServer } from "../peers.ts";
import { failureOf, House } from "../server.ts";

/** Answers with these names, one after the other; keeps what it was asked and told. */
function answering(...names: (string | undefined)[]) {
  const suggested: string[] = [];
  const refused: string[] = [];
  const asker: NameAsker = {
    async ask(question) {
      suggested.push(question.suggested);
      const why = question.problem(names[0] ?? "");
      if (why) refused.push(why);
      return names.shift();
    },
    refuse: (why) => void refused.push(why),
  };
  return { asker, suggested, refused };
}

describe("takeName", () => {
  test("the wanted name is taken without a question", async () => {
    await using house = new House();
    const { session } = await connect(house.address, Date.now);
    const person = answering();
    expect((await takeName(session, "Ann", person.asker)).welcome.name).toBe("Ann");
    expect(person.suggested).toEqual([]);
  });

  test("a name that is taken: why, and the next number is suggested", async () => {
    await using house = new House();
    await house.join("Ann");
    await house.join("Ann-2");
    const { session } = await connect(house.address, Date.now);
    const person = answering("Ann-2", "Ann-3");
    expect((await takeName(session, "Ann", person.asker)).welcome.name).toBe("Ann-3");
    expect(person.suggested).toEqual(["Ann-2", "Ann-3"]);
    expect(person.refused).toHaveLength(2);
  });

  test("a name that is refused: why, and the same is suggested to be changed", async () => {
    await using house = new House();
    const { session } = await connect(house.address, Date.now);
    const person = answering("a:b", "Ann");
    expect((await takeName(session, undefined, person.asker)).welcome.name).toBe("Ann");
    expect(person.suggested).toEqual(["", "a:b"]);
    // Once before it is sent, and once by the server.
    expect(person.refused).toHaveLength(2);
    expect(person.refused[0]).toBe('Cannot use this as a name: it has a ":"');
  });

  test("who gives up: 130", async () => {
    await using house = new House();
    const { session } = await connect(house.address, Date.now);
    const failure = await failureOf(takeName(session, undefined, answering(undefined).asker));
    expect([failure.exit, failure.message]).toEqual([130, "Cancelled"]);
    await session.leave();
  });

  test("the server stops meanwhile: the question is given up, its sentence is thrown", async () => {
    await using house = new House();
    const { session } = await connect(house.address, Date.now);
    const asked = Promise.withResolvers<NameQuestion>();
    const asker: NameAsker = {
      ask(question) {
        asked.resolve(question);
        const { promise, resolve } = Promise.withResolvers<undefined>();
        question.signal.addEventListener("abort", () => resolve(undefined));
        return promise;
      },
      refuse: () => {},
    };
    const taking = failureOf(takeName(session, undefined, asker));
    await asked.promise;
    await house.stop();
    expect((await patiently(taking)).message).toBe("The server is shutting down");
  });

  test("another refusal is thrown", async () => {
    using fake = framesServer({
      nick: (peer, id) => peer.control({ type: "error", code: "full", message: "Full", re: id }),
    });
    const { session } = await connect(fake.address, Date.now);
    const failure = await failureOf(takeName(session, "Ann", answering().asker));
    expect([failure.exit, failure.message]).toEqual([3, "Full"]);
  });

  test("a server that does not welcome: a sentence", async () => {
    using fake = framesServer({ nick: (peer, id) => peer.control({ type: "ack", re: id }) });
    const { session } = await connect(fake.address, Date.now);
    const failure = await failureOf(takeName(session, "Ann", answering().asker));
    expect(failure.message).toContain("did not welcome us");
  });
});

test.each([
  ["ann", "ann-2"],
  ["ann-2", "ann-3"],
  ["ann-9", "ann-10"],
  ["ann-0", "ann-0-2"],
  ["ann-", "ann--2"],
  ["-2", "-2-2"],
  ["a".repeat(32), `${"a".repeat(30)}-2`],
  ["日".repeat(21), `${"日".repeat(20)}-2`],
  [`${"a".repeat(29)} bc`, `${"a".repeat(29)}-2`],
])("beside %p there may be %p", (name, another) => {
  expect(anotherName(name)).toBe(another);
});

test("beside any name there is another that may be one", () => {
  const names = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 32 })
    .map((name) => name.trim())
    .filter((name) => nameProblem(name) === undefined);
  const property = fc.property(names, (name) => {
    const another = anotherName(name);
    expect(nameProblem(another)).toBeUndefined();
    expect(another).not.toBe(name);
    expect(another).toMatch(/-\d+$/);
  });
  fc.assert(property);
});

describe("line by line", () => {
  const problem = (name: string) => (name === "bad" ? "Cannot use this" : undefined);

  function begin(suggested = "") {
    const input = new PassThrough();
    const paper = new Paper();
    const giveUp = new AbortController();
    const asker = plainNames(new TypedLines(input), paper);
    const ask = () => asker.ask({ suggested, problem, signal: giveUp.signal });
    return { input, paper, giveUp, asker, ask };
  }

  test("a line is the name, trimmed", async () => {
    const { input, paper, ask } = begin();
    input.write("  Ann \n");
    expect(await patiently(ask())).toBe("Ann");
    expect(paper.text).toBe("Your name?\n");
    // What is typed ahead is left to whoever asks next.
    expect(input.isPaused()).toBe(true);
  });

  test("why one cannot be used, and the question again", async () => {
    const { input, paper, ask, asker } = begin();
    input.write("bad\nAnn\n");
    expect(await patiently(ask())).toBe("Ann");
    asker.refuse("Taken");
    expect(paper.text).toBe("Your name?\nCannot use this\nYour name?\nTaken\n");
  });

  test("an empty line takes what is suggested", async () => {
    const { input, paper, ask } = begin("Ann-2");
    input.write("\n");
    expect(await patiently(ask())).toBe("Ann-2");
    expect(paper.text).toBe('Your name? Enter alone takes "Ann-2"\n');
  });

  test("the end of the input gives up", async () => {
    const { input, ask } = begin();
    input.end();
    expect(await patiently(ask())).toBeUndefined();
  });

  test("the end of the session gives up, before and while it asks", async () => {
    const { giveUp, ask } = begin();
    const asked = ask();
    giveUp.abort();
    expect(await patiently(asked)).toBeUndefined();
    expect(await patiently(ask())).toBeUndefined();
  });
});
