// What the host does to somebody in the chat: the sentence is seen, and who is sent away does not try to come back.

import { expect, setDefaultTimeout, test } from "bun:test";
import { Host } from "../../support/host.ts";
import { chatAs, chatInShell, client, left, run, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

test("kicked: why, 3, and not back", async () => {
  await using house = new House();
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  using host = await Host.of(house);
  await host.act({ type: "kick", name: "Ann", why: "please no flooding" });
  const screen = await left(ann, 3);
  expect(screen).toContain("The host sent you away: please no flooding");
  expect(screen).not.toContain("trying to come back");
  await host.told("left");
  expect(host.heard.some(({ type }) => type === "joined")).toBe(false);
});

test("banned: said so, 3, and the name is no longer to be had, with 3 as well", async () => {
  await using house = new House();
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  using host = await Host.of(house);
  await host.act({ type: "ban", who: "Ann" });
  const screen = await left(ann, 3);
  expect(screen).toContain("You are banned from this room.");
  expect(screen).not.toContain("trying to come back");
  const again = await run([house.at, "-n", "Ann", "say", "hello"]);
  expect([again.exit, again.err]).toEqual([
    3,
    'Cannot use "Ann" as a name: the host keeps it out\n',
  ]);
});

test("a script that is kicked ends with 3, too", async () => {
  await using house = new House();
  await using tail = client([house.at, "-n", "Ann", "tail"]);
  await house.log.waitFor("Received from Client 1: Ann");
  using host = await Host.of(house);
  await host.act({ type: "kick", name: "Ann" });
  expect(await tail.exit).toBe(3);
  expect(tail.err.text).toContain("The host sent you away");
});

test("muted: told so, and for how long; what is typed is not sent and can be heard again later", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  using host = await Host.of(house);
  await host.act({ type: "mute", name: "Ann", ms: 600_000 });
  await seen(ann, "* Ann is muted by the host for 10 min");
  ann.type("hello\r");
  await seen(ann, /✗ not sent: hello\n.*Cannot send it: the host has muted you for another 10 min/);
  await host.act({ type: "say", text: "quiet, please" });
  await seen(ann, "host: quiet, please");
  await host.act({ type: "mute", name: "Ann", ms: 0 });
  await seen(ann, "* Ann may speak again");
  ann.type("sorry\r");
  await host.told("said");
  await seen(ann, "Ann: sorry");
});

test("announced, and closed: shown as the room's own words", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  using host = await Host.of(house);
  await host.act({ type: "announce", text: "the demo\nbegins" });
  await seen(ann, /\* Announcement: the demo\n +begins/);
  await host.act({ type: "shutdown", ms: 300_000 });
  await seen(ann, "* The room closes in 5 min");
  ann.type("/msg host wait!\r");
  expect(await host.told("told")).toMatchObject({ from: "Ann", text: "wait!" });
});
