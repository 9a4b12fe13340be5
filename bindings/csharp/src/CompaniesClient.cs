using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>The operations on companies; see <see cref="CodatClient.Companies"/>.</summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed partial class CompaniesClient
    {
        private readonly Caller _caller;

        internal CompaniesClient(Caller caller) => _caller = caller;

        /// <summary>Lists companies, a page at a time. The service's operation <c>list-companies</c>.</summary>
        /// <param name="request">Which companies; the first page of all of them by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>The page.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Page<Company> List(
            ListCompanies? request = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.list", Input.Of(request), options, Document.Answer<Page<Company>>, cancellationToken);

        /// <inheritdoc cref="List"/>
        public Task<Page<Company>> ListAsync(
            ListCompanies? request = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.list", Input.Of(request), options, Document.Answer<Page<Company>>, cancellationToken);

        /// <summary>
        /// Creates a company. A lost answer never makes a second one. The service's operation
        /// <c>create-company</c>.
        /// </summary>
        /// <param name="request">The company.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>The company. Keep its <see cref="Company.Id"/>; send the customer to its
        /// <see cref="Company.Redirect"/>.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Create(
            CompanyRequest request,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.create",
                Input.Of(Input.Given(request)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <inheritdoc cref="Create"/>
        public Task<Company> CreateAsync(
            CompanyRequest request,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.create",
                Input.Of(Input.Given(request)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <summary>Gets a company. The service's operation <c>get-company</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>The company.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Get(
            string companyId,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.get",
                Input.Of(("companyId", companyId)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <inheritdoc cref="Get"/>
        public Task<Company> GetAsync(
            string companyId,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.get",
                Input.Of(("companyId", companyId)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <summary>
        /// Replaces a company's name, description and tags: what is not given is cleared. Groups are replaced when
        /// given, and stay otherwise. The service's operation <c>replace-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">What it shall be.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>The company.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Replace(
            string companyId,
            CompanyRequest request,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.replace",
                Input.Of(Input.Given(request), ("companyId", companyId)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <inheritdoc cref="Replace"/>
        public Task<Company> ReplaceAsync(
            string companyId,
            CompanyRequest request,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.replace",
                Input.Of(Input.Given(request), ("companyId", companyId)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <summary>
        /// Changes what is given of a company's name, description and tags, and leaves the rest. The service's
        /// operation <c>update-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">What to change.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>The company.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Update(
            string companyId,
            CompanyUpdate request,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.update",
                Input.Of(Input.Given(request), ("companyId", companyId)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <inheritdoc cref="Update"/>
        public Task<Company> UpdateAsync(
            string companyId,
            CompanyUpdate request,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.update",
                Input.Of(Input.Given(request), ("companyId", companyId)),
                options,
                Document.Answer<Company>,
                cancellationToken);

        /// <summary>
        /// Deletes a company with its connections and data, for good. The service's operation
        /// <c>delete-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta Delete(
            string companyId,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.delete", Input.Of(("companyId", companyId)), options, Document.Meta, cancellationToken);

        /// <inheritdoc cref="Delete"/>
        public Task<CallMeta> DeleteAsync(
            string companyId,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.delete", Input.Of(("companyId", companyId)), options, Document.Meta, cancellationToken);

        /// <summary>Enables a product for a company. The service's operation <c>add-product</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="productIdentifier">The product, such as <c>lending</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta AddProduct(
            string companyId,
            string productIdentifier,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.add_product",
                Input.Of(("companyId", companyId), ("productIdentifier", productIdentifier)),
                options,
                Document.Meta,
                cancellationToken);

        /// <inheritdoc cref="AddProduct"/>
        public Task<CallMeta> AddProductAsync(
            string companyId,
            string productIdentifier,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.add_product",
                Input.Of(("companyId", companyId), ("productIdentifier", productIdentifier)),
                options,
                Document.Meta,
                cancellationToken);

        /// <summary>Disables a product for a company. The service's operation <c>remove-product</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="productIdentifier">The product, such as <c>lending</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta RemoveProduct(
            string companyId,
            string productIdentifier,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.remove_product",
                Input.Of(("companyId", companyId), ("productIdentifier", productIdentifier)),
                options,
                Document.Meta,
                cancellationToken);

        /// <inheritdoc cref="RemoveProduct"/>
        public Task<CallMeta> RemoveProductAsync(
            string companyId,
            string productIdentifier,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.remove_product",
                Input.Of(("companyId", companyId), ("productIdentifier", productIdentifier)),
                options,
                Document.Meta,
                cancellationToken);

        /// <summary>
        /// Queues a refresh of a custom product's data for a company. The service's operation
        /// <c>refresh-product-data</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="productIdentifier">The product, such as <c>lending</c>.</param>
        /// <param name="dataTypes">Refresh only these types of data; all of them by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta RefreshProductData(
            string companyId,
            string productIdentifier,
            IEnumerable<string>? dataTypes = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.refresh_product_data",
                Input.Of(("companyId", companyId), ("productIdentifier", productIdentifier), ("dataTypes", dataTypes)),
                options,
                Document.Meta,
                cancellationToken);

        /// <inheritdoc cref="RefreshProductData"/>
        public Task<CallMeta> RefreshProductDataAsync(
            string companyId,
            string productIdentifier,
            IEnumerable<string>? dataTypes = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.refresh_product_data",
                Input.Of(("companyId", companyId), ("productIdentifier", productIdentifier), ("dataTypes", dataTypes)),
                options,
                Document.Meta,
                cancellationToken);

        /// <summary>
        /// Gets a token, valid for a day, for the service's embeddable user interfaces. The service's operation
        /// <c>get-company-access-token</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>The token, which is a secret.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public AccessToken GetAccessToken(
            string companyId,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.get_access_token",
                Input.Of(("companyId", companyId)),
                options,
                Document.Answer<AccessToken>,
                cancellationToken);

        /// <inheritdoc cref="GetAccessToken"/>
        public Task<AccessToken> GetAccessTokenAsync(
            string companyId,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.get_access_token",
                Input.Of(("companyId", companyId)),
                options,
                Document.Answer<AccessToken>,
                cancellationToken);

        /// <summary>
        /// Makes the URL to send a customer to: the company's link with parameters added. The redirect URL set up in
        /// the portal passes on those that it names in braces. One call of <c>get-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="parameters">Such as a reference of yours; encoded here. None by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once, wherever it is.</param>
        /// <returns>The URL.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public LinkUrl LinkUrl(
            string companyId,
            IReadOnlyDictionary<string, string>? parameters = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.link_url",
                Input.Of(("companyId", companyId), ("parameters", parameters)),
                options,
                Document.Answer<LinkUrl>,
                cancellationToken);

        /// <inheritdoc cref="LinkUrl"/>
        public Task<LinkUrl> LinkUrlAsync(
            string companyId,
            IReadOnlyDictionary<string, string>? parameters = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.link_url",
                Input.Of(("companyId", companyId), ("parameters", parameters)),
                options,
                Document.Answer<LinkUrl>,
                cancellationToken);
    }
}
