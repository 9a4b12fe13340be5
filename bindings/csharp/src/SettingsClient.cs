using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The operations on your account: profile, sync settings, web origins and API keys; see
    /// <see cref="CodatClient.Settings"/>.
    /// </summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class SettingsClient
    {
        private readonly Caller _caller;

        internal SettingsClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Gets the profile of your account: what customers see on the Link page. This is the service's operation
        /// <c>get-profile</c>.
        /// </summary>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The profile, which holds a secret.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Profile GetProfile(CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetProfileRequest(), options, cancellationToken);

        /// <inheritdoc cref="GetProfile"/>
        public Task<Profile> GetProfileAsync(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetProfileRequest(), options, cancellationToken);

        private static Request<Profile> GetProfileRequest() =>
            Request.For<Profile>("settings.get_profile");

        /// <summary>
        /// Replaces the profile of your account. This is the service's operation <c>update-profile</c>.
        /// </summary>
        /// <param name="profile">The profile; start from the one of <see cref="GetProfile"/>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The new profile.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same
        /// state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Profile UpdateProfile(Profile profile,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(UpdateProfileRequest(profile), options, cancellationToken);

        /// <inheritdoc cref="UpdateProfile"/>
        public Task<Profile> UpdateProfileAsync(Profile profile,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(UpdateProfileRequest(profile), options, cancellationToken);

        private static Request<Profile> UpdateProfileRequest(Profile profile) =>
            Request.For<Profile>("settings.update_profile", Input.Given(profile));

        /// <summary>
        /// Gets the sync settings of all companies that have none of their own. This is the service's operation
        /// <c>get-profile-syncSettings</c>.
        /// </summary>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The settings.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public SyncSettings GetSyncSettings(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetSyncSettingsRequest(), options, cancellationToken);

        /// <inheritdoc cref="GetSyncSettings"/>
        public Task<SyncSettings> GetSyncSettingsAsync(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetSyncSettingsRequest(), options, cancellationToken);

        private static Request<SyncSettings> GetSyncSettingsRequest() =>
            Request.For<SyncSettings>("settings.get_sync_settings");

        /// <summary>
        /// Replaces the sync settings of all companies that have none of their own. This is the service's operation
        /// <c>update-profile-syncSettings</c>.
        /// </summary>
        /// <param name="clientId">The identifier of your account: <see cref="SyncSettings.ClientId"/> of
        /// <see cref="GetSyncSettings"/>.</param>
        /// <param name="settings">One setting per data type. They replace all earlier ones.</param>
        /// <param name="overridesDefaults">Whether these settings are used instead of the service's defaults.
        /// Default: true.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta UpdateSyncSettings(
            string clientId, IEnumerable<SyncSetting> settings, bool overridesDefaults = true,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(UpdateSyncSettingsRequest(clientId, settings, overridesDefaults), options, cancellationToken);

        /// <inheritdoc cref="UpdateSyncSettings"/>
        public Task<CallMeta> UpdateSyncSettingsAsync(
            string clientId, IEnumerable<SyncSetting> settings, bool overridesDefaults = true,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(UpdateSyncSettingsRequest(clientId, settings, overridesDefaults), options, cancellationToken);

        private static Request<CallMeta> UpdateSyncSettingsRequest(
            string clientId, IEnumerable<SyncSetting> settings, bool overridesDefaults) =>
            Request.ForMeta(
                "settings.update_sync_settings", new SyncSettingsInput(settings, overridesDefaults), ("clientId", clientId));

        /// <summary>
        /// Gets the web origins that may call the service. This is the service's operation <c>get-cors-settings</c>.
        /// </summary>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The origins.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CorsSettings GetCorsSettings(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetCorsSettingsRequest(), options, cancellationToken);

        /// <inheritdoc cref="GetCorsSettings"/>
        public Task<CorsSettings> GetCorsSettingsAsync(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetCorsSettingsRequest(), options, cancellationToken);

        private static Request<CorsSettings> GetCorsSettingsRequest() =>
            Request.For<CorsSettings>("settings.get_cors_settings");

        /// <summary>
        /// Replaces the web origins that may call the service. This is the service's operation
        /// <c>set-cors-settings</c>.
        /// </summary>
        /// <param name="allowedOrigins">The origins, such as <c>https://example.com</c>. They replace all earlier
        /// ones.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The new origins.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CorsSettings SetCorsSettings(IEnumerable<string> allowedOrigins,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(SetCorsSettingsRequest(allowedOrigins), options, cancellationToken);

        /// <inheritdoc cref="SetCorsSettings"/>
        public Task<CorsSettings> SetCorsSettingsAsync(IEnumerable<string> allowedOrigins,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(SetCorsSettingsRequest(allowedOrigins), options, cancellationToken);

        private static Request<CorsSettings> SetCorsSettingsRequest(IEnumerable<string> allowedOrigins) =>
            Request.For<CorsSettings>("settings.set_cors_settings", ("allowedOrigins", allowedOrigins));

        /// <summary>
        /// Lists all API keys of your account. This is the service's operation <c>list-api-keys</c>.
        /// </summary>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The keys, which are secrets.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public ApiKeyList ListApiKeys(CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListApiKeysRequest(), options, cancellationToken);

        /// <inheritdoc cref="ListApiKeys"/>
        public Task<ApiKeyList> ListApiKeysAsync(
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListApiKeysRequest(), options, cancellationToken);

        private static Request<ApiKeyList> ListApiKeysRequest() =>
            Request.For<ApiKeyList>("settings.list_api_keys");

        /// <summary>
        /// Creates an API key, of which there can be 10. This is the service's operation <c>create-api-key</c>.
        /// </summary>
        /// <param name="name">Its name, at most 50 characters; none by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The key, which is a secret.</returns>
        /// <exception cref="CodatConflictException">The account has its 10 keys.</exception>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public ApiKey CreateApiKey(string? name = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(CreateApiKeyRequest(name), options, cancellationToken);

        /// <inheritdoc cref="CreateApiKey"/>
        public Task<ApiKey> CreateApiKeyAsync(string? name = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(CreateApiKeyRequest(name), options, cancellationToken);

        private static Request<ApiKey> CreateApiKeyRequest(string? name) =>
            Request.For<ApiKey>("settings.create_api_key", ("name", name));

        /// <summary>
        /// Deletes an API key, permanently. The client's own key and the account's last key can be deleted too. This
        /// is the service's operation <c>delete-api-key</c>.
        /// </summary>
        /// <param name="apiKeyId">The identifier of the key, which is not the key.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta DeleteApiKey(string apiKeyId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(DeleteApiKeyRequest(apiKeyId), options, cancellationToken);

        /// <inheritdoc cref="DeleteApiKey"/>
        public Task<CallMeta> DeleteApiKeyAsync(string apiKeyId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(DeleteApiKeyRequest(apiKeyId), options, cancellationToken);

        private static Request<CallMeta> DeleteApiKeyRequest(string apiKeyId) =>
            Request.ForMeta("settings.delete_api_key", ("apiKeyId", apiKeyId));
    }
}
