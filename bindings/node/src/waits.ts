/**
 * The operations that wait, with timers: in the library a wait would take one of the few threads that all calls share.
 * What it does otherwise, and what it refuses, is the library's: the scenarios of tests/conformance hold the two together.
 */

import type { Caller } from "./caller.js";
import { type CallOptions, milliseconds, optionsOf } from "./context.js";
import { CallCancelledError, CallTimeoutError, CodatError, UnexpectedResponseError } from "./errors.js";
import { given, type Members, optionsFrom } from "./given.js";
import { answered, type Answered, type Meta } from "./meta.js";
import type {
  Connection,
  DataStatuses,
  PullOperation,
  RefreshItem,
  RefreshOutcome,
  WaitUntilComplete,
  WaitUntilLinked,
} from "./models/index.js";
import { Rows } from "./pages.js";
import { onAbort } from "./signals.js";

const MINUTE = 60_000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;
const ID = /^[\w.-]{1,128}$/;

/** One that waits, and what its looks took. */
class Wait {
  readonly #caller: Caller;
  readonly #operation: string;
  readonly #options: CallOptions;
  readonly #began = performance.now();
  readonly #until: number;
  #meta: Meta = { attempts: 0, elapsedMs: 0 };

  constructor(caller: Caller, operation: string, options: CallOptions, patience: number) {
    this.#caller = caller;
    this.#operation = operation;
    this.#options = options;
    this.#until = this.#began + (options.timeout ?? patience);
  }

  /** Makes one of the calls. */
  async call<T extends object>(operation: string, members: Members): Promise<T> {
    try {
      const answer = await this.#caller.call<T>(operation, members, this.#limited);
      this.#count(answer.meta);
      return answer;
    } catch (error) {
      throw this.#own(error);
    }
  }

  /** Goes through the pages of a list, which together have the time of one call. */
  async *pages<T extends object>(operation: string, members: Members): AsyncGenerator<T[], void, undefined> {
    try {
      for await (const page of new Rows<T>(this.#caller, operation, members, {}, this.#limited).pages) {
        this.#count(page.meta);
        yield page;
      }
    } catch (error) {
      throw this.#own(error);
    }
  }

  /** Looks until there is something to return. `late` is what the error says when the time is up. */
  async until<T extends object>(
    firstPause: number,
    late: string,
    look: () => Promise<T | undefined>,
  ): Promise<Answered<T>> {
    for (let pause = firstPause; ; pause = Math.max(pause, Math.min(pause * 1.5, LONGEST_PAUSE))) {
      const found = await look();
      if (found) return answered(found, this.#told);
      await this.#pause(Math.min(pause, this.#left));
      // Timers have whole milliseconds, and may be early by a part of one.
      if (this.#left < 1) {
        throw new CallTimeoutError(late, { operation: this.#operation, meta: this.#told, retryable: true });
      }
    }
  }

  #pause(time: number): Promise<void> {
    const { signal } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        ignore();
        clearTimeout(timer);
        const details = { operation: this.#operation, meta: this.#told, cause: signal?.reason as unknown };
        reject(new CallCancelledError("the call was cancelled", details));
      };
      const ignore = onAbort(signal, cancel);
      const timer = setTimeout(() => {
        ignore();
        resolve();
      }, time);
      // It may have been aborted when the look had its answer already.
      if (signal?.aborted) cancel();
    });
  }

  /** The options of a look. */
  get #limited(): CallOptions {
    return { ...this.#options, timeout: Math.min(this.#left, this.#caller.timeout) };
  }

  /** The failure of a look as that of the wait. */
  #own(error: unknown): unknown {
    if (!(error instanceof CodatError)) return error;
    this.#count(error.meta);
    return Object.assign(error, { operation: this.#operation, meta: this.#meta });
  }

  get #left(): number {
    return Math.max(0, this.#until - performance.now());
  }

  get #told(): Meta {
    return { ...this.#meta, elapsedMs: Math.round(performance.now() - this.#began) };
  }

  #count(meta: Meta): void {
    this.#meta = { ...this.#meta, ...meta, attempts: this.#meta.attempts + meta.attempts };
    this.#meta = this.#told;
  }
}

/** What a wait says in its own words, as the library has it. */
function intervalOf(pollInterval: number | undefined): { pollIntervalMs?: number } {
  return pollInterval === undefined ? {} : { pollIntervalMs: milliseconds("pollIntervalMs", pollInterval) };
}

/** Whether the library would refuse it; then it is given the chance. */
function isRefused(ids: readonly unknown[], options: CallOptions, pollIntervalMs = FIRST_PAUSE): boolean {
  const timeout = options.timeout === undefined ? 0 : milliseconds("timeoutMs", options.timeout);
  const isId = (id: unknown): boolean => typeof id === "string" && ID.test(id);
  return pollIntervalMs < 10 || pollIntervalMs > MINUTE || timeout < 0 || timeout > 86_400_000 || !ids.every(isId);
}

/** `connections.wait_until_linked`. */
export async function waitUntilLinked(
  caller: Caller,
  companyId: string,
  what: WaitUntilLinked,
  callOptions?: CallOptions,
): Promise<Answered<Connection>> {
  const operation = "connections.wait_until_linked";
  const { connectionId, pollInterval }: WaitUntilLinked = given(what, "what", ["connectionId", "pollInterval"], operation);
  const options = optionsFrom(callOptions, optionsOf(operation), operation);
  const { pollIntervalMs } = intervalOf(pollInterval);
  const ids = connectionId === undefined ? [companyId] : [companyId, connectionId];
  if (isRefused(ids, options, pollIntervalMs)) {
    return caller.call(operation, { companyId, connectionId, pollIntervalMs }, options);
  }
  const wait = new Wait(caller, operation, options, 15 * MINUTE);
  const late = "the customer had not authorised when the time was up";
  return wait.until(pollIntervalMs ?? FIRST_PAUSE, late, async () => {
    if (connectionId === undefined) return firstLinked(wait, companyId);
    const connection = await wait.call<Connection>("connections.get", { companyId, connectionId });
    return connection.status === "Linked" ? connection : undefined;
  });
}

async function firstLinked(wait: Wait, companyId: string): Promise<Connection | undefined> {
  for await (const page of wait.pages<Connection>("connections.list", { companyId })) {
    const linked = page.find((connection) => connection.status === "Linked");
    if (linked) return linked;
  }
  return undefined;
}

/** `refresh.wait_until_complete`. */
export async function waitUntilComplete(
  caller: Caller,
  companyId: string,
  what: WaitUntilComplete,
  callOptions?: CallOptions,
): Promise<Answered<RefreshOutcome>> {
  const operation = "refresh.wait_until_complete";
  const names = ["pullOperationIds", "dataTypes", "pollInterval"];
  const { pullOperationIds, dataTypes, pollInterval }: WaitUntilComplete = given(what, "what", names, operation);
  const options = optionsFrom(callOptions, optionsOf(operation), operation);
  const { pollIntervalMs } = intervalOf(pollInterval);
  const named = pullOperationIds ?? dataTypes;
  const areLists = [pullOperationIds, dataTypes].every((list: unknown) => list === undefined || Array.isArray(list));
  const ids = areLists ? [companyId, ...(pullOperationIds ?? [])] : [];
  const areNames = areLists && (dataTypes?.every((name: unknown) => typeof name === "string" && !/\p{Surrogate}/u.test(name)) ?? true);
  const isOne = !(pullOperationIds && dataTypes) && named?.length !== 0;
  if (!isOne || !areNames || isRefused(ids, options, pollIntervalMs)) {
    return caller.call(operation, { companyId, pullOperationIds, dataTypes, pollIntervalMs }, options);
  }
  const wait = new Wait(caller, operation, options, 30 * MINUTE);
  const ended = new Map<string, RefreshItem>();
  return wait.until(pollIntervalMs ?? FIRST_PAUSE, "data was still being pulled when the time was up", async () => {
    const items = pullOperationIds
      ? await endedPulls(wait, companyId, pullOperationIds, ended)
      : await endedTypes(wait, companyId, dataTypes);
    return items && { failed: items.some((item) => item.failed), items };
  });
}

/** What became of these pull operations, once all have ended; those that have are not looked at again. */
async function endedPulls(
  wait: Wait,
  companyId: string,
  ids: readonly string[],
  ended: Map<string, RefreshItem>,
): Promise<RefreshItem[] | undefined> {
  for (const datasetId of ids) {
    if (ended.has(datasetId)) continue;
    const pull = await wait.call<PullOperation>("refresh.get_pull_operation", { companyId, datasetId });
    if (!hasEnded(pull)) continue;
    const failed = pull.isErrored === true || isFailure(pull.status);
    ended.set(datasetId, { dataType: pull.dataType ?? "", failed, pullOperation: pull });
  }
  const items = ids.flatMap((id) => ended.get(id) ?? []);
  return items.length === ids.length ? items : undefined;
}

/** What became of these types of data, or of all that have a status, once none is being pulled any more. */
async function endedTypes(
  wait: Wait,
  companyId: string,
  named?: readonly string[],
): Promise<RefreshItem[] | undefined> {
  const statuses = await wait.call<DataStatuses>("refresh.get_data_status", { companyId });
  const chosen = named ?? Object.keys(statuses).sort();
  const items: RefreshItem[] = [];
  for (const dataType of chosen) {
    // A name may be that of what every object has.
    const dataStatus = Object.hasOwn(statuses, dataType) ? statuses[dataType] : undefined;
    const status = statusOf(dataStatus, dataType);
    if (dataStatus && status) {
      if (!isFinal(status)) return undefined;
      items.push({ dataType, failed: isFailure(status), dataStatus });
    } else if (named) {
      // It was never pulled.
      items.push({ dataType, failed: true, ...(dataStatus ? { dataStatus } : {}) });
    }
  }
  return items;
}

/** The status of a type of data; none if it was never pulled. */
function statusOf(dataStatus: unknown, dataType: string): string | undefined {
  if (dataStatus === undefined || dataStatus === null) return undefined;
  const status = (dataStatus as { currentStatus?: unknown }).currentStatus ?? undefined;
  if (typeof dataStatus === "object" && (status === undefined || typeof status === "string")) return status;
  throw new UnexpectedResponseError(`the status of ${dataType} is not one`, { operation: "refresh.wait_until_complete" });
}

const GOOD_ENDS = ["Complete", "NotSupported"];
const GOING_ON = [
  ...["Initial", "Queued", "Fetching", "MapQueued", "Mapping"],
  ...["ProcessingQueued", "Processing", "ValidationQueued", "Validating"],
];
const FAILURES = [
  ...["FetchError", "MapError", "InternalError", "ProcessingError", "ValidationError", "AuthError"],
  ...["Cancelled", "RateLimitError", "PermissionsError", "PrerequisiteNotMet"],
];

function isFailure(status: string | null | undefined): boolean {
  return FAILURES.includes(status ?? "");
}

function isFinal(status: string | null | undefined): boolean {
  return GOOD_ENDS.includes(status ?? "") || isFailure(status);
}

/** Whether a pull has ended. A status added since counts as going on unless something else tells. */
function hasEnded({ status, isCompleted, isErrored, progress }: PullOperation): boolean {
  const isKnown = isFinal(status) || GOING_ON.includes(status ?? "");
  return isCompleted === true || isErrored === true || isFinal(status) || (!isKnown && (progress ?? 0) >= 100);
}
