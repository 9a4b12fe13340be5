/** `client.push`. */

import type { Caller } from "./caller.js";
import type { CallOptions } from "./context.js";
import { inputOf } from "./given.js";
import type { Answered } from "./meta.js";
import type { ListOptions, Page, PushOperation, PushOption } from "./models/index.js";
import { Rows } from "./pages.js";

/**
 * The operations on pushes: records that were written to the customer's software; `client.push`. What all methods
 * share: see {@link Companies}.
 */
export class Push {
  readonly #caller: Caller;

  /** Created by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Gets what a record of a data type may hold in the customer's software. This is the service's operation
   * `get-create-update-model-options-by-data-type`.
   */
  getModelOptions(
    companyId: string,
    connectionId: string,
    dataType: string,
    options?: CallOptions,
  ): Promise<Answered<PushOption>> {
    return this.#caller.call("push.get_model_options", { companyId, connectionId, dataType }, options);
  }

  /**
   * Lists a company's push operations, one page of them. This is the service's operation
   * `get-company-push-history`.
   */
  listOperations(
    companyId: string,
    filter: ListOptions = {},
    options?: CallOptions,
  ): Promise<Answered<Page<PushOperation>>> {
    return this.#caller.call("push.list_operations", inputOf({ companyId }, "filter", filter), options);
  }

  /**
   * Goes through a company's push operations of all pages, as `companies.iterate` does
   * (`get-company-push-history`).
   */
  iterateOperations(companyId: string, filter: ListOptions = {}, options?: CallOptions): Rows<PushOperation> {
    return new Rows(this.#caller, "push.list_operations", { companyId }, filter, options);
  }

  /** Gets a push operation. This is the service's operation `get-push-operation`. */
  getOperation(companyId: string, pushOperationKey: string, options?: CallOptions): Promise<Answered<PushOperation>> {
    return this.#caller.call("push.get_operation", { companyId, pushOperationKey }, options);
  }
}
