// Answers calls with an open journal: the same in a thread of its own and in the room's.
import { JournalFailure } from "../room/journal.ts";
import type { Answer, Call } from "./calls.ts";
import { JournalCore } from "./core.ts";
import { wordsOf } from "./faults.ts";
import { SearchIndex } from "./search-index.ts";
import { Searcher } from "./searcher.ts";

const DONE = { answer: "done" } as const;

export class CallHandler {
  #core: JournalCore | undefined;
  #searcher: Searcher | undefined;
  /** Of a journal in memory, which no other connection sees. */
  #index: SearchIndex | undefined;

  /** `warn` is told what whoever runs the server should know, though all goes on. */
  constructor(private readonly warn: (text: string) => void) {}

  /** Does what is asked. Never throws: the answer is then that it failed, and why. */
  answerTo(call: Call): Answer {
    try {
      return this.#answerTo(call);
    } catch (error) {
      const isSentence = error instanceof JournalFailure || call.call === "open";
      if (isSentence && error instanceof Error) return { answer: "failed", why: error.message };
      return { answer: "failed", why: wordsOf(error).running };
    }
  }

  #answerTo(call: Call): Answer {
    switch (call.call) {
      case "open":
        return this.#open(call);
      case "append":
        return { answer: "outcomes", outcomes: this.#journal().append(call.batch) };
      case "read":
        return { answer: "entries", entries: this.#journal().read(call.reading) };
      case "startOf":
        return { answer: "seq", seq: this.#journal().startOf(call.asked) };
      case "search":
        return { answer: "entries", entries: this.#onIndex((index) => index.find(call.asked)) };
      case "index":
        return { answer: "more", isMore: this.#onIndex((index) => index.follow(call.reach)) };
      case "prune":
        return { answer: "more", isMore: this.#journal().prune(call.now) };
      case "settle":
        this.#journal().settle();
        return DONE;
      case "close":
        this.#searcher?.close();
        this.#core?.close();
        return DONE;
    }
  }

  #open({ role, options }: Extract<Call, { call: "open" }>): Answer {
    if (options.folder !== undefined && role === "search") {
      this.#searcher = new Searcher(options.folder, this.warn);
      return { answer: "opened", kept: undefined };
    }
    this.#core = new JournalCore(options, this.warn);
    return { answer: "opened", kept: this.#core.kept };
  }

  #journal(): JournalCore {
    if (this.#core) return this.#core;
    throw new JournalFailure("the journal is not open");
  }

  #onIndex<T>(work: (index: Pick<SearchIndex, "find" | "follow">) => T): T {
    if (this.#searcher) return work(this.#searcher);
    return this.#journal().answer(({ database }) => {
      this.#index ??= new SearchIndex(database, "search");
      return work(this.#index);
    });
  }
}
