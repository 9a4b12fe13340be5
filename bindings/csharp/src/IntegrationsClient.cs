using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The operations on integrations, the software that customers can connect; see
    /// <see cref="CodatClient.Integrations"/>.
    /// </summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class IntegrationsClient
    {
        private readonly Caller _caller;

        internal IntegrationsClient(Caller caller) => _caller = caller;

        /// <summary>
        /// Lists integrations, a page at a time. This is the service's operation <c>list-integrations</c>.
        /// </summary>
        /// <param name="request">Which part of the list; the first page of all of it by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The page.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Page<Integration> List(
            ListOptions? request = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListRequest(request), options, cancellationToken);

        /// <inheritdoc cref="List"/>
        public Task<Page<Integration>> ListAsync(
            ListOptions? request = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListRequest(request), options, cancellationToken);

        private static Request<Page<Integration>> ListRequest(ListOptions? request) =>
            Request.For<Page<Integration>>("integrations.list", request);

        /// <summary>
        /// Goes through all integrations, fetching the next page while the present one is worked on. This is the
        /// service's operation <c>list-integrations</c>.
        /// </summary>
        /// <param name="request">Which part of the list; the first page of all of it by default.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<Integration> ListAll(
            ListOptions? request = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.All(ListRequest(request), options, cancellationToken);

        /// <inheritdoc cref="ListAll"/>
        public IAsyncEnumerable<Integration> ListAllAsync(
            ListOptions? request = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.AllAsync(ListRequest(request), options, cancellationToken);

        /// <summary>Gets an integration. This is the service's operation <c>get-integration</c>.</summary>
        /// <param name="platformKey">The four letters of an integration, such as <c>gbol</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The integration.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Integration Get(
            string platformKey, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetRequest(platformKey), options, cancellationToken);

        /// <inheritdoc cref="Get"/>
        public Task<Integration> GetAsync(
            string platformKey, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetRequest(platformKey), options, cancellationToken);

        private static Request<Integration> GetRequest(string platformKey) =>
            Request.For<Integration>("integrations.get", ("platformKey", platformKey));

        /// <summary>
        /// Gets an integration's logo and button. This is the service's operation <c>get-integrations-branding</c>.
        /// </summary>
        /// <param name="platformKey">The four letters of an integration, such as <c>gbol</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>How it looks.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Branding GetBranding(
            string platformKey, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetBrandingRequest(platformKey), options, cancellationToken);

        /// <inheritdoc cref="GetBranding"/>
        public Task<Branding> GetBrandingAsync(
            string platformKey, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetBrandingRequest(platformKey), options, cancellationToken);

        private static Request<Branding> GetBrandingRequest(string platformKey) =>
            Request.For<Branding>("integrations.get_branding", ("platformKey", platformKey));
    }
}
