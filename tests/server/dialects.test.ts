// How a guest's first bytes choose its dialect, and what lines and bare guests are sent.

import { describe, expect, test } from "bun:test";
import { House } from "../support/house.ts";

const MEGABYTES = Buffer.from("0123456789abcdef\n".repeat(300_000));

describe("a bare guest", () => {
  test("sees talk, but no joins, leaves, renames, direct messages or motd", async () => {
    await using house = new House({ motd: "Be kind" });
    const bare = await house.bare("Old");
    const lines = await house.lines("Lina");
    expect(await lines.line()).toBe("* Be kind");
    const frames = await house.frames("Finn");
    expect(await lines.line()).toBe("* Finn joined");

    await frames.request({ type: "nick", name: "Fred" });
    expect(await lines.line()).toBe("* Finn is now Fred");
    const answer = await frames.request({ type: "msg", to: "Old", text: "psst" });
    expect(answer).toMatchObject([{ type: "error", code: "no-such-client" }]);
    lines.send("/msg Old psst\n");
    expect(await lines.line()).toBe('* Cannot reach "Old": that client shows no direct messages');
    await frames.request({ type: "say", text: "Hello" });
    await frames.request({ type: "exit" });
    expect(await lines.lines(2)).toEqual(["Fred: Hello", "* Fred left"]);

    expect(await bare.heard("")).toEqual(["Fred: Hello"]);
  });

  test("becomes a lines guest when a newline comes", async () => {
    await using house = new House();
    const guest = await house.bare("Old");
    const other = await house.lines("Lina");
    guest.send("half a line ");
    expect(await other.heard()).toEqual([]);
    guest.send("and the rest\nstatus ");
    expect(await guest.line()).toBe("half a line and the rest ACK");
    expect(await other.line()).toBe("Old: half a line and the rest");

    // From now on silence ends nothing, and all that lines guests see is seen.
    await house.silence();
    await house.lines("Newt");
    expect(await guest.line()).toBe("* Newt joined");
    guest.send("quo\n");
    expect(await guest.line()).toBe("status quo ACK");
  });

  test("that sent too much is told so, also when the end of it is a line", async () => {
    await using house = new House();
    const other = await house.lines("Lina");
    const guest = await house.bare("Old");
    await other.line();
    guest.send("x".repeat(5000));
    expect(await guest.line()).toBe("* Cannot take the line: it is longer than 4096 bytes");
    guest.send("y".repeat(5000));
    expect(await other.heard()).toEqual([]);
    guest.send("the end of it\n");
    expect(await guest.line()).toBe("* Cannot take the line: it is longer than 4096 bytes");
    expect(await other.heard()).toEqual([]);
  });
});

describe("a lines guest", () => {
  test("is one whose first byte comes alone, as a keystroke does", async () => {
    await using house = new House();
    const guest = await house.guest();
    guest.send("B");
    await house.silence();
    guest.send("ob");
    await house.silence();
    guest.send("\n");
    expect(await guest.lines(2)).toEqual(["Please enter a name:", "Your name is set as: Bob"]);
  });

  test("is one whose first piece has a newline, whatever silence follows", async () => {
    await using house = new House();
    const guest = await house.guest();
    guest.send("Bob\nHel");
    await house.silence();
    guest.send("lo\n");
    expect((await guest.lines(3)).slice(1)).toEqual(["Your name is set as: Bob", "Hello ACK"]);
  });

  test("may be cut anywhere, also inside a character", async () => {
    await using house = new House();
    const other = await house.lines("Lina");
    const guest = await house.guest();
    for (const byte of Buffer.from("Zoë\r\n👩‍🚀 ça va?\r\n")) {
      guest.send(Uint8Array.of(byte));
      await house.read();
    }
    expect((await guest.lines(3)).slice(1)).toEqual(["Your name is set as: Zoë", "👩‍🚀 ça va? ACK"]);
    expect(await other.lines(2)).toEqual(["* Zoë joined", "Zoë: 👩‍🚀 ça va?"]);
  });

  test.each([
    { input: "with a final newline", text: "Ann\nHi\nget big.txt\nget nope.txt\nlist\n" },
    { input: "without a final newline", text: "Ann\nHi\nget big.txt\nget nope.txt\nlist" },
  ])("that half-closes gets all its answers, $input", async ({ text }) => {
    await using house = new House({ files: { "big.txt": MEGABYTES } });
    const other = await house.lines("Lina");
    const guest = await house.guest();
    guest.send(text);
    guest.end();

    const answers = await guest.restBytes();
    const before = "Please enter a name:\nYour name is set as: Ann\nHi ACK\nget big.txt ACK\n";
    const after = "get nope.txt ACK\nFile 'nope.txt' not found\nlist ACK\nbig.txt\n";
    expect(answers.subarray(0, before.length).toString()).toBe(before);
    const file = answers.subarray(before.length, -after.length);
    expect(file.equals(MEGABYTES)).toBe(true);
    expect(answers.subarray(-after.length).toString()).toBe(after);
    await guest.closed;
    expect(await other.lines(3)).toEqual(["* Ann joined", "Ann: Hi", "* Ann left"]);
  });

  test("that half-closes without having said a thing is let go", async () => {
    await using house = new House();
    const guest = await house.guest();
    guest.end();
    expect(await guest.rest()).toBe("Please enter a name:\n");
    await guest.closed;
  });

  test("gets the motd, help, who and direct messages behind a star", async () => {
    await using house = new House({ motd: "Be kind" });
    const ann = await house.lines("Ann Lee");
    const ben = await house.lines("Ben");
    expect(await ann.lines(2)).toEqual(["* Be kind", "* Ben joined"]);
    expect(await ben.line()).toBe("* Be kind");

    ben.send('/msg "ann lee" at six?\n');
    expect(await ben.line()).toBe('/msg "ann lee" at six? ACK');
    expect(await ann.line()).toBe("* Ben to you: at six?");
    ann.send("/who\n");
    expect(await ann.lines(3)).toEqual(["/who ACK", "* Ann Lee (client 1)", "* Ben (client 2)"]);
    ann.send("/help get\n");
    expect(await ann.lines(2)).toEqual(["/help get ACK", "* /get FILE  download a file"]);
    expect(await ann.lines(2)).toEqual(["* The same: get", "* Example: /get info.txt"]);
    ann.send("/say status\n\n   \n/quit\n");
    expect(await ann.rest()).toBe("/say status ACK\n");
    expect(await ben.lines(2)).toEqual(["Ann Lee: status", "* Ann Lee left"]);
  });
});
