using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>The operations that pull data; see <see cref="CodatClient.Refresh"/>.</summary>
    /// <remarks>May be used from several threads at once.</remarks>
    /// <example>
    /// <code>
    /// var pull = await client.Refresh.QueueOrJoinAsync(company.Id, "invoices");
    /// var outcome = await client.Refresh.WaitUntilCompleteAsync(
    ///     company.Id, new WaitUntilComplete { PullOperationIds = new[] { pull.Id } });
    /// Console.WriteLine(outcome.Failed ? outcome.Items[0].PullOperation?.ErrorMessage : "pulled");
    /// </code>
    /// </example>
    public sealed class RefreshClient
    {
        private readonly Caller _caller;

        internal RefreshClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Queues a pull of all data of a company. This is the service's operation <c>refresh-company-data</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta All(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(AllRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="All"/>
        public Task<CallMeta> AllAsync(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(AllRequest(companyId), options, cancellationToken);

        private static Request<CallMeta> AllRequest(string companyId) =>
            Request.ForMeta("refresh.all", ("companyId", companyId));

        /// <summary>
        /// Queues a pull of one type of data; a <see cref="CodatConflictException"/> if one is running already. This is
        /// the service's operation <c>refresh-data-type</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="dataType">Such as <c>invoices</c> or <c>banking-accounts</c>.</param>
        /// <param name="connectionId">Pull from this connection; the service chooses by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The pull operation.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public PullOperation ByDataType(string companyId, string dataType, string? connectionId = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ByDataTypeRequest(companyId, dataType, connectionId), options, cancellationToken);

        /// <inheritdoc cref="ByDataType"/>
        public Task<PullOperation> ByDataTypeAsync(string companyId, string dataType, string? connectionId = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ByDataTypeRequest(companyId, dataType, connectionId), options, cancellationToken);

        private static Request<PullOperation> ByDataTypeRequest(
            string companyId, string dataType, string? connectionId) =>
            Request.For<PullOperation>(
                "refresh.by_data_type", ("companyId", companyId), ("dataType", dataType), ("connectionId", connectionId));

        /// <summary>
        /// Queues a pull of one type of data, or returns the one that is running. The service pulls data by itself when
        /// a customer has linked, so use this method after linking.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="dataType">Such as <c>invoices</c> or <c>banking-accounts</c>.</param>
        /// <param name="connectionId">Pull from this connection; the service chooses by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The pull operation.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: it finds the pull.
        /// </exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public PullOperation QueueOrJoin(string companyId, string dataType, string? connectionId = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(QueueOrJoinRequest(companyId, dataType, connectionId), options, cancellationToken);

        /// <inheritdoc cref="QueueOrJoin"/>
        public Task<PullOperation> QueueOrJoinAsync(string companyId, string dataType, string? connectionId = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(QueueOrJoinRequest(companyId, dataType, connectionId), options, cancellationToken);

        private static Request<PullOperation> QueueOrJoinRequest(
            string companyId, string dataType, string? connectionId) =>
            Request.For<PullOperation>(
                "refresh.queue_or_join", ("companyId", companyId), ("dataType", dataType), ("connectionId", connectionId));

        /// <summary>
        /// Returns how far each type of data of a company is. This is the service's operation
        /// <c>get-company-data-status</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The statuses.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public DataStatuses GetDataStatus(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetDataStatusRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="GetDataStatus"/>
        public Task<DataStatuses> GetDataStatusAsync(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetDataStatusRequest(companyId), options, cancellationToken);

        private static Request<DataStatuses> GetDataStatusRequest(string companyId) =>
            Request.For<DataStatuses>("refresh.get_data_status", ("companyId", companyId));

        /// <summary>
        /// Lists a company's pull operations, a page at a time. This is the service's operation
        /// <c>list-pull-operations</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which part of the list; the first page of all of it by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The page.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Page<PullOperation> ListPullOperations(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListPullOperationsRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="ListPullOperations"/>
        public Task<Page<PullOperation>> ListPullOperationsAsync(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListPullOperationsRequest(companyId, request), options, cancellationToken);

        private static Request<Page<PullOperation>> ListPullOperationsRequest(string companyId, ListOptions? request) =>
            Request.For<Page<PullOperation>>("refresh.list_pull_operations", request, ("companyId", companyId));

        /// <summary>
        /// Goes through a company's pull operations, fetching the next page while the present one is worked on. This is
        /// the service's operation <c>list-pull-operations</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which part of the list; the first page of all of it by default.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<PullOperation> ListAllPullOperations(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.All(ListPullOperationsRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="ListAllPullOperations"/>
        public IAsyncEnumerable<PullOperation> ListAllPullOperationsAsync(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.AllAsync(ListPullOperationsRequest(companyId, request), options, cancellationToken);

        /// <summary>Gets a pull operation. This is the service's operation <c>get-pull-operation</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="datasetId">The pull operation's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The pull operation.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public PullOperation GetPullOperation(string companyId, string datasetId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetPullOperationRequest(companyId, datasetId), options, cancellationToken);

        /// <inheritdoc cref="GetPullOperation"/>
        public Task<PullOperation> GetPullOperationAsync(string companyId, string datasetId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetPullOperationRequest(companyId, datasetId), options, cancellationToken);

        private static Request<PullOperation> GetPullOperationRequest(string companyId, string datasetId) =>
            Request.For<PullOperation>(
                "refresh.get_pull_operation", ("companyId", companyId), ("datasetId", datasetId));

        /// <summary>
        /// Gets the warnings and errors that the service found in the data of a pull operation. This is the service's
        /// operation <c>get-read-validation-results</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="datasetId">The pull operation's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The warnings and errors.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public ValidationResults GetValidationResults(string companyId, string datasetId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetValidationResultsRequest(companyId, datasetId), options, cancellationToken);

        /// <inheritdoc cref="GetValidationResults"/>
        public Task<ValidationResults> GetValidationResultsAsync(string companyId, string datasetId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetValidationResultsRequest(companyId, datasetId), options, cancellationToken);

        private static Request<ValidationResults> GetValidationResultsRequest(string companyId, string datasetId) =>
            Request.For<ValidationResults>(
                "refresh.get_validation_results", ("companyId", companyId), ("datasetId", datasetId));

        /// <summary>
        /// Waits until data has been pulled, well or badly: 30 minutes at most, if the options set no timeout.
        /// Each poll is a call with the client's timeout and retries.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which data; all of the company's by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The outcome; a pull that ended badly is no exception.</returns>
        /// <exception cref="CodatTimeoutException">Data was still being pulled when the time was up.</exception>
        /// <exception cref="CodatException">A poll failed after its retries.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public RefreshOutcome WaitUntilComplete(string companyId, WaitUntilComplete? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(WaitUntilCompleteRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="WaitUntilComplete"/>
        public Task<RefreshOutcome> WaitUntilCompleteAsync(string companyId, WaitUntilComplete? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(WaitUntilCompleteRequest(companyId, request), options, cancellationToken);

        private static Request<RefreshOutcome> WaitUntilCompleteRequest(string companyId, WaitUntilComplete? request) =>
            Request.For<RefreshOutcome>("refresh.wait_until_complete", request, ("companyId", companyId));
    }
}
