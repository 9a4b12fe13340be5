/** `client.settings`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { inputOf, type Members, present } from "./given.js";
import type { Answered, Meta } from "./meta.js";
import type { ApiKey, ApiKeyList, CorsSettings, Profile, SyncSetting, SyncSettings } from "./models/index.js";
import { hiding } from "./secrets.js";

/**
 * The operations on your account at the service: profile, sync settings, web origins, API keys; `client.settings`. What
 * all methods share: see {@link Companies}.
 */
export class Settings {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Gets the profile: what customers see on the Link page. This is the service's operation `get-profile`. Its `apiKey` is
   * a secret.
   */
  async getProfile(options?: CallOptions): Promise<Answered<Profile>> {
    return hiding(await this.#caller.call<Profile>("settings.get_profile", {}, options), "apiKey");
  }

  /**
   * Replaces the profile, and resolves with the new one. This is the service's operation `update-profile`.
   *
   * @param profile - That of {@link getProfile} changed, or your own. `name` and `redirectUrl` are required.
   */
  async updateProfile(profile: Profile, options?: CallOptions): Promise<Answered<Profile>> {
    const input = inputOf({}, "profile", profile);
    return hiding(await this.#caller.call<Profile>("settings.update_profile", input, options), "apiKey");
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
   * @param clientId - Your account, as {@link getSyncSettings} returns it.
   * @param settings - One for each type of data: those of {@link getSyncSettings} changed, or your own.
   * @param overridesDefaults - Whether to use them instead of the service's defaults. Default: true.
   */
  updateSyncSettings(
    clientId: string,
    settings: readonly SyncSetting[],
    overridesDefaults = true,
    options?: WriteOptions,
  ): Promise<Meta> {
    const input = (): Members => ({ clientId, settings: present(settings), overridesDefaults });
    return this.#caller.do("settings.update_sync_settings", input, options);
  }

  /** Gets the web origins that may call the service. This is the service's operation `get-cors-settings`. */
  getCorsSettings(options?: CallOptions): Promise<Answered<CorsSettings>> {
    return this.#caller.call("settings.get_cors_settings", {}, options);
  }

  /**
   * Replaces the web origins that may call the service. This is the service's operation `set-cors-settings`.
   *
   * @param allowedOrigins - Such as `["https://example.com"]`. They replace all earlier ones.
   */
  setCorsSettings(allowedOrigins: readonly string[], options?: WriteOptions): Promise<Answered<CorsSettings>> {
    return this.#caller.call("settings.set_cors_settings", { allowedOrigins }, options);
  }

  /** Lists all API keys, which are secrets. This is the service's operation `list-api-keys`. */
  async listApiKeys(options?: CallOptions): Promise<Answered<ApiKeyList>> {
    const list = await this.#caller.call<ApiKeyList>("settings.list_api_keys", {}, options);
    for (const key of list.results) hiding(key, "apiKey");
    return list;
  }

  /**
   * Creates an API key. This is the service's operation `create-api-key`. The key is a secret.
   *
   * There can be at most 10 ({@link ConflictError} beyond). A lost response never creates a second one.
   *
   * @param name - At most 50 characters. Default: no name.
   */
  async createApiKey(
    name?: string,
    options?: WriteOptions,
  ): Promise<Answered<ApiKey & { readonly apiKey: string }>> {
    const operation = "settings.create_api_key";
    return hiding(await this.#caller.call<ApiKey & { apiKey: string }>(operation, { name }, options), "apiKey");
  }

  /**
   * Deletes an API key, for good; even the client's own, and the account's last one. This is the service's operation
   * `delete-api-key`.
   *
   * @param apiKeyId - The key's `id`, not the key.
   */
  deleteApiKey(apiKeyId: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("settings.delete_api_key", { apiKeyId }, options);
  }
}
