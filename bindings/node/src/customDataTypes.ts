/** `client.customDataTypes`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { inputOf } from "./given.js";
import type { Answered } from "./meta.js";
import type {
  CustomDataTypeConfiguration,
  CustomDataTypeRecord,
  Page,
  PageOptions,
  PullOperation,
} from "./models/index.js";
import { Rows } from "./pages.js";

/**
 * The operations on custom data types: data of none of the usual types; `client.customDataTypes`. What all methods share:
 * see {@link Companies}.
 */
export class CustomDataTypes {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Creates or changes a custom data type of an integration, and resolves with its configuration. This is the service's
   * operation `configure-custom-data-type`.
   *
   * @param platformKey - The four letters of an integration, such as `"gbol"`.
   * @param customDataIdentifier - The name of the data type, which you choose.
   * @param configuration - That of {@link getConfiguration} changed, or your own.
   */
  configure(
    platformKey: string,
    customDataIdentifier: string,
    configuration: CustomDataTypeConfiguration,
    options?: CallOptions,
  ): Promise<Answered<CustomDataTypeConfiguration>> {
    const input = inputOf({ platformKey, customDataIdentifier }, "configuration", configuration);
    return this.#caller.call("custom_data_types.configure", input, options);
  }

  /**
   * Gets the configuration of a custom data type. This is the service's operation `get-custom-data-type-configuration`.
   */
  getConfiguration(
    platformKey: string,
    customDataIdentifier: string,
    options?: CallOptions,
  ): Promise<Answered<CustomDataTypeConfiguration>> {
    const input = { platformKey, customDataIdentifier };
    return this.#caller.call("custom_data_types.get_configuration", input, options);
  }

  /**
   * Queues a pull of a custom data type from one connection. This is the service's operation `refresh-custom-data-type`.
   *
   * `refresh.waitUntilComplete` waits for it. If one is running already, it rejects with a {@link ConflictError}.
   */
  refresh(
    companyId: string,
    connectionId: string,
    customDataIdentifier: string,
    options?: WriteOptions,
  ): Promise<Answered<PullOperation>> {
    const input = { companyId, connectionId, customDataIdentifier };
    return this.#caller.call("custom_data_types.refresh", input, options);
  }

  /**
   * Lists the records of a custom data type that were pulled from a connection, one page of them. This is the service's
   * operation `list-custom-data-type-records`.
   */
  listRecords(
    companyId: string,
    connectionId: string,
    customDataIdentifier: string,
    filter: PageOptions = {},
    options?: CallOptions,
  ): Promise<Answered<Page<CustomDataTypeRecord>>> {
    const input = inputOf({ companyId, connectionId, customDataIdentifier }, "filter", filter);
    return this.#caller.call("custom_data_types.list_records", input, options);
  }

  /** Goes through the records of all pages, as `companies.iterate` does (`list-custom-data-type-records`). */
  iterateRecords(
    companyId: string,
    connectionId: string,
    customDataIdentifier: string,
    filter: PageOptions = {},
    options?: CallOptions,
  ): Rows<CustomDataTypeRecord> {
    const parameters = { companyId, connectionId, customDataIdentifier };
    return new Rows(this.#caller, "custom_data_types.list_records", parameters, filter, options);
  }
}
