using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>The operations on companies; see <see cref="CodatClient.Companies"/>.</summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class CompaniesClient
    {
        private readonly Caller _caller;

        internal CompaniesClient(Caller caller) => _caller = caller;

        /// <summary>Lists companies, a page at a time. This is the service's operation <c>list-companies</c>.</summary>
        /// <param name="request">Which companies; the first page of all of them by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The page.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Page<Company> List(ListCompanies? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListRequest(request), options, cancellationToken);

        /// <inheritdoc cref="List"/>
        public Task<Page<Company>> ListAsync(ListCompanies? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListRequest(request), options, cancellationToken);

        private static Request<Page<Company>> ListRequest(ListCompanies? request) =>
            Request.For<Page<Company>>("companies.list", request);

        /// <summary>
        /// Goes through the companies of all pages, fetching the next page while the present one is worked on. This is
        /// the service's operation <c>list-companies</c>.
        /// </summary>
        /// <param name="request">Which companies, from which page on; all of them by default.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<Company> ListAll(ListCompanies? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.All(ListRequest(request), options, cancellationToken);

        /// <inheritdoc cref="ListAll"/>
        public IAsyncEnumerable<Company> ListAllAsync(ListCompanies? request = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.AllAsync(ListRequest(request), options, cancellationToken);

        /// <summary>
        /// Creates a company. A lost response never creates a second one. This is the service's operation
        /// <c>create-company</c>.
        /// </summary>
        /// <param name="request">The company.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The company. Keep its <see cref="Company.Id"/>; send the customer to its
        /// <see cref="Company.Redirect"/>.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Create(
            CompanyRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(CreateRequest(request), options, cancellationToken);

        /// <inheritdoc cref="Create"/>
        public Task<Company> CreateAsync(
            CompanyRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(CreateRequest(request), options, cancellationToken);

        private static Request<Company> CreateRequest(CompanyRequest request) =>
            Request.For<Company>("companies.create", Input.Given(request));

        /// <summary>
        /// Creates many companies, each exactly once, several at a time. If the run is interrupted at any point, even by
        /// the end of the process, start it again with the same list and the same <see cref="Codat.CreateMany.Journal"/>.
        /// </summary>
        /// <remarks>
        /// Also returns the outcome if companies failed or the run was stopped: it has the error of each company, and
        /// <see cref="CreateManyOutcome.Stopped"/> says why the run was stopped. A timeout limits the whole run; the default
        /// is one day. Cancelling ends the run at once and returns its outcome, with the reason <c>cancelled</c>.
        /// </remarks>
        /// <param name="request">The companies, and how to go about it.</param>
        /// <param name="progress">
        /// Is called once per company, when its outcome is known. What it throws stops the
        /// run: when those in flight are finished, a <see cref="CodatCreateManyException"/> is thrown with the outcome. None by
        /// default.
        /// </param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Ends the run at once.</param>
        /// <returns>The outcome of each.</returns>
        /// <exception cref="CodatInvalidArgumentException">The list or the journal is refused.</exception>
        /// <exception cref="CodatCreateManyException">The listener threw, which is inside, or an event does not fit its
        /// model. <see cref="CodatCreateManyException.Outcome"/> has the outcome of each company.</exception>
        /// <exception cref="CodatException">The run failed as a whole.</exception>
        /// <exception cref="CodatOperationCanceledException">It was cancelled before it began.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CreateManyOutcome CreateMany(CreateMany request, Action<CreateManyEvent>? progress = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(CreateManyRequest(request, progress), options, cancellationToken);

        /// <inheritdoc cref="CreateMany"/>
        public Task<CreateManyOutcome> CreateManyAsync(CreateMany request, Action<CreateManyEvent>? progress = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(CreateManyRequest(request, progress), options, cancellationToken);

        private static Request<CreateManyOutcome> CreateManyRequest(
            CreateMany request, Action<CreateManyEvent>? progress) =>
            new Request<CreateManyOutcome>(
                Caller.CreateMany,
                Input.Of(Input.Given(request)),
                Document.Answer<CreateManyOutcome>,
                progress is null ? null : new Progress(
                    json => progress(Document.Read(json, Document.Event<CreateManyEvent>, Caller.CreateMany))));

        /// <summary>Gets a company. This is the service's operation <c>get-company</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The company.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Get(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="Get"/>
        public Task<Company> GetAsync(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetRequest(companyId), options, cancellationToken);

        private static Request<Company> GetRequest(string companyId) =>
            Request.For<Company>("companies.get", ("companyId", companyId));

        /// <summary>
        /// Replaces a company's name, description and tags: what is not given is cleared. Groups are replaced when
        /// given, and kept otherwise. This is the service's operation <c>replace-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">What it shall be.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The company.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Replace(string companyId, CompanyRequest request,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ReplaceRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="Replace"/>
        public Task<Company> ReplaceAsync(string companyId, CompanyRequest request,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ReplaceRequest(companyId, request), options, cancellationToken);

        private static Request<Company> ReplaceRequest(string companyId, CompanyRequest request) =>
            Request.For<Company>("companies.replace", Input.Given(request), ("companyId", companyId));

        /// <summary>
        /// Changes what is given of a company's name, description and tags, and leaves the rest. This is the service's
        /// operation <c>update-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="request">What to change.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The company.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company Update(string companyId, CompanyUpdate request,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(UpdateRequest(companyId, request), options, cancellationToken);

        /// <inheritdoc cref="Update"/>
        public Task<Company> UpdateAsync(string companyId, CompanyUpdate request,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(UpdateRequest(companyId, request), options, cancellationToken);

        private static Request<Company> UpdateRequest(string companyId, CompanyUpdate request) =>
            Request.For<Company>("companies.update", Input.Given(request), ("companyId", companyId));

        /// <summary>
        /// Deletes a company with its connections and data, for good. This is the service's operation
        /// <c>delete-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta Delete(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(DeleteRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="Delete"/>
        public Task<CallMeta> DeleteAsync(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(DeleteRequest(companyId), options, cancellationToken);

        private static Request<CallMeta> DeleteRequest(string companyId) =>
            Request.ForMeta("companies.delete", ("companyId", companyId));

        /// <summary>Enables a product for a company. This is the service's operation <c>add-product</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="productIdentifier">The product, such as <c>lending</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it: PUT sets the same state again.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta AddProduct(string companyId, string productIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(AddProductRequest(companyId, productIdentifier), options, cancellationToken);

        /// <inheritdoc cref="AddProduct"/>
        public Task<CallMeta> AddProductAsync(string companyId, string productIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(AddProductRequest(companyId, productIdentifier), options, cancellationToken);

        private static Request<CallMeta> AddProductRequest(string companyId, string productIdentifier) =>
            Request.ForMeta(
                "companies.add_product", ("companyId", companyId), ("productIdentifier", productIdentifier));

        /// <summary>Disables a product for a company. This is the service's operation <c>remove-product</c>.</summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="productIdentifier">The product, such as <c>lending</c>.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta RemoveProduct(string companyId, string productIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(RemoveProductRequest(companyId, productIdentifier), options, cancellationToken);

        /// <inheritdoc cref="RemoveProduct"/>
        public Task<CallMeta> RemoveProductAsync(string companyId, string productIdentifier,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(RemoveProductRequest(companyId, productIdentifier), options, cancellationToken);

        private static Request<CallMeta> RemoveProductRequest(string companyId, string productIdentifier) =>
            Request.ForMeta(
                "companies.remove_product", ("companyId", companyId), ("productIdentifier", productIdentifier));

        /// <summary>
        /// Queues a refresh of a custom product's data for a company. This is the service's operation
        /// <c>refresh-product-data</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="productIdentifier">The product, such as <c>lending</c>.</param>
        /// <param name="dataTypes">Refresh only these types of data; all of them by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta RefreshProductData(
            string companyId, string productIdentifier, IEnumerable<string>? dataTypes = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(RefreshProductDataRequest(companyId, productIdentifier, dataTypes), options, cancellationToken);

        /// <inheritdoc cref="RefreshProductData"/>
        public Task<CallMeta> RefreshProductDataAsync(
            string companyId, string productIdentifier, IEnumerable<string>? dataTypes = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(RefreshProductDataRequest(companyId, productIdentifier, dataTypes), options, cancellationToken);

        private static Request<CallMeta> RefreshProductDataRequest(
            string companyId, string productIdentifier, IEnumerable<string>? dataTypes) =>
            Request.ForMeta(
                "companies.refresh_product_data", ("companyId", companyId), ("productIdentifier", productIdentifier), ("dataTypes", dataTypes));

        /// <summary>
        /// Gets a token, valid for a day, for the service's embeddable user interfaces. This is the service's operation
        /// <c>get-company-access-token</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The token, which is a secret.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public AccessToken GetAccessToken(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetAccessTokenRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="GetAccessToken"/>
        public Task<AccessToken> GetAccessTokenAsync(
            string companyId, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetAccessTokenRequest(companyId), options, cancellationToken);

        private static Request<AccessToken> GetAccessTokenRequest(string companyId) =>
            Request.For<AccessToken>("companies.get_access_token", ("companyId", companyId));

        /// <summary>
        /// Makes the URL to send a customer to: the company's link with parameters added. The redirect URL set up in
        /// the portal passes on those that it names in braces. One call of <c>get-company</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="parameters">Such as a reference of yours; encoded here. None by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The URL.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public LinkUrl LinkUrl(string companyId, IReadOnlyDictionary<string, string>? parameters = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(LinkUrlRequest(companyId, parameters), options, cancellationToken);

        /// <inheritdoc cref="LinkUrl"/>
        public Task<LinkUrl> LinkUrlAsync(string companyId, IReadOnlyDictionary<string, string>? parameters = null,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(LinkUrlRequest(companyId, parameters), options, cancellationToken);

        private static Request<LinkUrl> LinkUrlRequest(
            string companyId, IReadOnlyDictionary<string, string>? parameters) =>
            Request.For<LinkUrl>("companies.link_url", ("companyId", companyId), ("parameters", parameters));

        /// <summary>
        /// Gets a company's sync settings: which data types are pulled, how often, and how far back. This is the
        /// service's operation <c>get-company-syncSettings</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The settings.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public SyncSettings GetSyncSettings(string companyId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(GetSyncSettingsRequest(companyId), options, cancellationToken);

        /// <inheritdoc cref="GetSyncSettings"/>
        public Task<SyncSettings> GetSyncSettingsAsync(string companyId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(GetSyncSettingsRequest(companyId), options, cancellationToken);

        private static Request<SyncSettings> GetSyncSettingsRequest(string companyId) =>
            Request.For<SyncSettings>("companies.get_sync_settings", ("companyId", companyId));

        /// <summary>
        /// Replaces a company's sync settings. This is the service's operation <c>set-company-syncSettings</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="settings">One setting per data type. They replace all earlier ones.</param>
        /// <param name="overridesDefaults">Whether these settings are used instead of the service's defaults.
        /// Default: true.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta SetSyncSettings(
            string companyId, IEnumerable<SyncSetting> settings, bool overridesDefaults = true,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(SetSyncSettingsRequest(companyId, settings, overridesDefaults), options, cancellationToken);

        /// <inheritdoc cref="SetSyncSettings"/>
        public Task<CallMeta> SetSyncSettingsAsync(
            string companyId, IEnumerable<SyncSetting> settings, bool overridesDefaults = true,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(SetSyncSettingsRequest(companyId, settings, overridesDefaults), options, cancellationToken);

        private static Request<CallMeta> SetSyncSettingsRequest(
            string companyId, IEnumerable<SyncSetting> settings, bool overridesDefaults) =>
            Request.ForMeta(
                "companies.set_sync_settings", new SyncSettingsInput(settings, overridesDefaults), ("companyId", companyId));
    }
}
