/** Takes what the library tells while it works to those who want to hear of it. */

import koffi from "koffi";

import { InvalidArgumentError } from "./errors.js";

/** A function of ours that the library calls, and those of this thread who hear of it, by their numbers. */
export class Listeners<Event extends unknown[]> {
  readonly #listeners = new Map<bigint, (...event: Event) => unknown>();
  readonly #returns: string;
  readonly #takes: string[];
  #latest = 0n;
  #callback: bigint | undefined;

  /**
   * @param returns - What the function returns.
   * @param takes - What it takes after the listener's number.
   */
  constructor(returns: string, takes: string[]) {
    this.#returns = returns;
    this.#takes = ["void *", ...takes];
  }

  /** Adds a listener: the number that events for it come with, never 0. */
  add(listener: (...event: Event) => unknown): bigint {
    this.#latest += 1n;
    this.#listeners.set(this.#latest, listener);
    return this.#latest;
  }

  /** Ends what `add` began. */
  remove(number: bigint): void {
    this.#listeners.delete(number);
  }

  /** How many there are. */
  get count(): number {
    return this.#listeners.size;
  }

  /** The function: one for all listeners, and kept until the thread ends, so that no event can come too late for it. */
  get callback(): bigint {
    this.#callback ??= koffi.register(
      (number: bigint, ...event: Event) => this.#listeners.get(number)?.(...event) ?? 0,
      koffi.pointer(koffi.proto(this.#returns, this.#takes)),
    );
    return this.#callback;
  }
}

/**
 * Looks at who wants to hear before anything is done.
 *
 * @throws InvalidArgumentError - It is no function.
 */
export function checkListener(listener: unknown, member: string): void {
  if (typeof listener === "function") return;
  throw new InvalidArgumentError(`${member}: expected a function, found ${typeof listener}`, { member });
}

/** Those who hear how far a call is: they return 0 to go on. */
export const progress = new Listeners<[event: string]>("int32_t", ["str"]);

/** Those who hear of a client's calls. */
export const logs = new Listeners<[level: number, line: string]>("void", ["int32_t", "str"]);
