/** `client.refresh`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { inputOf, waitOf } from "./given.js";
import type { Answered, Meta } from "./meta.js";
import type {
  ByDataType,
  DataStatuses,
  ListOptions,
  Page,
  PullOperation,
  RefreshOutcome,
  ValidationResults,
  WaitUntilComplete,
} from "./models/index.js";
import { Rows } from "./pages.js";

/** The operations that pull data; `client.refresh`. What all methods share: see {@link Companies}. */
export class Refresh {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Queues a pull of all data of a company. This is the service's operation `refresh-company-data`. */
  all(companyId: string, options?: WriteOptions): Promise<Meta> {
    return this.#caller.do("refresh.all", { companyId }, options);
  }

  /**
   * Queues a pull of one type of data. This is the service's operation `refresh-data-type`.
   *
   * If one is running already, it rejects with a {@link ConflictError}.
   *
   * @param dataType - Such as `"invoices"` or `"banking-accounts"`.
   */
  byDataType(
    companyId: string,
    dataType: string,
    what: ByDataType = {},
    options?: WriteOptions,
  ): Promise<Answered<PullOperation>> {
    return this.#caller.call("refresh.by_data_type", inputOf({ companyId, dataType }, "what", what), options);
  }

  /**
   * Queues a pull of one type of data, or resolves with the one that is running. The service pulls data by itself when a
   * customer has linked, so use this method after linking. If its outcome is unknown, repeat it: it finds the pull.
   *
   * @param dataType - Such as `"invoices"` or `"banking-accounts"`.
   */
  queueOrJoin(
    companyId: string,
    dataType: string,
    what: ByDataType = {},
    options?: CallOptions,
  ): Promise<Answered<PullOperation>> {
    return this.#caller.call("refresh.queue_or_join", inputOf({ companyId, dataType }, "what", what), options);
  }

  /** Returns how far each type of data is. This is the service's operation `get-company-data-status`. */
  getDataStatus(companyId: string, options?: CallOptions): Promise<Answered<DataStatuses>> {
    return this.#caller.call("refresh.get_data_status", { companyId }, options);
  }

  /** Lists a company's pull operations, one page of them. This is the service's operation `list-pull-operations`. */
  listPullOperations(
    companyId: string,
    filter: ListOptions = {},
    options?: CallOptions,
  ): Promise<Answered<Page<PullOperation>>> {
    return this.#caller.call("refresh.list_pull_operations", inputOf({ companyId }, "filter", filter), options);
  }

  /** Goes through a company's pull operations of all pages, as `companies.iterate` does (`list-pull-operations`). */
  iteratePullOperations(companyId: string, filter: ListOptions = {}, options?: CallOptions): Rows<PullOperation> {
    return new Rows(this.#caller, "refresh.list_pull_operations", { companyId }, filter, options);
  }

  /** Gets a pull operation, by its `id`. This is the service's operation `get-pull-operation`. */
  getPullOperation(companyId: string, datasetId: string, options?: CallOptions): Promise<Answered<PullOperation>> {
    return this.#caller.call("refresh.get_pull_operation", { companyId, datasetId }, options);
  }

  /**
   * Waits until data has been pulled, well or badly: see `failed`.
   *
   * Polls again and again, with pauses that grow from `pollInterval` to 15 seconds; between two polls the wait holds no
   * connection. Each poll has the client's limits. A signal ends the wait at once; without a `timeout` it ends after 30 minutes.
   */
  waitUntilComplete(
    companyId: string,
    what: WaitUntilComplete = {},
    options?: CallOptions,
  ): Promise<Answered<RefreshOutcome>> {
    return this.#caller.call("refresh.wait_until_complete", waitOf(companyId, what), options);
  }

  /**
   * Gets the warnings and errors that the service found in the data of a pull operation. This is the service's
   * operation `get-read-validation-results`.
   */
  getValidationResults(
    companyId: string,
    datasetId: string,
    options?: CallOptions,
  ): Promise<Answered<ValidationResults>> {
    return this.#caller.call("refresh.get_validation_results", { companyId, datasetId }, options);
  }
}
