using System;
using System.Collections.Generic;
using System.Threading;
using Codat.Interop;

namespace Codat
{
    public sealed partial class CompaniesClient
    {
        /// <summary>
        /// Goes through the companies of all pages, fetching the next page while the present one is worked on. The
        /// service's operation <c>list-companies</c>.
        /// </summary>
        /// <param name="request">Which companies, from which page on; all of them by default.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<Company> ListAll(
            ListCompanies? request = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Pages.All<Company>(
                _caller, "companies.list", Input.Of(request), options, cancellationToken);

        /// <inheritdoc cref="ListAll"/>
        public IAsyncEnumerable<Company> ListAllAsync(
            ListCompanies? request = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Pages.AllAsync<Company>(
                _caller, "companies.list", Input.Of(request), options, cancellationToken);
    }
}
