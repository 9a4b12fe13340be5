/** What still runs when the thread ends: its calls are cancelled, for the process waits for the threads that make them. */

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

process.on("exit", () => {
  for (const context of contexts) native().codat_context_cancel(context);
});

/** Ends the process here: a thread that tells this one of a cancelled call would wait for it, and the process for both. */
function leave(code: number): void {
  if (process.platform !== "win32") koffi.load(null).func("void _exit(int code)")(code);
}
