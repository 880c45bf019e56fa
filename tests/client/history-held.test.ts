// A history and a tail whose output takes nothing: what is sent meanwhile is not read, and comes whole in the end.

import { describe, expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import { runHeadless } from "../../lib/client/headless.ts";
import { readPlan } from "../../lib/client/settings.ts";
import { DISK_WAITING_BYTES, HISTORY_PAGE_BYTES, PIECE_BYTES } from "../../lib/protocol/limits.ts";
import { patiently } from "../support/patience.ts";
import { entry, historian } from "./historian.ts";
import { Kept, linesOf } from "./kept-output.ts";
import { framesServer, type Answers } from "./peers.ts";

/** An output that takes nothing until it is told to. */
class Stalled extends Kept {
  readonly gate = Promise.withResolvers<void>();
  readonly enough = Promise.withResolvers<void>();

  /** `most` is how many times it is given rows before there is enough. */
  constructor(private readonly most: number) {
    super();
  }

  times = 0;
  override rows = async <T extends object>(facts: T[]) => {
    this.facts.push(...facts);
    if (++this.times > this.most) this.enough.resolve();
    await this.gate.promise;
  };
}

describe("an output that takes nothing", () => {
  /** Runs these words until the output has more than `most` rows; what is sent meanwhile is not read. */
  async function stalled(fake: ReturnType<typeof framesServer>, words: string[], most: number) {
    const output = new Stalled(most);
    const plan = readPlan([fake.at, ...words], {});
    let isOver = false;
    const running = runHeadless(plan, output, linesOf(), { USER: "ann" });
    void running.then(() => (isOver = true));
    await patiently(output.enough.promise);
    const { session: other } = await connect(fake.address, Date.now);
    // Each round trip lets every socket that is read be read once.
    for (let turn = 0; turn < 100; turn++) await other.request({ type: "who" });
    const meanwhile = output.times;
    expect(isOver).toBe(false);
    await other.leave();
    output.gate.resolve();
    return { exit: await running, meanwhile, output };
  }
  const who: Answers["who"] = (peer, re) =>
    peer.control({ type: "who", clients: [], more: false, re });
  const text = "x".repeat(4000);

  test("holds a history back, which comes whole in the end", async () => {
    const pages = Array.from({ length: 3000 }, (_, at) =>
      Array.from({ length: 4 }, (__, each) => entry(at * 4 + each + 1, { text })),
    );
    const { fake } = historian(pages, { who });
    using _ = fake;
    const most = DISK_WAITING_BYTES / HISTORY_PAGE_BYTES;
    const { exit, meanwhile, output } = await stalled(fake, ["history", "--all"], most);
    expect(meanwhile).toBeLessThan(most * 4);
    expect(exit).toBe(0);
    expect(output.facts).toEqual(pages.flat());
  });

  test("is waited for, however little it was given", async () => {
    const { fake } = historian([[entry(1)]], { who });
    using _ = fake;
    const { exit, meanwhile } = await stalled(fake, ["history"], 0);
    expect([exit, meanwhile]).toEqual([0, 1]);
  });

  test("holds a tail back, likewise", async () => {
    const count = 12_000;
    const told = Array.from({ length: count }, (_, at) => ({
      type: "said",
      ...entry(at + 1, { text }),
    }));
    let first = true;
    using fake = framesServer({
      who,
      nick: (peer, re) => {
        peer.control({ type: "welcome", name: "ann", re });
        if (!first) return;
        first = false;
        for (const each of told) peer.control(each);
        peer.control({ type: "bye", code: "shutdown", message: "Bye" });
        peer.finish();
      },
    });
    const most = DISK_WAITING_BYTES / PIECE_BYTES;
    const { exit, meanwhile, output } = await stalled(fake, ["tail", "--since", "0"], most);
    expect(meanwhile).toBeLessThan(most * 4);
    expect(exit).toBe(1);
    expect(output.facts).toEqual(told);
  });
});
