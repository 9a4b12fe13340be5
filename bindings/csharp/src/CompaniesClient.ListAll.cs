using System;
using System.Collections.Generic;
using System.Threading;
using Codat.Interop;

namespace Codat
{
    public sealed partial class CompaniesClient
    {
        /// <summary>
        /// Goes through the companies of all pages, fetching each page when it is needed. The service's operation
        /// <c>list-companies</c>.
        /// </summary>
        /// <param name="request">Which companies, from which page on; all of them by default.</param>
        /// <param name="options">Options of the call for each page; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="OperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<Company> ListAll(
            ListCompanies? request = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Pages.All(request?.Page, page => List(ListCompanies.At(request, page), options, cancellationToken));

        /// <inheritdoc cref="ListAll"/>
        public IAsyncEnumerable<Company> ListAllAsync(
            ListCompanies? request = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Pages.AllAsync(
                request?.Page,
                (page, token) => ListAsync(ListCompanies.At(request, page), options, token),
                cancellationToken);
    }
}
