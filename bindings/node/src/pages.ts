/** Going through all pages of a list. */

import { type Answering, type Caller, decoded, read, succeeded } from "./caller.js";
import { type CallOptions, Context } from "./context.js";
import { errorOf } from "./errors.js";
import { calls, errands } from "./gate.js";
import { callInPool, type Handle, inPool, make } from "./library.js";

/** A native pager, and the context of its requests. */
class Pager {
  readonly #handle: Handle;
  readonly #context: Context;
  readonly #options: CallOptions;
  #ended = false;

  constructor(caller: Caller, operation: Answering, members: Readonly<Record<string, unknown>>, options: CallOptions) {
    const client = caller.open(operation);
    this.#options = options;
    this.#context = new Context(operation, options, caller.isLogged);
    const made = make("codat_pager_new", client, this.#context.handle, operation, JSON.stringify(members));
    if (made.handle === null) {
      this.#context.end();
      throw errorOf(made.text, { operation });
    }
    this.#handle = made.handle;
  }

  /** The document of the next page. */
  async next(): Promise<string> {
    this.#context.refuseAborted();
    const next = await calls.pass(() => callInPool("codat_pager_next", this.#handle), this.#context.leave);
    return succeeded(next, this.#options);
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
interface Place {
  pager?: Pager;
}

const forgotten = new FinalizationRegistry<Place>((place) => {
  void place.pager?.end();
});

/**
 * The rows of all pages of a list, one after another: `for await (const row of rows)`. The next page is fetched
 * meanwhile, and never more than that one. Nothing is sent before the first is asked for; leaving the loop cancels what
 * is being fetched.
 */
export class Rows<T extends object> implements AsyncIterable<T>, AsyncDisposable {
  /** The rows of each page; of the second and later ones without those that the page before had. */
  readonly pages: AsyncGenerator<T[], void, undefined>;

  /** Made by the operations that go through lists. */
  constructor(
    caller: Caller,
    operation: Answering,
    members: Readonly<Record<string, unknown>>,
    options: CallOptions = {},
  ) {
    const place: Place = {};
    this.pages = through<T>(place, operation, () => new Pager(caller, operation, members, options));
    forgotten.register(this.pages, place);
  }

  /** The rows, from where it is. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages) yield* page;
  }

  /** Ends it: there are no more rows. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.pages.return();
  }
}

async function* through<T extends object>(
  place: Place,
  operation: Answering,
  start: () => Pager,
): AsyncGenerator<T[], void, undefined> {
  const pager = (place.pager = start());
  try {
    let before = new Set<unknown>();
    for (;;) {
      const { result, meta } = decoded(await pager.next());
      if (result === null) return;
      const { results } = read<{ results: T[] }>(operation, result, meta);
      const rows = results.filter((row) => !before.has(key(row)));
      before = new Set(results.map(key));
      yield rows;
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
