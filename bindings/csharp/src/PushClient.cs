using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The operations on pushes: records that were written to the customer's software; see
    /// <see cref="CodatClient.Push"/>.
    /// </summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class PushClient
    {
        private readonly Caller _caller;

        internal PushClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Gets which fields a record of a data type may have in the customer's software, and which values they may
        /// have. This is the service's operation <c>get-create-update-model-options-by-data-type</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="dataType">Such as <c>invoices</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The fields and values.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public PushOption GetModelOptions(string companyId, string connectionId, string dataType,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetModelOptionsRequest(companyId, connectionId, dataType), options, cancellationToken);

        /// <inheritdoc cref="GetModelOptions"/>
        public Task<PushOption> GetModelOptionsAsync(string companyId, string connectionId, string dataType,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetModelOptionsRequest(companyId, connectionId, dataType), options, cancellationToken);

        private static Request<PushOption> GetModelOptionsRequest(
            string companyId, string connectionId, string dataType) =>
            Request.For<PushOption>(
                "push.get_model_options", ("companyId", companyId), ("connectionId", connectionId), ("dataType", dataType));

        /// <summary>
        /// Lists a company's push operations, a page at a time. This is the service's operation
        /// <c>get-company-push-history</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which part of the list; the first page of all of it by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The page.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Page<PushOperation> ListOperations(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListOperationsRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="ListOperations"/>
        public Task<Page<PushOperation>> ListOperationsAsync(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListOperationsRequest(companyId, request), options, cancellationToken);

        private static Request<Page<PushOperation>> ListOperationsRequest(string companyId, ListOptions? request) =>
            Request.For<Page<PushOperation>>("push.list_operations", request, ("companyId", companyId));

        /// <summary>
        /// Goes through a company's push operations, fetching the next page while the present one is worked on. This
        /// is the service's operation <c>get-company-push-history</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which part of the list, from which page on; all of it by default.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<PushOperation> ListAllOperations(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.All(ListOperationsRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="ListAllOperations"/>
        public IAsyncEnumerable<PushOperation> ListAllOperationsAsync(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.AllAsync(ListOperationsRequest(companyId, request), options, cancellationToken);

        /// <summary>Gets a push operation. This is the service's operation <c>get-push-operation</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="pushOperationKey">The push operation's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The push operation.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public PushOperation GetOperation(string companyId, string pushOperationKey,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetOperationRequest(companyId, pushOperationKey), options, cancellationToken);

        /// <inheritdoc cref="GetOperation"/>
        public Task<PushOperation> GetOperationAsync(string companyId, string pushOperationKey,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetOperationRequest(companyId, pushOperationKey), options, cancellationToken);

        private static Request<PushOperation> GetOperationRequest(string companyId, string pushOperationKey) =>
            Request.For<PushOperation>(
                "push.get_operation", ("companyId", companyId), ("pushOperationKey", pushOperationKey));
    }
}
