/** Going through all pages of a list. */

import { begun } from "./calls.js";
import type { Caller } from "./caller.js";
import { type CallOptions, optionsOf, optionsText } from "./context.js";
import { CallCancelledError, errorOf } from "./errors.js";
import { inputOf, type Members, optionsFrom, withExtra } from "./given.js";
import { type Handle, native, textOf } from "./library.js";
import { answered, type Answered, type Meta, NO_META } from "./meta.js";
import { parsed, settled, unsent } from "./outcomes.js";

/** A page: its rows, none after the last page. */
interface PageOf<T> {
  readonly rows: readonly T[] | undefined;
  readonly meta: Meta;
}

/**
 * The rows of all pages of a list, one after another: `for await (const row of rows)`. The next page is fetched while you
 * work on the one before. The first request is sent when you take the first row; leaving the loop cancels what is being
 * fetched. A list that repeats its pages, or does not end, rejects with an {@link UnexpectedResponseError}.
 */
export class Rows<T extends object> implements AsyncIterable<T>, AsyncDisposable {
  /**
   * The rows of each page, with the `meta` of its call. Pages after the first come without the rows that the page before
   * had.
   */
  readonly pages: AsyncGenerator<Answered<T[]>, void, undefined>;

  readonly #caller: Caller;
  readonly #operation: string;
  readonly #signal: AbortSignal | undefined = undefined;
  #pager: Handle | undefined;
  #isEnded = false;

  /** Made by the operations that go through lists. */
  constructor(caller: Caller, operation: string, parameters: Members, filter: unknown, options?: CallOptions) {
    this.#caller = caller;
    this.#operation = operation;
    let start: () => Handle;
    try {
      const input = textOf(withExtra(inputOf(parameters, "filter", filter)(operation), options), "input");
      const own = optionsFrom(options, optionsOf(operation));
      const text = optionsText(own);
      this.#signal = own.signal;
      start = () => {
        const made = native().pagerNew(caller.open(), operation, input, text);
        if (typeof made === "string") throw errorOf(made);
        return made;
      };
    } catch (problem) {
      // The caller receives it with the first row, like any other failure.
      start = () => {
        throw problem;
      };
    }
    this.pages = this.#endable(this.#through(start));
  }

  /** The rows, from the current one. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#endable(this.#rows());
  }

  /** Ends it, and cancels what is being fetched: there are no more rows, also for who waits for one. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.pages.return();
  }

  async *#rows(): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages) {
      for (const row of page) {
        this.#refuseAborted(page.meta);
        yield row;
      }
    }
  }

  async *#through(start: () => Handle): AsyncGenerator<Answered<T[]>, void, undefined> {
    const pager = (this.#pager = unsent(this.#operation, undefined, start));
    try {
      let before = new Set<unknown>();
      for (;;) {
        // A caller that ended it does not need the page.
        const next = await this.#next(pager).catch((problem: unknown) => {
          if (!this.#isEnded) throw problem;
        });
        if (!next?.rows || this.#isEnded) return;
        const { rows, meta } = next;
        const fresh = rows.filter((row) => !before.has(key(row)));
        before = new Set(rows.map(key));
        before.delete(undefined);
        yield answered(fresh, meta);
      }
    } finally {
      native().pagerFree(pager);
    }
  }

  /** The next page. */
  async #next(pager: Handle): Promise<PageOf<T>> {
    this.#refuseAborted(NO_META);
    const operation = this.#operation;
    const begin = (id: number): number | string => native().pagerNext(pager, id);
    const heard = { log: this.#caller.log };
    const outcome = await unsent(operation, undefined, () => begun(begin, this.#signal, heard));
    const read = (text: string): PageOf<T> => {
      const { result, meta } = parsed(text, operation);
      return { rows: (result as { results: T[] } | null)?.results, meta };
    };
    return settled(operation, outcome, read, this.#signal);
  }

  /** The work on a page may take longer than its call took. */
  #refuseAborted(meta: Meta): void {
    if (!this.#signal?.aborted) return;
    const cause: unknown = this.#signal.reason;
    throw new CallCancelledError("the call was cancelled", { operation: this.#operation, meta, cause });
  }

  #end(): void {
    this.#isEnded = true;
    if (this.#pager) native().pagerFree(this.#pager);
  }

  /** A generator whose end is not put off until there is what its `next` waits for. */
  #endable<R>(rows: AsyncGenerator<R, void, undefined>): AsyncGenerator<R, void, undefined> {
    const end = (): void => { this.#end(); };
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
}

/** What identifies a row of a list; of integrations that is their key. */
function key(row: object): unknown {
  const { id, key, pushOperationKey } = row as { id?: unknown; key?: unknown; pushOperationKey?: unknown };
  return id ?? key ?? pushOperationKey;
}
