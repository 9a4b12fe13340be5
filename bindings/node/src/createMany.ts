/** `companies.create_many`: a list of companies, with a listener for their outcomes. */

import { isPromise } from "node:util/types";

import type { Caller } from "./caller.js";
import { optionsOf } from "./context.js";
import { type Members, optionsFrom } from "./given.js";
import { checkListener } from "./log.js";
import type { Answered } from "./meta.js";
import type { CreateManyError, CreateManyEvent, CreateManyOptions, CreateManyOutcome } from "./models/index.js";
import { parse } from "./numbers.js";
import { undecodable, unsent } from "./outcomes.js";

const OPERATION = "companies.create_many";
const OPTIONS = ["concurrency", "journal", "lookupTag", "onProgress"];

/** Runs it; what `onProgress` throws ends the run, and is thrown again. */
export async function createMany(
  caller: Caller,
  companies: () => readonly Members[],
  given: CreateManyOptions,
): Promise<Answered<CreateManyOutcome>> {
  const own = unsent(OPERATION, undefined, () => optionsFrom(given, [...OPTIONS, ...optionsOf(OPERATION)]));
  const { concurrency, journal, lookupTag, onProgress, ...options } = own;
  const input = (): Members => {
    if (onProgress !== undefined) checkListener(onProgress, "onProgress");
    return { companies: companies(), concurrency, journal, lookupTag };
  };
  const thrown: unknown[] = [];
  const promises: Promise<unknown>[] = [];
  const progress = (event: string): boolean => {
    try {
      // Companies in flight are still reported when the run was ended.
      const returned = thrown.length === 0 && onProgress?.(eventOf(event));
      if (isPromise(returned)) promises.push(returned.catch((problem: unknown) => thrown.push(problem)));
    } catch (problem) {
      thrown.push(problem);
    }
    return thrown.length === 0;
  };
  const outcome = await caller.call<CreateManyOutcome>(OPERATION, input, options, onProgress && progress);
  await Promise.all(promises);
  if (thrown.length > 0) throw thrown[0];
  outcome.results.forEach(({ error }) => { hideBody(error); });
  return outcome;
}

/** An event; one that cannot be decoded ends the run like any other failure of its listener. */
function eventOf(text: string): CreateManyEvent {
  try {
    const event = parse(text) as CreateManyEvent;
    hideBody(event.error);
    return event;
  } catch (problem) {
    throw undecodable(OPERATION, text, problem);
  }
}

/** Has loggers leave out the body of a response, as they do that of a {@link CodatError}. */
function hideBody(error: CreateManyError | null | undefined): void {
  if (error?.responseBody !== undefined) Object.defineProperty(error, "responseBody", { enumerable: false });
}
