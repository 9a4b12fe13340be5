/** `companies.create_many`: a list of companies, with who hears of each. */

import { isPromise } from "node:util/types";

import type { Caller } from "./caller.js";
import { runs } from "./gate.js";
import { checkListener, progress } from "./listeners.js";
import type { Answered } from "./meta.js";
import type { CreateManyEvent, CreateManyOptions, CreateManyOutcome } from "./models/index.js";
import { parse } from "./numbers.js";

/** Runs it; what `onProgress` throws ends the run, and is thrown again. */
export async function createMany(
  caller: Caller,
  companies: readonly Readonly<Record<string, unknown>>[],
  { concurrency, journal, lookupTag, onProgress, ...options }: CreateManyOptions,
): Promise<Answered<CreateManyOutcome>> {
  const members = { companies, concurrency, journal, lookupTag };
  const run = (listener?: bigint): Promise<Answered<CreateManyOutcome>> =>
    caller.call("companies.create_many", members, options, { gate: runs, ...(listener ? { listener } : {}) });
  if (!onProgress) return run();

  checkListener(onProgress, "onProgress");
  const thrown: unknown[] = [];
  const promises: Promise<unknown>[] = [];
  const listener = progress.add((event) => {
    try {
      const returned = onProgress(parse(event) as CreateManyEvent);
      if (isPromise(returned)) promises.push(returned.catch((problem: unknown) => thrown.push(problem)));
    } catch (problem) {
      thrown.push(problem);
    }
    return thrown.length > 0 ? 1 : 0;
  });
  try {
    const outcome = await run(listener);
    await Promise.all(promises);
    if (thrown.length > 0) throw thrown[0];
    return outcome;
  } finally {
    progress.remove(listener);
  }
}
