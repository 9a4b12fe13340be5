import type { CallOptions } from "../context.js";
import type { ErrorDetails } from "../errors.js";
import type { Company } from "./company.js";
import type { Open } from "./open.js";

/**
 * The outcome of a company: `created`, in this run; `found`, created by an earlier request whose response was lost;
 * `resumed`, created by an earlier run; `failed`, not created, or of unknown fate: see the error; `not_tried`, not sent.
 */
export type CreateManyFate = Open<"created" | "found" | "resumed" | "failed" | "not_tried">;

/** Why a company failed, under the names of {@link CodatError}; {@link errorFrom} makes that of it. */
export interface CreateManyError extends ErrorDetails {
  /** What happened, for people. */
  readonly message?: string;
}

/** The outcome of one company. */
export interface CreateManyResult {
  /** Its place in the list, from 0. */
  readonly index: number;
  /** Its outcome. */
  readonly outcome: CreateManyFate;
  /** Its id, if it is known. */
  readonly companyId?: string | null;
  /** Why it failed. */
  readonly error?: CreateManyError | null;
}

/** All outcomes: the result of `companies.createMany`. */
export interface CreateManyOutcome {
  /** How many there are. */
  readonly total: number;
  /** Made in this run. */
  readonly created: number;
  /** Created by an earlier request whose response was lost. */
  readonly found: number;
  /** Made by an earlier run. */
  readonly resumed: number;
  /** Not made, or of unknown fate. */
  readonly failed: number;
  /** Not sent. */
  readonly notTried: number;
  /**
   * Why not all were tried: the kind of the failure that all others would share, such as `payment_required`;
   * `cancelled` or `timeout`; null if all were.
   */
  readonly stopped?: string | null;
  /** Each, in the order of the list. */
  readonly results: readonly CreateManyResult[];
}

/** The outcome of one company, reported as soon as it is known. */
export interface CreateManyEvent extends CreateManyResult {
  /** Of how many it is known by now. */
  readonly done: number;
  /** How many there are. */
  readonly total: number;
  /** The company as the service sent it, if it was created or found. */
  readonly company?: Company | null;
}

/** How a list of companies is created. `timeout` is for the whole run; default: a day. */
export interface CreateManyOptions extends CallOptions {
  /** How many at a time, 1 to 64, and never more than the client's `maxConnections`. Default: 10. */
  readonly concurrency?: number | undefined;
  /**
   * The file that remembers the run; created if it does not exist. It belongs to this one list, holds no secrets, and is in
   * use by one run at a time. Default: none, and the run cannot be resumed.
   */
  readonly journal?: string | undefined;
  /**
   * A tag that each company has, with another value for each: what it is looked up by. Default: by name, description and
   * tags together.
   */
  readonly lookupTag?: string | undefined;
  /**
   * Receives each company's outcome as soon as it is known, one event at a time, in the asynchronous context of the call;
   * the run continues meanwhile. An exception that it throws ends the run when the requests in flight are done, and
   * the call rejects with it. The same goes for a promise of it that rejects: the call waits for these at its end.
   */
  readonly onProgress?: ((event: CreateManyEvent) => unknown) | undefined;
}
