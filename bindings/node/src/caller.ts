/** A native client, and the way of every call into it. */

import { Context, optionsOf, type WriteOptions } from "./context.js";
import { errorOf, InvalidHandleError } from "./errors.js";
import { calls, type Gate } from "./gate.js";
import { optionsFrom } from "./given.js";
import { callInPool, type Handle, make, native, type Outcome, textOf } from "./library.js";
import { logs } from "./listeners.js";
import { levelNumber, listen, type LogEvent, type LogLevel } from "./log.js";
import { answered, type Answered, type Meta } from "./meta.js";
import { parsed, settled } from "./outcomes.js";
import { freeAtEnd } from "./running.js";

/** How a call is made: by default with nobody who hears how far it is. */
export interface How {
  /** What it passes before the gate of all calls. */
  readonly gate?: Gate;
  readonly listener?: bigint;
}

/** What is left to free of a client; it must not know the client, which would never be collected. */
class Owned {
  closed = false;
  #calls = 0;
  readonly #freed: () => void;

  constructor(
    readonly handle: Handle,
    readonly listener: bigint,
  ) {
    this.#freed = freeAtEnd(() => native().codat_client_free(handle));
  }

  begin(): void {
    this.#calls += 1;
  }

  end(): void {
    this.#calls -= 1;
    if (this.closed) this.#free();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#free();
  }

  // Calls that have begun come to their end; some may still wait for their turn.
  #free(): void {
    if (this.#calls > 0) return;
    this.#freed();
    native().codat_client_free(this.handle);
    logs.remove(this.listener);
  }
}

const forgotten = new FinalizationRegistry<Owned>((owned) => {
  owned.close();
});

/** Owns a native client. */
export class Caller {
  readonly #owned: Owned;

  /** How long a call may take, in milliseconds. */
  readonly timeout: number;

  /** @param config - The configuration as the library has it. */
  constructor(
    config: Readonly<Record<string, unknown>> & { readonly timeoutMs?: number | undefined },
    log?: (event: LogEvent) => unknown,
    level: LogLevel = "warn",
  ) {
    const text = textOf(config, "config");
    const number = levelNumber(level);
    const listener = log ? listen(log) : 0n;
    const callback = log ? logs.callback : null;
    const made = make("codat_client_new_with_log", text, number, callback, listener);
    if (made.handle === null) {
      logs.remove(listener);
      throw errorOf(made.text);
    }
    this.timeout = config.timeoutMs ?? 60_000;
    this.#owned = new Owned(made.handle, listener);
    forgotten.register(this, this.#owned, this);
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#owned.closed;
  }

  /** Whether somebody hears of its calls. */
  get isLogged(): boolean {
    return this.#owned.listener !== 0n;
  }

  /** Frees the client as soon as the calls that have begun are at their end. Closing twice does nothing. */
  close(): void {
    forgotten.unregister(this);
    this.#owned.close();
  }

  /**
   * The native client.
   *
   * @throws InvalidHandleError - The client was closed.
   */
  open(operation: string): Handle {
    if (this.#owned.closed) throw new InvalidHandleError("the client was closed", { operation });
    return this.#owned.handle;
  }

  /**
   * Calls an operation with its input as JSON, and returns what `read` makes of the response.
   *
   * @param given - The call's options.
   * @param names - Which options it takes.
   */
  async send<T>(
    operation: string,
    input: string,
    read: (text: string) => T,
    given: WriteOptions | undefined,
    names: readonly string[],
    how: How = {},
  ): Promise<T> {
    const options = optionsFrom(given, names, operation);
    return settled(operation, await this.#outcome(operation, input, options, how), read, options.signal);
  }

  async #outcome(operation: string, input: string, options: WriteOptions, how: How): Promise<Outcome> {
    const owned = this.#owned;
    const client = this.open(operation);
    const { gate, listener } = how;
    const context = new Context(operation, options, this.isLogged, listener);
    owned.begin();
    try {
      const call = (): Promise<Outcome> => callInPool("codat_call", client, context.handle, operation, input);
      const pass = (): Promise<Outcome> => calls.pass(call, context.leave);
      return await (gate ? gate.pass(pass, context.leave) : pass());
    } finally {
      context.end();
      owned.end();
    }
  }

  /** Calls an operation that responds with an object. */
  async call<T extends object>(
    operation: string,
    members: Readonly<Record<string, unknown>>,
    options?: WriteOptions,
    how?: How,
  ): Promise<Answered<T>> {
    const read = (text: string): Answered<T> => {
      const { result, meta } = parsed(text, operation);
      return answered(result as T, meta);
    };
    return this.send(operation, textOf(members, "input"), read, options, optionsOf(operation), how);
  }

  /** Calls an operation that responds with nothing; returns what is known about the call. */
  async do(operation: string, members: Readonly<Record<string, unknown>>, options?: WriteOptions): Promise<Meta> {
    const read = (text: string): Meta => parsed(text, operation).meta;
    return this.send(operation, textOf(members, "input"), read, options, optionsOf(operation));
  }
}
