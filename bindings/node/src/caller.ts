/** A native client, and the way of every call into it. */

import { begun, type Heard } from "./calls.js";
import { optionsOf, optionsText, type WriteOptions } from "./context.js";
import { errorOf, InvalidHandleError } from "./errors.js";
import { optionsFrom } from "./given.js";
import { type Handle, native, textOf } from "./library.js";
import { levelNumber, listenerOf, type LogEvent, type LogLevel } from "./log.js";
import { answered, type Answered, type Meta } from "./meta.js";
import { parsed, settled } from "./outcomes.js";

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
  open(operation: string): Handle {
    if (this.#isClosed) throw new InvalidHandleError("the client was closed", { operation });
    return this.#client;
  }

  /**
   * Calls an operation with its input as JSON, and returns what `read` makes of the response.
   *
   * @param given - The call's options.
   * @param names - Which options it takes.
   * @param progress - Hears how far it is.
   */
  async send<T>(
    operation: string,
    input: string,
    read: (text: string) => T,
    given: WriteOptions | undefined,
    names: readonly string[],
    progress?: Heard["progress"],
  ): Promise<T> {
    const own = optionsFrom(given, names, operation);
    const client = this.open(operation);
    const options = optionsText(own, operation);
    const { signal } = own;
    const begin = (id: number): number | string => {
      return native().begin(client, operation, input, options, id, signal?.aborted ?? false);
    };
    return settled(operation, await begun(operation, begin, signal, { log: this.log, progress }), read, signal);
  }

  /** Calls an operation that responds with an object. */
  async call<T extends object>(
    operation: string,
    members: Readonly<Record<string, unknown>>,
    options?: WriteOptions,
    progress?: Heard["progress"],
  ): Promise<Answered<T>> {
    const read = (text: string): Answered<T> => {
      const { result, meta } = parsed(text, operation);
      return answered(result as T, meta);
    };
    return this.send(operation, textOf(members, "input"), read, options, optionsOf(operation), progress);
  }

  /** Calls an operation that responds with nothing; returns what is known about the call. */
  async do(operation: string, members: Readonly<Record<string, unknown>>, options?: WriteOptions): Promise<Meta> {
    const read = (text: string): Meta => parsed(text, operation).meta;
    return this.send(operation, textOf(members, "input"), read, options, optionsOf(operation));
  }
}
