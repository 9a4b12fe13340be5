/** Going through all pages of a list. */

import type { Caller } from "./caller.js";
import { type CallOptions, Context, optionsOf } from "./context.js";
import { CallCancelledError, errorOf } from "./errors.js";
import { calls, errands } from "./gate.js";
import { inputOf, type Members, optionsFrom } from "./given.js";
import { callInPool, type Handle, inPool, make, textOf } from "./library.js";
import { answered, type Answered, type Meta } from "./meta.js";
import { parsed, settled } from "./outcomes.js";

/** A page: its rows, none after the last page. */
interface PageOf<T> {
  readonly rows: readonly T[] | undefined;
  readonly meta: Meta;
}

/** A native pager, and the context of its requests. */
class Pager<T extends object> {
  readonly #handle: Handle;
  readonly #context: Context;
  readonly #operation: string;
  readonly #options: CallOptions;
  #ended = false;

  constructor(caller: Caller, operation: string, members: Members, options: CallOptions) {
    const client = caller.open(operation);
    const input = textOf(members, "input");
    this.#operation = operation;
    this.#options = options;
    this.#context = new Context(operation, options, caller.isLogged);
    const made = make("codat_pager_new", client, this.#context.handle, operation, input);
    if (made.handle === null) {
      this.#context.end();
      throw errorOf(made.text, { operation });
    }
    this.#handle = made.handle;
  }

  /** The next page. */
  async next(): Promise<PageOf<T>> {
    this.#context.refuseAborted();
    const next = await calls.pass(() => callInPool("codat_pager_next", this.#handle), this.#context.leave);
    const read = (text: string): PageOf<T> => {
      const { result, meta } = parsed(text, this.#operation);
      return { rows: (result as { results: T[] } | null)?.results, meta };
    };
    return settled(this.#operation, next, read, this.#options.signal);
  }

  /** Cancels what is being fetched. */
  cancel(): void {
    this.#context.cancel();
  }

  /** Frees it. That waits for what is being fetched, which may have something to tell this thread. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#context.end();
    await errands.pass(() => inPool("codat_pager_free", this.#handle));
  }
}

/** Where a pager is while a generator has it: what is left to free when that is forgotten. */
interface Place<T extends object> {
  pager?: Pager<T>;
  /** Whether its end was asked for. */
  isEnded: boolean;
}

const forgotten = new FinalizationRegistry<Place<object>>((place) => {
  void place.pager?.end();
});

/**
 * The rows of all pages of a list, one after another: `for await (const row of rows)`. The next page is fetched while you
 * work on the one before. Nothing is sent before the first row is asked for; leaving the loop cancels what is being
 * fetched. A list that repeats its pages, or does not end, rejects with an {@link UnexpectedResponseError}.
 */
export class Rows<T extends object> implements AsyncIterable<T>, AsyncDisposable {
  /**
   * The rows of each page, with the `meta` of its call. Pages after the first come without the rows that the page before
   * had.
   */
  readonly pages: AsyncGenerator<Answered<T[]>, void, undefined>;

  readonly #operation: string;
  readonly #signal: AbortSignal | undefined = undefined;

  readonly #end: () => void;

  /** Made by the operations that go through lists. */
  constructor(caller: Caller, operation: string, parameters: Members, filter: unknown, options?: CallOptions) {
    const place: Place<T> = { isEnded: false };
    this.#operation = operation;
    this.#end = () => {
      place.isEnded = true;
      place.pager?.cancel();
    };
    let start: () => Pager<T>;
    try {
      const members = inputOf(operation, parameters, "filter", filter);
      const own = optionsFrom(options, optionsOf(operation), operation);
      this.#signal = own.signal;
      start = () => new Pager(caller, operation, members, own);
    } catch (problem) {
      // Who asks for the first row hears of it, as of any other failure.
      start = () => {
        throw problem;
      };
    }
    const pages = through<T>(place, start);
    // And not what is made of it: that may be forgotten while a page is waited for.
    forgotten.register(pages, place);
    this.pages = endedBy(this.#end, pages);
  }

  /** The rows, from where it is. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return endedBy(this.#end, this.#rows());
  }

  async *#rows(): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages) {
      for (const row of page) {
        this.#refuseAborted(page.meta);
        yield row;
      }
    }
  }

  /** Ends it, and cancels what is being fetched: there are no more rows, also for who waits for one. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.pages.return();
  }

  /** The rows of a page may take longer to work on than its call took. */
  #refuseAborted(meta: Meta): void {
    if (!this.#signal?.aborted) return;
    const cause: unknown = this.#signal.reason;
    throw new CallCancelledError("the call was cancelled", { operation: this.#operation, meta, cause });
  }
}

/** A generator whose end is not put off until there is what its `next` waits for. */
function endedBy<T>(end: () => void, rows: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  return {
    next: () => rows.next(),
    return: () => {
      end();
      return rows.return();
    },
    throw: (problem) => {
      end();
      return rows.throw(problem);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}

async function* through<T extends object>(
  place: Place<T>,
  start: () => Pager<T>,
): AsyncGenerator<Answered<T[]>, void, undefined> {
  const pager = (place.pager = start());
  try {
    let before = new Set<unknown>();
    for (;;) {
      // Who ended it did not ask what became of the page.
      const next = await pager.next().catch((problem: unknown) => {
        if (!place.isEnded) throw problem;
      });
      if (!next?.rows || place.isEnded) return;
      const { rows, meta } = next;
      const fresh = rows.filter((row) => !before.has(key(row)));
      before = new Set(rows.map(key));
      before.delete(undefined);
      yield answered(fresh, meta);
    }
  } finally {
    await pager.end();
  }
}

/** What tells a row of a list from the others; of integrations that is their key. */
function key(row: object): unknown {
  const { id, key } = row as { id?: unknown; key?: unknown };
  return id ?? key;
}
