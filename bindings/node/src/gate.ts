/** Whose turn it is. */

import { mostAsyncCalls } from "./library.js";

/**
 * Lets so many in at once, and the others in the order in which they came.
 *
 * A call blocks a thread of libuv's pool, which has few; its queue could be neither left nor looked at.
 */
export class Gate {
  readonly #places: () => number;
  #free: number | undefined;
  readonly #waiting = new Set<() => void>();

  /** @param places - Tells, when it is first asked, how many may be inside. */
  constructor(places: () => number) {
    this.#places = places;
  }

  /**
   * Does the task when its turn comes.
   *
   * @param task - What to do inside.
   * @param leave - Is given what makes a task that still waits fail with an error; default: it waits.
   */
  async pass<T>(task: () => Promise<T>, leave?: (giveUp: (error: Error) => void) => void): Promise<T> {
    this.#free ??= this.#places();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(leave);
    try {
      return await task();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#free += 1;
    }
  }

  #turn(leave?: (giveUp: (error: Error) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        this.#waiting.delete(enter);
        resolve();
      };
      this.#waiting.add(enter);
      leave?.((error) => {
        if (this.#waiting.delete(enter)) reject(error);
      });
    });
  }
}

// libuv's own default.
const THREADS = Number(process.env.UV_THREADPOOL_SIZE) || 4;

/** How many errands there are at once: koffi takes no more calls than it has places for, and fails. */
function errandsAtMost(): number {
  return Math.min(64, Math.floor(mostAsyncCalls() / 4));
}

function callsAtMost(): number {
  return Math.max(1, Math.min(THREADS - 1, 512, mostAsyncCalls() - errandsAtMost()));
}

/** Calls of clients: one thread is left for whatever else the process does, such as files and names of hosts. */
export const calls = new Gate(callsAtMost);

/** Those calls that take long, such as `companies.createMany`: one more is left for the others. */
export const runs = new Gate(() => Math.max(1, callsAtMost() - 1));

/** What takes a moment, such as ending a pager: it waits for no call. */
export const errands = new Gate(errandsAtMost);
