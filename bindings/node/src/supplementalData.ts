/** `client.supplementalData`. */

import type { Caller } from "./caller.js";
import type { CallOptions } from "./context.js";
import { inputOf, type Members, present } from "./given.js";
import type { Answered, Meta } from "./meta.js";
import type { SupplementalDataConfiguration } from "./models/index.js";

/**
 * The operations on supplemental data: further properties of the usual types of data; `client.supplementalData`. What all
 * methods share: see {@link Companies}.
 */
export class SupplementalData {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Sets which further properties of a type of data are pulled from an integration, and pushed to it. This is the
   * service's operation `configure-supplemental-data`.
   *
   * @param platformKey - The four letters of an integration, such as `"gbol"`.
   * @param dataType - Such as `"invoices"`.
   * @param configuration - That of {@link getConfiguration} changed, or your own.
   */
  configure(
    platformKey: string,
    dataType: string,
    configuration: SupplementalDataConfiguration,
    options?: CallOptions,
  ): Promise<Meta> {
    const given = inputOf({ platformKey, dataType }, "configuration", configuration);
    const input = (operation: string): Members => {
      const { supplementalDataConfig, ...others } = given(operation);
      return { ...others, supplementalDataConfig: present(supplementalDataConfig) };
    };
    return this.#caller.do("supplemental_data.configure", input, options);
  }

  /**
   * Gets which further properties of a type of data are pulled and pushed. This is the service's operation
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
