using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The operations for the service's user interface in which customers manage their connections; see
    /// <see cref="CodatClient.ConnectionManagement"/>.
    /// </summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class ConnectionManagementClient
    {
        private readonly Caller _caller;

        internal ConnectionManagementClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Gets a token for the user interface. <see cref="CompaniesClient.GetAccessToken"/> replaces this operation.
        /// This is the service's operation <c>get-connection-management-access-token</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The token, which is a secret.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public AccessToken GetAccessToken(string companyId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetAccessTokenRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="GetAccessToken"/>
        public Task<AccessToken> GetAccessTokenAsync(string companyId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetAccessTokenRequest(companyId), options, cancellationToken);

        private static Request<AccessToken> GetAccessTokenRequest(string companyId) =>
            Request.For<AccessToken>("connection_management.get_access_token", ("companyId", companyId));

        /// <summary>
        /// Gets the web origins from which customers may manage their connections. This is the service's operation
        /// <c>get-connection-management-cors-settings</c>.
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
            Request.For<CorsSettings>("connection_management.get_cors_settings");

        /// <summary>
        /// Replaces the web origins from which customers may manage their connections. This is the service's
        /// operation <c>set-connection-management-cors-settings</c>.
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
            Request.For<CorsSettings>("connection_management.set_cors_settings", ("allowedOrigins", allowedOrigins));
    }
}
