/** What is there still when the thread ends: its calls are cancelled, for the process waits for those who make them. */

import { isMainThread } from "node:worker_threads";
import koffi from "koffi";

import { type Handle, native } from "./library.js";

const contexts = new Set<Handle>();
let heard = 0;

/** Notes a context whose calls run. `isHeard`: they tell somebody of themselves. */
export function began(context: Handle, isHeard: boolean): void {
  contexts.add(context);
  // Last of all who listen: nobody comes after it.
  if (isHeard && (heard += 1) === 1 && isMainThread) process.on("exit", leave);
}

/** Ends what `began` noted; false where it had ended. */
export function ended(context: Handle, isHeard: boolean): boolean {
  const ran = contexts.delete(context);
  if (ran && isHeard && (heard -= 1) === 0) process.off("exit", leave);
  return ran;
}

const owned = new Set<() => void>();

/**
 * Has something freed when a worker thread ends, where nothing is collected any more.
 *
 * @returns What ends that, for who frees it before.
 */
export function freeAtEnd(free: () => void): () => void {
  if (!isMainThread) owned.add(free);
  return () => void owned.delete(free);
}

process.on("exit", () => {
  for (const context of contexts) {
    native().codat_context_cancel(context);
    native().codat_context_free(context);
  }
  for (const free of owned) free();
});

/** Ends the process here: a thread that tells this one of a cancelled call would wait for it, and the process for both. */
function leave(code: number): void {
  if (process.platform !== "win32") koffi.load(null).func("void _exit(int code)")(code);
}
