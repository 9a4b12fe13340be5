/** `client.settings`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { inputOf } from "./given.js";
import { hiding } from "./hidden.js";
import type { Answered, Meta } from "./meta.js";
import type { ApiKey, ApiKeyList, CorsSettings, Profile, SyncSetting, SyncSettings } from "./models/index.js";

/**
 * The operations on your account: its profile, sync settings, web origins and API keys; `client.settings`. What
 * all methods share: see {@link Companies}.
 */
export class Settings {
  readonly #caller: Caller;

  /** Created by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Gets the profile: what customers see on the Link page. This is the service's operation `get-profile`. */
  async getProfile(options?: CallOptions): Promise<Answered<Profile>> {
    return hiding(await this.#caller.call<Profile>("settings.get_profile", {}, options), "apiKey");
  }

  /** Replaces the profile. This is the service's operation `update-profile`. */
  async updateProfile(profile: Profile, options?: CallOptions): Promise<Answered<Profile>> {
    return hiding(await this.#caller.call<Profile>("settings.update_profile", inputOf({}, "profile", profile), options), "apiKey");
  }

  /**
   * Gets the sync settings of all companies that have none of their own. This is the service's operation
   * `get-profile-syncSettings`.
   */
  getSyncSettings(options?: CallOptions): Promise<Answered<SyncSettings>> {
    return this.#caller.call("settings.get_sync_settings", {}, options);
  }

  /**
   * Replaces the sync settings of all companies that have none of their own. This is the service's operation
   * `update-profile-syncSettings`.
   *
   * @param clientId - Your account, as `settings.getSyncSettings` returns it.
   * @param settings - One setting per data type.
   * @param overridesDefaults - True uses these settings instead of the service's defaults. Default: true.
   */
  updateSyncSettings(
    clientId: string,
    settings: readonly SyncSetting[],
    overridesDefaults?: boolean,
    options?: WriteOptions,
  ): Promise<Meta> {
    return this.#caller.do("settings.update_sync_settings", { clientId, settings, overridesDefaults: overridesDefaults ?? true }, options);
  }

  /** Gets the web origins that may call the service. This is the service's operation `get-cors-settings`. */
  getCorsSettings(options?: CallOptions): Promise<Answered<CorsSettings>> {
    return this.#caller.call("settings.get_cors_settings", {}, options);
  }

  /**
   * Replaces the web origins that may call the service. This is the service's operation `set-cors-settings`.
   *
   * @param allowedOrigins - The origins, such as `https://example.com`.
   */
  setCorsSettings(allowedOrigins: readonly string[], options?: WriteOptions): Promise<Answered<CorsSettings>> {
    return this.#caller.call("settings.set_cors_settings", { allowedOrigins }, options);
  }

  /** Lists all API keys, which are secrets. This is the service's operation `list-api-keys`. */
  async listApiKeys(options?: CallOptions): Promise<Answered<ApiKeyList>> {
    const keys = await this.#caller.call<ApiKeyList>("settings.list_api_keys", {}, options);
    for (const key of keys.results) hiding(key, "apiKey");
    return keys;
  }

  /**
   * Creates an API key, of which there can be 10. The key is a secret. A lost response never creates a second one.
   * With 10 keys it rejects with a {@link ConflictError}. This is the service's operation `create-api-key`.
   *
   * @param name - A name of at most 50 characters.
   */
  async createApiKey(name?: string, options?: WriteOptions): Promise<Answered<ApiKey>> {
    return hiding(await this.#caller.call<ApiKey>("settings.create_api_key", { name }, options), "apiKey");
  }

  /**
   * Deletes an API key, even the client's own. This is the service's operation `delete-api-key`.
   *
   * @param apiKeyId - The key's identifier, not the key.
   */
  deleteApiKey(apiKeyId: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("settings.delete_api_key", { apiKeyId }, options);
  }
}
