/** Begun calls: each reports to its listener until it has ended. No thread of this process waits for it. */

import { AsyncResource } from "node:async_hooks";

import { errorOf } from "./errors.js";
import { EventKind, type Listener, listeners, native, type Outcome } from "./library.js";
import { onAbort } from "./signals.js";

/** The listeners of a call. */
export interface Heard {
  /** Receives the level and the text of a log line. */
  readonly log?: ((level: number, line: string) => void) | undefined;
  /** Receives how far the call is; returns false to let it end with what is in flight. */
  readonly progress?: ((event: string) => boolean) | undefined;
}

let latest = 0;

/**
 * Begins a call.
 *
 * @param begin - Begins it, and returns its number, or the JSON of an error.
 * @param signal - Cancels it.
 * @returns What it ended with.
 * @throws CodatError - It was not begun.
 */
export function begun(
  begin: (id: number) => number | string,
  signal: AbortSignal | undefined,
  { log, progress }: Heard,
): Promise<Outcome> {
  const id = (latest += 1);
  const call = begin(id);
  if (typeof call === "string") throw errorOf(call);
  return new Promise((resolve) => {
    const ignore = onAbort(signal, () => { native().cancel(call); });
    const listen: Listener = (kind, number, text) => {
      if (kind === EventKind.Log) log?.(number, text);
      if (kind === EventKind.Progress && progress?.(text) === false) native().stop(call);
      if (kind !== EventKind.Done) return;
      ignore();
      listeners.delete(id);
      resolve([number, text]);
    };
    // Listeners run in the asynchronous context of the call, such as that of an AsyncLocalStorage.
    listeners.set(id, log || progress ? AsyncResource.bind(listen, "CodatCall") : listen);
  });
}
