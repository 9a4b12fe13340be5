using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

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
            CancellationToken cancellationToken = default)
        {
            request = (request ?? new ListCompanies()).At(request?.Page ?? 1);
            while (true)
            {
                var page = List(request, options, cancellationToken);
                foreach (var company in page.Results)
                {
                    yield return company;
                }
                if (IsLast(page))
                {
                    yield break;
                }
                request.Page++;
            }
        }

        /// <inheritdoc cref="ListAll"/>
        public async IAsyncEnumerable<Company> ListAllAsync(
            ListCompanies? request = null,
            CallOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            request = (request ?? new ListCompanies()).At(request?.Page ?? 1);
            while (true)
            {
                var page = await ListAsync(request, options, cancellationToken).ConfigureAwait(false);
                foreach (var company in page.Results)
                {
                    yield return company;
                }
                if (IsLast(page))
                {
                    yield break;
                }
                request.Page++;
            }
        }

        private static bool IsLast(Page<Company> page) => page.Links.Next is null || page.Results.Count == 0;
    }
}
