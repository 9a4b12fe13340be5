/** `client.supplementalData`. */

import type { Caller } from "./caller.js";
import type { CallOptions } from "./context.js";
import { inputOf } from "./given.js";
import type { Answered, Meta } from "./meta.js";
import type { SupplementalDataConfiguration } from "./models/index.js";

/**
 * The operations on supplemental data: further properties of the usual data types; `client.supplementalData`. What
 * all methods share: see {@link Companies}.
 */
export class SupplementalData {
  readonly #caller: Caller;

  /** Created by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Sets which further properties of a data type are pulled from an integration, and pushed to it. This is the
   * service's operation `configure-supplemental-data`.
   */
  configure(
    platformKey: string,
    dataType: string,
    configuration: SupplementalDataConfiguration,
    options?: CallOptions,
  ): Promise<Meta> {
    return this.#caller.do("supplemental_data.configure", inputOf({ platformKey, dataType }, "configuration", configuration), options);
  }

  /**
   * Gets which further properties of a data type are pulled and pushed. This is the service's operation
   * `get-supplemental-data-configuration`.
   */
  getConfiguration(
    platformKey: string,
    dataType: string,
    options?: CallOptions,
  ): Promise<Answered<SupplementalDataConfiguration>> {
    return this.#caller.call("supplemental_data.get_configuration", { platformKey, dataType }, options);
  }
}
