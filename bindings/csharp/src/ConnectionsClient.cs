using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>The operations on connections; see <see cref="CodatClient.Connections"/>.</summary>
    /// <remarks>May be used from several threads at once.</remarks>
    /// <example>
    /// <code>
    /// var link = await client.Companies.LinkUrlAsync(company.Id);
    /// // Send the customer to link.Url, and wait until they have authorized.
    /// var connection = await client.Connections.WaitUntilLinkedAsync(company.Id);
    /// </code>
    /// </example>
    public sealed class ConnectionsClient
    {
        private readonly Caller _caller;

        internal ConnectionsClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Lists a company's connections, a page at a time. This is the service's operation <c>list-connections</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which part of the list; the first page of all of it by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The page.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Page<Connection> List(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="List"/>
        public Task<Page<Connection>> ListAsync(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListRequest(companyId, request), options, cancellationToken);

        private static Request<Page<Connection>> ListRequest(string companyId, ListOptions? request) =>
            Request.For<Page<Connection>>("connections.list", request, ("companyId", companyId));

        /// <summary>
        /// Goes through a company's connections, fetching the next page while the present one is worked on. This is the
        /// service's operation <c>list-connections</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which part of the list; the first page of all of it by default.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<Connection> ListAll(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.All(ListRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="ListAll"/>
        public IAsyncEnumerable<Connection> ListAllAsync(string companyId, ListOptions? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.AllAsync(ListRequest(companyId, request), options, cancellationToken);

        /// <summary>
        /// Creates a connection to one piece of software. A lost response never creates a second one. This is the
        /// service's operation <c>create-connection</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="platformKey">The four letters of an integration, such as <c>gbol</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The connection; send the customer to its <see cref="Connection.LinkUrl"/>.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Connection Create(string companyId, string platformKey,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(CreateRequest(companyId, platformKey), options, cancellationToken);

        /// <inheritdoc cref="Create"/>
        public Task<Connection> CreateAsync(string companyId, string platformKey,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(CreateRequest(companyId, platformKey), options, cancellationToken);

        private static Request<Connection> CreateRequest(string companyId, string platformKey) =>
            Request.For<Connection>("connections.create", ("companyId", companyId), ("platformKey", platformKey));

        /// <summary>Gets a connection. This is the service's operation <c>get-connection</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The connection.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Connection Get(string companyId, string connectionId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetRequest(companyId, connectionId), options, cancellationToken);

        /// <inheritdoc cref="Get"/>
        public Task<Connection> GetAsync(string companyId, string connectionId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetRequest(companyId, connectionId), options, cancellationToken);

        private static Request<Connection> GetRequest(string companyId, string connectionId) =>
            Request.For<Connection>("connections.get", ("companyId", companyId), ("connectionId", connectionId));

        /// <summary>
        /// Deletes a connection with its data, for good. This is the service's operation <c>delete-connection</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta Delete(string companyId, string connectionId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(DeleteRequest(companyId, connectionId), options, cancellationToken);

        /// <inheritdoc cref="Delete"/>
        public Task<CallMeta> DeleteAsync(string companyId, string connectionId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(DeleteRequest(companyId, connectionId), options, cancellationToken);

        private static Request<CallMeta> DeleteRequest(string companyId, string connectionId) =>
            Request.ForMeta("connections.delete", ("companyId", companyId), ("connectionId", connectionId));

        /// <summary>
        /// Withdraws from a connection that is <c>Linked</c>: no data is pulled any more, and pulled data remains
        /// readable. This is the service's operation <c>unlink-connection</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The connection, <c>Unlinked</c>.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Connection Unlink(string companyId, string connectionId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(UnlinkRequest(companyId, connectionId), options, cancellationToken);

        /// <inheritdoc cref="Unlink"/>
        public Task<Connection> UnlinkAsync(string companyId, string connectionId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(UnlinkRequest(companyId, connectionId), options, cancellationToken);

        private static Request<Connection> UnlinkRequest(string companyId, string connectionId) =>
            Request.For<Connection>("connections.unlink", ("companyId", companyId), ("connectionId", connectionId));

        /// <summary>
        /// Hands over what authorizes a connection. This is the service's operation
        /// <c>update-connection-authorization</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="connectionId">The connection's identifier.</param>
        /// <param name="authorization">The pairs that its software requires: secrets.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The connection.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Connection UpdateAuthorization(
            string companyId, string connectionId, IReadOnlyDictionary<string, string> authorization,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(UpdateAuthorizationRequest(companyId, connectionId, authorization), options, cancellationToken);

        /// <inheritdoc cref="UpdateAuthorization"/>
        public Task<Connection> UpdateAuthorizationAsync(
            string companyId, string connectionId, IReadOnlyDictionary<string, string> authorization,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(UpdateAuthorizationRequest(companyId, connectionId, authorization), options, cancellationToken);

        private static Request<Connection> UpdateAuthorizationRequest(
            string companyId, string connectionId, IReadOnlyDictionary<string, string> authorization) =>
            Request.For<Connection>(
                "connections.update_authorization", ("companyId", companyId), ("connectionId", connectionId), ("authorization", authorization));

        /// <summary>
        /// Waits until a customer has authorized: 15 minutes at most, if the options set no timeout. Each poll
        /// is a call with the client's timeout and retries.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">Which connection; the first that is <c>Linked</c> by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The connection, <c>Linked</c>.</returns>
        /// <exception cref="CodatTimeoutException">Nobody authorized in time.</exception>
        /// <exception cref="CodatException">A poll failed after its retries.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Connection WaitUntilLinked(string companyId, WaitUntilLinked? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(WaitUntilLinkedRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="WaitUntilLinked"/>
        public Task<Connection> WaitUntilLinkedAsync(string companyId, WaitUntilLinked? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(WaitUntilLinkedRequest(companyId, request), options, cancellationToken);

        private static Request<Connection> WaitUntilLinkedRequest(string companyId, WaitUntilLinked? request) =>
            Request.For<Connection>("connections.wait_until_linked", request, ("companyId", companyId));

        /// <summary>
        /// Finds the connections that the customer or the software withdrew, and the page to send the customer to.
        /// Never make a new company for it.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>Which, and the link.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Reauthorization NeedsReauthorization(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(NeedsReauthorizationRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="NeedsReauthorization"/>
        public Task<Reauthorization> NeedsReauthorizationAsync(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(NeedsReauthorizationRequest(companyId), options, cancellationToken);

        private static Request<Reauthorization> NeedsReauthorizationRequest(string companyId) =>
            Request.For<Reauthorization>("connections.needs_reauthorization", ("companyId", companyId));
    }
}
