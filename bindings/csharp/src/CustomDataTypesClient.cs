using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The operations on custom data types: data that is none of the usual types; see
    /// <see cref="CodatClient.CustomDataTypes"/>.
    /// </summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class CustomDataTypesClient
    {
        private readonly Caller _caller;

        internal CustomDataTypesClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Creates or changes a custom data type of an integration. This is the service's operation
        /// <c>configure-custom-data-type</c>.
        /// </summary>
        /// <param name="platformKey">The integration's key, four letters.</param>
        /// <param name="customDataIdentifier">The name of the custom data type, which you choose.</param>
        /// <param name="configuration">How the custom data type is built from the source.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The configuration.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same
        /// state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CustomDataTypeConfiguration Configure(
            string platformKey, string customDataIdentifier, CustomDataTypeConfiguration configuration,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ConfigureRequest(platformKey, customDataIdentifier, configuration), options, cancellationToken);

        /// <inheritdoc cref="Configure"/>
        public Task<CustomDataTypeConfiguration> ConfigureAsync(
            string platformKey, string customDataIdentifier, CustomDataTypeConfiguration configuration,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ConfigureRequest(platformKey, customDataIdentifier, configuration), options, cancellationToken);

        private static Request<CustomDataTypeConfiguration> ConfigureRequest(
            string platformKey, string customDataIdentifier, CustomDataTypeConfiguration configuration) =>
            Request.For<CustomDataTypeConfiguration>(
                "custom_data_types.configure", Input.Given(configuration), ("platformKey", platformKey), ("customDataIdentifier", customDataIdentifier));

        /// <summary>
        /// Gets the configuration of a custom data type. This is the service's operation
        /// <c>get-custom-data-type-configuration</c>.
        /// </summary>
        /// <param name="platformKey">The integration's key, four letters.</param>
        /// <param name="customDataIdentifier">The name of the custom data type, which you choose.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The configuration.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CustomDataTypeConfiguration GetConfiguration(string platformKey, string customDataIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetConfigurationRequest(platformKey, customDataIdentifier), options, cancellationToken);

        /// <inheritdoc cref="GetConfiguration"/>
        public Task<CustomDataTypeConfiguration> GetConfigurationAsync(string platformKey, string customDataIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetConfigurationRequest(platformKey, customDataIdentifier), options, cancellationToken);

        private static Request<CustomDataTypeConfiguration> GetConfigurationRequest(
            string platformKey, string customDataIdentifier) =>
            Request.For<CustomDataTypeConfiguration>(
                "custom_data_types.get_configuration", ("platformKey", platformKey), ("customDataIdentifier", customDataIdentifier));

        /// <summary>
        /// Queues a pull of a custom data type from one connection. <see cref="RefreshClient.WaitUntilComplete"/>
        /// waits for it. This is the service's operation <c>refresh-custom-data-type</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="customDataIdentifier">The name of the custom data type, which you choose.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The pull operation.</returns>
        /// <exception cref="CodatConflictException">A pull of this type is running already.</exception>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public PullOperation Refresh(string companyId, string connectionId, string customDataIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(RefreshRequest(companyId, connectionId, customDataIdentifier), options, cancellationToken);

        /// <inheritdoc cref="Refresh"/>
        public Task<PullOperation> RefreshAsync(string companyId, string connectionId, string customDataIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(RefreshRequest(companyId, connectionId, customDataIdentifier), options, cancellationToken);

        private static Request<PullOperation> RefreshRequest(
            string companyId, string connectionId, string customDataIdentifier) =>
            Request.For<PullOperation>(
                "custom_data_types.refresh", ("companyId", companyId), ("connectionId", connectionId), ("customDataIdentifier", customDataIdentifier));

        /// <summary>
        /// Lists the records of a custom data type that were pulled from a connection, a page at a time. This is the
        /// service's operation <c>list-custom-data-type-records</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="customDataIdentifier">The name of the custom data type, which you choose.</param>
        /// <param name="page">Which page, from 1. Default: 1.</param>
        /// <param name="pageSize">How many on a page, 1 to 5000. Default: 100.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The page.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Page<CustomDataTypeRecord> ListRecords(
            string companyId, string connectionId, string customDataIdentifier, int? page = null, int? pageSize = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListRecordsRequest(companyId, connectionId, customDataIdentifier, page, pageSize), options, cancellationToken);

        /// <inheritdoc cref="ListRecords"/>
        public Task<Page<CustomDataTypeRecord>> ListRecordsAsync(
            string companyId, string connectionId, string customDataIdentifier, int? page = null, int? pageSize = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListRecordsRequest(companyId, connectionId, customDataIdentifier, page, pageSize), options, cancellationToken);

        private static Request<Page<CustomDataTypeRecord>> ListRecordsRequest(
            string companyId, string connectionId, string customDataIdentifier, int? page, int? pageSize) =>
            Request.For<Page<CustomDataTypeRecord>>(
                "custom_data_types.list_records", ("companyId", companyId), ("connectionId", connectionId), ("customDataIdentifier", customDataIdentifier), ("page", page), ("pageSize", pageSize));

        /// <summary>
        /// Goes through the records of a custom data type, fetching the next page while the present one is worked on.
        /// This is the service's operation <c>list-custom-data-type-records</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="customDataIdentifier">The name of the custom data type, which you choose.</param>
        /// <param name="page">The first page, from 1. Default: 1.</param>
        /// <param name="pageSize">How many on a page, 1 to 5000. Default: 100.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<CustomDataTypeRecord> ListAllRecords(
            string companyId, string connectionId, string customDataIdentifier, int? page = null, int? pageSize = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.All(ListRecordsRequest(companyId, connectionId, customDataIdentifier, page, pageSize), options, cancellationToken);

        /// <inheritdoc cref="ListAllRecords"/>
        public IAsyncEnumerable<CustomDataTypeRecord> ListAllRecordsAsync(
            string companyId, string connectionId, string customDataIdentifier, int? page = null, int? pageSize = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.AllAsync(ListRecordsRequest(companyId, connectionId, customDataIdentifier, page, pageSize), options, cancellationToken);
    }
}
