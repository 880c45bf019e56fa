// What is said in several lines, and what someone does: as each dialect's guests read it, and as the log has it.

import { describe, expect, test } from "bun:test";
import { MESSAGE_BYTES, MESSAGE_LINES } from "../../lib/protocol/limits.ts";
import { House } from "../support/house.ts";

/** The messages of the log, in order. */
function logged(house: House): string[] {
  return house.log.all.map((line) => {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("message" in entry)) return "";
    return String(entry.message).replace(/^Received from Client \d+: /, "");
  });
}

describe("a message of several lines", () => {
  const text = "\r\none\r\n\r\n  * Lina left\rBob: two\n\n";
  const kept = "one\n\n  * Lina left\nBob: two";

  test("reaches lines and bare guests with the sender before each, frames guests whole", async () => {
    await using house = new House();
    const [lines, bare] = [await house.lines("Lina"), await house.bare("Old")];
    const [ann, finn] = [await house.frames("Ann"), await house.frames("Finn")];
    expect(await ann.request({ type: "say", text })).toMatchObject([{ type: "ack", re: 2 }]);
    const heard = ["Ann: one", "Ann: ", "Ann:   * Lina left", "Ann: Bob: two"];
    expect((await lines.heard()).slice(3)).toEqual(heard);
    expect(await bare.heard("")).toEqual(heard);
    expect((await finn.next("said")).text).toBe(kept);
    expect(logged(house)).toContain("one ⏎  ⏎   * Lina left ⏎ Bob: two");
  });

  test("to one guest alone has what marks it before each line", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    const [ann, finn] = [await house.frames("Ann"), await house.frames("Finn")];
    await ann.request({ type: "msg", to: "Lina", text });
    await ann.request({ type: "msg", to: "Finn", text });
    expect((await lines.heard()).slice(2)).toEqual([
      "* Ann to you: one",
      "* Ann to you: ",
      "* Ann to you:   * Lina left",
      "* Ann to you: Bob: two",
    ]);
    expect((await finn.next("told")).text).toBe(kept);
    expect(logged(house)).toContain("/msg Lina …");
  });

  test("counts once, at its most of lines; one more is refused with the count", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    const ann = await house.frames("Ann");
    const most = Array.from({ length: MESSAGE_LINES }, (_, at) => `line ${at}`);
    await ann.request({ type: "say", text: most.join("\n") });
    expect((await lines.heard()).slice(1)).toEqual(most.map((line) => `Ann: ${line}`));
    expect(await ann.request({ type: "say", text: `${most.join("\n")}\nx` })).toMatchObject([
      {
        type: "error",
        code: "too-long",
        message: 'Cannot read "text": it has 101 lines, a message takes 100',
      },
    ]);
    const bytes = `x\n${"x".repeat(MESSAGE_BYTES - 1)}`;
    expect(await ann.request({ type: "say", text: bytes })).toMatchObject([{ code: "too-long" }]);
    const [, status] = await ann.request({ type: "status" });
    expect(status).toMatchObject({ clients: [{ messages: 0 }, { messages: 1 }] });
    expect(await lines.heard()).toEqual([]);
  });

  test("cannot be sent in lines: each is a message or a command of its own", async () => {
    await using house = new House();
    const finn = await house.frames("Finn");
    const lines = await house.lines("Lina");
    lines.send("one\ntwo\rthree\n");
    expect(await lines.lines(2)).toEqual(["one ACK", "two three ACK"]);
    expect((await finn.next("said")).text).toBe("one");
    expect((await finn.next("said")).text).toBe("two three");
  });
});

describe("what someone does", () => {
  test("is acknowledged as it was typed, and read behind a star; by bare guests as talk", async () => {
    await using house = new House();
    const [lines, bare] = [await house.lines("Lina"), await house.bare("Old")];
    const [ann, finn] = [await house.lines("Ann"), await house.frames("Finn")];
    await lines.heard();
    ann.send("/me waves\n");
    expect(await ann.lines(2)).toEqual(["* Finn joined", "/me waves ACK"]);
    expect(await lines.heard()).toEqual(["* Ann waves"]);
    expect(await bare.heard("")).toEqual(["Ann: waves"]);
    expect(await finn.next("said")).toMatchObject({ from: "Ann", text: "waves", action: true });
    expect(logged(house)).toContain("/me waves");

    await finn.request({ type: "say", text: "sings:\nla", action: true });
    expect(await lines.heard()).toEqual(["* Finn sings:", "* Finn la"]);
    expect(await bare.heard("")).toEqual(["Finn: sings:", "Finn: la"]);
    expect(logged(house)).toContain("/me sings: ⏎ la");
  });

  test("can be said by a bare guest, and what is plain has no mark of it", async () => {
    await using house = new House();
    const finn = await house.frames("Finn");
    const bare = await house.bare("Old");
    bare.send("/me waves");
    expect(await bare.line()).toBe("/me waves ACK");
    expect(await finn.next("said")).toMatchObject({ from: "Old", action: true });
    bare.send("me waves");
    expect(await finn.next("said")).not.toHaveProperty("action");
  });

  test("needs words, and help tells of it", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    lines.send("/me\n/help me\n");
    expect(await lines.lines(4)).toEqual([
      "* Usage: /me TEXT",
      "/help me ACK",
      "* /me TEXT  say what you do",
      "* Example: /me waves",
    ]);
  });
});
