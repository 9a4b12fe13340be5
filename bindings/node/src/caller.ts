/** A native client, and the way of every call into it. */

import { begun, type Heard } from "./calls.js";
import { optionsOf, optionsText, type WriteOptions } from "./context.js";
import { errorOf, InvalidHandleError } from "./errors.js";
import { type InputMaker, type Members, optionsFrom, withExtra } from "./given.js";
import { type Handle, native, textOf } from "./library.js";
import { levelNumber, listenerOf, type LogEvent, type LogLevel } from "./log.js";
import { answered, type Answered, type Meta } from "./meta.js";
import { parsed, type Response, settled, unsent } from "./outcomes.js";

/** Owns a native client. */
export class Caller {
  readonly #client: Handle;
  #isClosed = false;

  /** Who receives the log lines of its calls. */
  readonly log: Heard["log"];

  /** @param config - The configuration as the library has it. */
  constructor(
    config: Readonly<Record<string, unknown>>,
    log?: (event: LogEvent) => unknown,
    level: LogLevel = "warn",
  ) {
    const number = levelNumber(level);
    this.log = log && listenerOf(log);
    const made = native().clientNew(textOf(config, "config"), log ? number : 0);
    if (typeof made === "string") throw errorOf(made);
    this.#client = made;
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** Frees the client; calls that have begun come to their end. Closing twice does nothing. */
  close(): void {
    this.#isClosed = true;
    native().clientFree(this.#client);
  }

  /**
   * The native client.
   *
   * @throws InvalidHandleError - The client was closed.
   */
  open(): Handle {
    if (this.#isClosed) throw new InvalidHandleError("the client was closed");
    return this.#client;
  }

  /**
   * Calls an operation, and returns what `read` makes of the response.
   *
   * @param input - Makes the input as JSON, or refuses it.
   * @param given - The call's options.
   * @param names - Which options it takes.
   * @param progress - Receives progress.
   */
  async send<T>(
    operation: string,
    input: () => string,
    read: (text: string) => T,
    given: WriteOptions | undefined,
    names: readonly string[],
    progress?: Heard["progress"],
  ): Promise<T> {
    const { signal, outcome } = unsent(operation, given, () => {
      const text = input();
      const own = optionsFrom(given, names);
      const client = this.open();
      const options = optionsText(own);
      const { signal } = own;
      const isAborted = signal?.aborted ?? false;
      const begin = (id: number): number | string => native().begin(client, operation, text, options, id, isAborted);
      return { signal, outcome: begun(begin, signal, { log: this.log, progress }) };
    });
    return settled(operation, await outcome, read, signal);
  }

  /** Calls an operation that responds with an object. */
  call<T extends object>(
    operation: string,
    input: Members | InputMaker,
    options?: WriteOptions,
    progress?: Heard["progress"],
  ): Promise<Answered<T>> {
    return this.reply(operation, input, ({ result, meta }) => answered(result as T, meta), options, progress);
  }

  /** Calls an operation that responds with nothing; returns what is known about the call. */
  do(operation: string, input: Members | InputMaker, options?: WriteOptions): Promise<Meta> {
    return this.reply(operation, input, ({ meta }) => meta, options);
  }

  /** Calls an operation, and returns what `read` makes of its result. */
  reply<T>(
    operation: string,
    input: Members | InputMaker,
    read: (response: Response) => T,
    options?: WriteOptions,
    progress?: Heard["progress"],
  ): Promise<T> {
    const text = (): string =>
      textOf(withExtra(typeof input === "function" ? input(operation) : input, options), "input");
    return this.send(operation, text, (json) => read(parsed(json, operation)), options, optionsOf(operation), progress);
  }
}
