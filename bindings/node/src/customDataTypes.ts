/** `client.customDataTypes`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { inputOf } from "./given.js";
import type { Answered } from "./meta.js";
import type {
  CustomDataTypeConfiguration,
  CustomDataTypeRecord,
  ListRecords,
  Page,
  PullOperation,
} from "./models/index.js";
import { Rows } from "./pages.js";

/**
 * The operations on custom data types: data that is none of the usual types; `client.customDataTypes`. What all
 * methods share: see {@link Companies}.
 */
export class CustomDataTypes {
  readonly #caller: Caller;

  /** Created by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Creates or changes a custom data type of an integration. This is the service's operation
   * `configure-custom-data-type`.
   *
   * @param customDataIdentifier - The name of the custom data type, which you choose.
   */
  configure(
    platformKey: string,
    customDataIdentifier: string,
    configuration: CustomDataTypeConfiguration,
    options?: CallOptions,
  ): Promise<Answered<CustomDataTypeConfiguration>> {
    return this.#caller.call("custom_data_types.configure", inputOf({ platformKey, customDataIdentifier }, "configuration", configuration), options);
  }

  /**
   * Gets the configuration of a custom data type. This is the service's operation
   * `get-custom-data-type-configuration`.
   *
   * @param customDataIdentifier - The name of the custom data type, which you choose.
   */
  getConfiguration(
    platformKey: string,
    customDataIdentifier: string,
    options?: CallOptions,
  ): Promise<Answered<CustomDataTypeConfiguration>> {
    return this.#caller.call("custom_data_types.get_configuration", { platformKey, customDataIdentifier }, options);
  }

  /**
   * Queues a pull of a custom data type from one connection. If one is running already, it rejects with a {@link
   * ConflictError}. This is the service's operation `refresh-custom-data-type`.
   *
   * @param customDataIdentifier - The name of the custom data type, which you choose.
   */
  refresh(
    companyId: string,
    connectionId: string,
    customDataIdentifier: string,
    options?: WriteOptions,
  ): Promise<Answered<PullOperation>> {
    return this.#caller.call("custom_data_types.refresh", { companyId, connectionId, customDataIdentifier }, options);
  }

  /**
   * Lists the records of a custom data type that were pulled from a connection, one page of them. This is the
   * service's operation `list-custom-data-type-records`.
   *
   * @param customDataIdentifier - The name of the custom data type, which you choose.
   */
  listRecords(
    companyId: string,
    connectionId: string,
    customDataIdentifier: string,
    filter: ListRecords = {},
    options?: CallOptions,
  ): Promise<Answered<Page<CustomDataTypeRecord>>> {
    return this.#caller.call("custom_data_types.list_records", inputOf({ companyId, connectionId, customDataIdentifier }, "filter", filter), options);
  }

  /** Goes through the records of all pages, as `companies.iterate` does (`list-custom-data-type-records`). */
  iterateRecords(
    companyId: string,
    connectionId: string,
    customDataIdentifier: string,
    filter: ListRecords = {},
    options?: CallOptions,
  ): Rows<CustomDataTypeRecord> {
    return new Rows(this.#caller, "custom_data_types.list_records", { companyId, connectionId, customDataIdentifier }, filter, options);
  }
}
