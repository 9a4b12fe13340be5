/** `client.connectionManagement`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { hiding } from "./hidden.js";
import type { Answered } from "./meta.js";
import type { AccessToken, CorsSettings } from "./models/index.js";

/**
 * The operations for the service's user interface in which customers manage their connections;
 * `client.connectionManagement`. What all methods share: see {@link Companies}.
 */
export class ConnectionManagement {
  readonly #caller: Caller;

  /** Created by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Gets a token for the user interface: a secret. `companies.getAccessToken` replaces it. This is the service's
   * operation `get-connection-management-access-token`.
   */
  async getAccessToken(companyId: string, options?: CallOptions): Promise<Answered<AccessToken>> {
    return hiding(await this.#caller.call<AccessToken>("connection_management.get_access_token", { companyId }, options), "accessToken");
  }

  /**
   * Gets the web origins from which customers may manage their connections. This is the service's operation
   * `get-connection-management-cors-settings`.
   */
  getCorsSettings(options?: CallOptions): Promise<Answered<CorsSettings>> {
    return this.#caller.call("connection_management.get_cors_settings", {}, options);
  }

  /**
   * Replaces the web origins from which customers may manage their connections. This is the service's operation
   * `set-connection-management-cors-settings`.
   *
   * @param allowedOrigins - The origins, such as `https://example.com`.
   */
  setCorsSettings(allowedOrigins: readonly string[], options?: WriteOptions): Promise<Answered<CorsSettings>> {
    return this.#caller.call("connection_management.set_cors_settings", { allowedOrigins }, options);
  }
}
