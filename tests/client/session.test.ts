// A session over real sockets: requests and their answers, what nobody asked for.

import { describe, expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import type { Session } from "../../lib/client/session.ts";
import { encodeChunk } from "../support/chunk.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { UNHEARD_EVENTS } from "../../lib/protocol/limits.ts";
import type { ServerMessage } from "../../lib/protocol/messages.ts";
import { type FakeServer, framesServer, Heard } from "./peers.ts";
import { failureOf, House } from "./server.ts";

async function join({ address }: FakeServer | House): Promise<Session> {
  return (await connect(address, Date.now)).session;
}

/** The names that /who gives. */
async function who(session: Session): Promise<string[]> {
  const names: string[] = [];
  await session.request(
    { type: "who" },
    {
      message: (message) => {
        if (message.type === "who") names.push(...message.clients.map(({ name }) => name));
      },
    },
  );
  return names;
}

/** What a session hears unasked from now on, as JSON lines. */
function listen(session: Session): Heard {
  const heard = new Heard();
  session.listen((message) => heard.add(`${JSON.stringify(message)}\n`));
  return heard;
}

const said = (text: string) => ({ type: "said", seq: 1, at: 1, from: "Ann", client: 2, text });

describe("with the server", () => {
  test("joins: the room's name, our number, a name", async () => {
    await using house = new House({ motd: "Be kind" });
    const { session, hello } = await connect(house.address, Date.now);
    const history = expect.any(String);
    expect(hello).toEqual({ type: "hello", room: "Testing", client: 1, history });
    const answers: ServerMessage[] = [];
    const message = (answer: ServerMessage) => void answers.push(answer);
    await session.request({ type: "nick", name: "Ann" }, { message });
    const token = expect.stringMatching(/^1\../);
    expect(answers).toEqual([{ type: "welcome", name: "Ann", client: 1, token, motd: "Be kind" }]);
    expect(await who(session)).toEqual(["Ann"]);
    expect((await connect(house.address, Date.now)).hello.client).toBe(2);
  });

  test("many requests at once each get their own answer", async () => {
    await using house = new House();
    const session = await house.join("Ann");
    const asked = Array.from({ length: 150 }, async (_, at) => {
      if (at % 3 === 0) return expect(await who(session)).toEqual(["Ann"]);
      if (at % 3 === 1) return session.request({ type: "say", text: `line ${at}` });
      const refusal = await failureOf(session.request({ type: "get", file: `no-${at}` }));
      return expect(refusal.message).toBe(`File 'no-${at}' not found`);
    });
    await Promise.all(asked);
  });

  test("a refusal is a failure with the server's sentence, code and exit", async () => {
    await using house = new House();
    const session = await house.join("Ann");
    await house.join("Bo");
    const taken = await failureOf(session.request({ type: "nick", name: "bo" }));
    expect(taken.message).toBe('Cannot use "bo" as a name: it is taken');
    expect([taken.refusal?.code, taken.exit]).toEqual(["name-taken", EXIT.refused]);
    const missing = await failureOf(session.request({ type: "get", file: "nope" }));
    expect([missing.refusal?.code, missing.exit]).toEqual(["not-found", EXIT.notFound]);
    const long = await failureOf(session.request({ type: "say", text: "x".repeat(4097) }));
    expect([long.refusal?.code, long.exit]).toEqual(["too-long", EXIT.usage]);
    expect(await who(session)).toEqual(["Ann", "Bo"]);
  });

  test("a full room at the door, and at the naming", async () => {
    await using house = new House({ places: 1 });
    const late = (await connect(house.address, Date.now)).session;
    await house.join("Ann");
    for (const attempt of [
      connect(house.address, Date.now),
      late.request({ type: "nick", name: "Bo" }),
    ]) {
      const failure = await failureOf(attempt);
      expect(failure.message).toBe("Server is full, try again later.");
      expect(failure.exit).toBe(EXIT.refused);
    }
  });

  test("a server that stops ends the session with its goodbye", async () => {
    await using house = new House();
    const session = await house.join("Ann");
    await house.stop();
    const failure = await session.ended;
    expect(failure.message).toBe("The server is shutting down");
    expect([failure.refusal?.code, failure.exit]).toEqual(["shutdown", EXIT.network]);
    expect(session.failure).toBe(failure);
    expect(await failureOf(session.request({ type: "list" }))).toBe(failure);
  });

  test("leaving says what was still to be said, then closes", async () => {
    await using house = new House();
    const bo = listen(await house.join("Bo"));
    const session = await house.join("Ann");
    const last = session.request({ type: "say", text: "last words" });
    await session.leave();
    await last;
    expect(session.failure?.exit).toBe(EXIT.ok);
    const lines = (await bo.waitFor('"left"')).split("\n");
    expect(lines.slice(-3).join()).toMatch(/last words.*"said".*"left".*Ann/);
    await session.leave();
  });
});

describe("what nobody asked for", () => {
  test("is kept until someone listens, in order, and then heard at once", async () => {
    using fake = framesServer({
      nick: (peer, id) => {
        for (let n = 0; n < 3; n++) peer.control(said(`before ${n}`));
        peer.control({ type: "welcome", name: "me", re: id });
        peer.control(said("between"));
      },
      who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
      say: (peer, id) => {
        peer.control(said("after"));
        peer.control({ type: "ack", re: id });
      },
    });
    const session = await join(fake);
    await session.request({ type: "nick", name: "me" });
    await session.request({ type: "who" });
    const texts: string[] = [];
    session.listen((message) => message.type === "said" && texts.push(message.text));
    expect(texts).toEqual(["before 0", "before 1", "before 2", "between"]);
    await session.request({ type: "say", text: "x" });
    expect(texts.slice(4)).toEqual(["after"]);
  });

  test.each(["before", "after"])(
    "is not heard behind a goodbye, by who listened %s; answers are",
    async (when) => {
      using fake = framesServer({
        who: (peer, id) => {
          peer.control(said("the last"));
          peer.control({ type: "bye", code: "shutdown", message: "Bye" });
          peer.control(said("behind it"));
          peer.control({ type: "live", seq: 9 });
          peer.control({ type: "who", clients: [{ client: 1, name: "Bo" }], more: false, re: id });
        },
      });
      const session = await join(fake);
      const early = when === "before" ? listen(session) : undefined;
      expect(await who(session)).toEqual(["Bo"]);
      const heard = early ?? listen(session);
      expect(JSON.parse(heard.text)).toEqual(said("the last"));
    },
  );

  test("is bounded while nobody listens", async () => {
    using fake = framesServer({
      who: (peer, id) => {
        for (let n = 0; n < UNHEARD_EVENTS + 50; n++) peer.control(said(String(n)));
        peer.control({ type: "who", clients: [], more: false, re: id });
      },
    });
    const session = await join(fake);
    await session.request({ type: "who" });
    let heard = 0;
    session.listen(() => heard++);
    expect(heard).toBe(UNHEARD_EVENTS);
  });

  test("unknown messages, fields, answers and chunks are passed over; texts are cleaned", async () => {
    using fake = framesServer({
      who: (peer, id) => {
        peer.control({ type: "confetti", at: 1 });
        peer.control({ type: "confetti", re: id });
        peer.control({ type: "said", text: 5 });
        peer.control({ type: "ack", re: 4242 });
        peer.bytes(encodeChunk(4242, Buffer.from("bytes")));
        peer.control({ ...said("\x1b[31mred\u202e\x07 \ud800"), color: "red" });
        peer.control({ type: "who", clients: [], more: false, re: id });
      },
    });
    const session = await join(fake);
    const heard = listen(session);
    await session.request({ type: "who" });
    const lines = heard.text.split("\n").filter((line) => line.includes('"said"'));
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([said("red \ufffd")]);
    expect(heard.text).not.toContain("confetti");
  });
});
