using System;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The operations on supplemental data: further properties of the usual data types; see
    /// <see cref="CodatClient.SupplementalData"/>.
    /// </summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class SupplementalDataClient
    {
        private readonly Caller _caller;

        internal SupplementalDataClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Sets which further properties of a data type are pulled from an integration, and pushed to it. This is the
        /// service's operation <c>configure-supplemental-data</c>.
        /// </summary>
        /// <param name="platformKey">The integration's key, four letters.</param>
        /// <param name="dataType">Such as <c>invoices</c>.</param>
        /// <param name="configuration">What to pull and push.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same
        /// state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta Configure(string platformKey, string dataType, SupplementalDataConfiguration configuration,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ConfigureRequest(platformKey, dataType, configuration), options, cancellationToken);

        /// <inheritdoc cref="Configure"/>
        public Task<CallMeta> ConfigureAsync(
            string platformKey, string dataType, SupplementalDataConfiguration configuration,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ConfigureRequest(platformKey, dataType, configuration), options, cancellationToken);

        private static Request<CallMeta> ConfigureRequest(
            string platformKey, string dataType, SupplementalDataConfiguration configuration) =>
            Request.ForMeta(
                "supplemental_data.configure", Input.Given(configuration), ("platformKey", platformKey), ("dataType", dataType));

        /// <summary>
        /// Gets which further properties of a data type are pulled from an integration, and pushed to it. This is the
        /// service's operation <c>get-supplemental-data-configuration</c>.
        /// </summary>
        /// <param name="platformKey">The integration's key, four letters.</param>
        /// <param name="dataType">Such as <c>invoices</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The configuration.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public SupplementalDataConfiguration GetConfiguration(string platformKey, string dataType,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetConfigurationRequest(platformKey, dataType), options, cancellationToken);

        /// <inheritdoc cref="GetConfiguration"/>
        public Task<SupplementalDataConfiguration> GetConfigurationAsync(string platformKey, string dataType,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetConfigurationRequest(platformKey, dataType), options, cancellationToken);

        private static Request<SupplementalDataConfiguration> GetConfigurationRequest(
            string platformKey, string dataType) =>
            Request.For<SupplementalDataConfiguration>(
                "supplemental_data.get_configuration", ("platformKey", platformKey), ("dataType", dataType));
    }
}
