/** Listening to signals: each has one listener of ours, however many calls share it. */

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal is aborted.
 *
 * @returns What ends that; the last to go takes the listener along.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined;
  const callbacks = listeners.get(signal) ?? listenTo(signal);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    // Node warns of eleven listeners: it takes them for a leak.
    if (callbacks.size === 0 && listeners.get(signal) === callbacks) forget(signal);
  };
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  listeners.set(signal, callbacks);
  signal.addEventListener("abort", aborted, { once: true });
  return callbacks;
}

function forget(signal: AbortSignal): void {
  listeners.delete(signal);
  signal.removeEventListener("abort", aborted);
}

function aborted(this: AbortSignal): void {
  const callbacks = listeners.get(this) ?? [];
  listeners.delete(this);
  for (const callback of callbacks) callback();
}
