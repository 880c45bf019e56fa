// Screen under random prints, frames, resizes, pages, questions: every line once and in order, the frame below.
// PARLOR_SEED=n repeats a run.

import { expect, test } from "bun:test";
import { Stage, substance } from "./screen-terminal.ts";

const STEPS = 150;
const WIDE = ["y".repeat(50), `https://example.org/${"x".repeat(40)}`, "漢".repeat(30)];
const WORDS = [
  "a",
  "word",
  "longer-word",
  "wörter",
  "漢字かな",
  "no\u00a0break\u3000here",
  "😀",
  "e\u0301",
  ...WIDE,
];

/** A room, a frame and sizes that chance changes, and what must be seen of them. */
class Fuzz {
  readonly #stage: Stage;
  readonly #frame: () => readonly string[];
  #state: number;
  #status = 0;
  #said = "";
  #lines = 0;
  #held = false;
  readonly steps: string[] = [];

  constructor(seed: number) {
    this.#state = seed;
    this.#stage = new Stage(20 + this.#random(60), 5 + this.#random(20));
    this.#frame = () => {
      const { columns, rows, unread } = this.#stage.screen;
      const status = Array<string>(Math.min(this.#status, rows - 1)).fill("=".repeat(columns));
      return [...status, `${unread} █`];
    };
    this.#stage.frame = this.#frame;
  }

  step(): void {
    const { screen, tty } = this.#stage;
    const chance = this.#random(100);
    if (chance < 50) this.#say(1 + this.#random(4));
    else if (chance < 70) {
      const [columns, rows] = [12 + this.#random(80), 4 + this.#random(26)];
      this.#did(`resize ${columns} ${rows}`, () => tty.resize(columns, rows));
    } else if (chance < 78) {
      this.#status = this.#random(4);
      this.#did(`status ${this.#status}`, () => screen.changed());
    } else if (chance < 92) {
      const direction = this.#random(3) === 0 ? 1 : -1;
      this.#did(`page ${direction}`, () => screen.page(direction));
    } else if (chance < 94) this.#did("bottom", () => screen.toBottom());
    else if (chance < 95) this.#did("repaint", () => screen.repaint());
    else if (this.#held) {
      this.#held = false;
      tty.write("\x1b[?1049l");
      this.#did("release", () => screen.release());
    } else {
      this.#held = true;
      this.#did("hold", () => screen.hold());
      tty.write("\x1b[?1049h");
    }
  }

  async check(): Promise<void> {
    const { screen, tty } = this.#stage;
    const rows = await tty.shown(true);
    if (this.#held) return;
    expect(tty.alternate).toBe(screen.scrolledBack);
    const frame = this.#frame();
    if (!screen.scrolledBack) {
      // What of a tall frame a smaller screen has pushed into its scrollback cannot be erased.
      const shown = substance(rows).replaceAll("=", "");
      expect(shown).toBe(`${this.#said}${screen.unread}█`);
      expect(rows.slice(-frame.length)).toEqual([...frame]);
    } else {
      expect(rows).toHaveLength(tty.rows);
      expect(rows.slice(-frame.length)).toEqual([...frame]);
      expect(this.#said).toContain(substance(rows.slice(0, -frame.length)));
    }
  }

  #say(count: number): void {
    for (let i = 0; i < count; i++) {
      const words = Array.from({ length: this.#random(14) }, () => this.#word());
      const text = [`<${this.#lines++}>`, ...words].join(this.#random(5) === 0 ? "\n" : " ");
      this.#did(`say ${JSON.stringify(text)}`, () => this.#stage.say(text));
      this.#said += `ann:${text}`.replaceAll(/[\p{Zs}\n]/gu, "");
    }
  }

  #word(): string {
    return WORDS[this.#random(WORDS.length)] ?? "";
  }

  #did(what: string, deed: () => void): void {
    this.steps.push(what);
    deed();
  }

  #random(below: number): number {
    this.#state = (this.#state * 1103515245 + 12345) & 0x7fffffff;
    return (this.#state >> 8) % below;
  }
}

const given = Number(process.env["PARLOR_SEED"] ?? 0);
const fresh = () => Math.floor(Math.random() * 0x7fffffff);

test.each(given > 0 ? [given] : [1, 2, 3, 4, fresh(), fresh(), fresh()])(
  "random room, frame and sizes, seed %i",
  async (seed) => {
    const fuzz = new Fuzz(seed);
    for (let step = 0; step < STEPS; step++) {
      fuzz.step();
      try {
        await fuzz.check();
      } catch (error) {
        throw new Error(`seed ${seed}, after:\n${fuzz.steps.slice(-15).join("\n")}`, {
          cause: error,
        });
      }
    }
  },
  20_000,
);
