/** `companies.create_many`: a list of companies, with who hears of each. */

import type { Caller } from "./caller.js";
import { runs } from "./gate.js";
import { progress } from "./listeners.js";
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

  const thrown: unknown[] = [];
  const listener = progress.add((event) => {
    try {
      onProgress(parse(event) as CreateManyEvent);
      return 0;
    } catch (problem) {
      thrown.push(problem);
      return 1;
    }
  });
  try {
    const outcome = await run(listener);
    if (thrown.length > 0) throw thrown[0];
    return outcome;
  } finally {
    progress.remove(listener);
  }
}
