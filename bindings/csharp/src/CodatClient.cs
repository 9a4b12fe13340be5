using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// A client of Codat's Platform API: a configuration, and a pool of connections that its calls share.
    /// </summary>
    /// <remarks>
    /// Make one and keep it: all its properties and methods may be used from any number of threads at once. Every call may
    /// fail with a <see cref="CodatException"/>, one subclass for each kind of failure. Failed attempts are repeated if
    /// that is safe, and all attempts of a call carry one idempotency key, so a lost response never creates a second
    /// company.
    /// </remarks>
    public sealed class CodatClient : IDisposable
    {
        private static readonly string[] Methods = { "get", "post", "put", "patch", "delete" };

        private readonly Caller _caller;

        /// <summary>Makes a client with this API key. Nothing is sent yet.</summary>
        /// <param name="apiKey">The API key as the portal shows it.</param>
        /// <exception cref="CodatInvalidArgumentException">The key is empty or holds odd characters.</exception>
        /// <exception cref="DllNotFoundException">The native library is missing; the message lists the places that were
        /// searched.</exception>
        public CodatClient(string apiKey)
            : this(new CodatClientOptions { ApiKey = apiKey ?? throw new ArgumentNullException(nameof(apiKey)) })
        {
        }

        /// <summary>Makes a client. Nothing is sent yet.</summary>
        /// <param name="options">The configuration.</param>
        /// <exception cref="CodatInvalidArgumentException">An option is refused;
        /// <see cref="CodatException.Member"/> names it.</exception>
        /// <exception cref="DllNotFoundException">The native library is missing; the message lists the places that were
        /// searched.</exception>
        public CodatClient(CodatClientOptions options)
        {
            _caller = new Caller(options ?? throw new ArgumentNullException(nameof(options)));
            Companies = new CompaniesClient(_caller);
            Connections = new ConnectionsClient(_caller);
            Refresh = new RefreshClient(_caller);
            Integrations = new IntegrationsClient(_caller);
            Webhooks = new WebhooksClient(_caller);
            Groups = new GroupsClient(_caller);
            Settings = new SettingsClient(_caller);
            ConnectionManagement = new ConnectionManagementClient(_caller);
            Push = new PushClient(_caller);
            SupplementalData = new SupplementalDataClient(_caller);
            CustomDataTypes = new CustomDataTypesClient(_caller);
        }

        /// <summary>The operations on companies.</summary>
        public CompaniesClient Companies { get; }

        /// <summary>The operations on connections: a company's access to one piece of software.</summary>
        public ConnectionsClient Connections { get; }

        /// <summary>The operations that pull data.</summary>
        public RefreshClient Refresh { get; }

        /// <summary>The operations on integrations: the software that customers can connect.</summary>
        public IntegrationsClient Integrations { get; }

        /// <summary>The operations on webhook consumers.</summary>
        public WebhooksClient Webhooks { get; }

        /// <summary>The operations on groups.</summary>
        public GroupsClient Groups { get; }

        /// <summary>The operations on your account: profile, sync settings, web origins and API keys.</summary>
        public SettingsClient Settings { get; }

        /// <summary>
        /// The operations for the service's user interface in which customers manage their connections.
        /// </summary>
        public ConnectionManagementClient ConnectionManagement { get; }

        /// <summary>The operations on pushes: records that were written to the customer's software.</summary>
        public PushClient Push { get; }

        /// <summary>The operations on supplemental data: further properties of the usual data types.</summary>
        public SupplementalDataClient SupplementalData { get; }

        /// <summary>The operations on custom data types: data that is none of the usual types.</summary>
        public CustomDataTypesClient CustomDataTypes { get; }

        /// <summary>
        /// Calls an operation by its name, with its input as JSON: for what the typed methods do not cover.
        /// </summary>
        /// <param name="operation">The name, such as <c>companies.create</c>;
        /// <see cref="CodatLibrary.DescribeOperations"/> lists them with their input fields.</param>
        /// <param name="inputJson">A JSON object with the operation's fields, <c>{}</c> if it has none.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The response JSON <c>{"result":…,"meta":{…}}</c>, in which <c>result</c> is the body of the service's
        /// response verbatim, or <c>null</c>.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="ArgumentException">A text holds the character U+0000.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public string Call(string operation, string inputJson,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(UntypedRequest(operation, inputJson, options), options, cancellationToken);

        /// <inheritdoc cref="Call"/>
        public Task<string> CallAsync(string operation, string inputJson,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(UntypedRequest(operation, inputJson, options), options, cancellationToken);

        private static Request<string> UntypedRequest(string operation, string inputJson, CallOptions? options) =>
            options?.Extra is null
            ? new Request<string>(operation, NativeText.Of(inputJson, nameof(inputJson)), NativeText.Read)
            : throw new ArgumentException("the input of Call is complete, and takes extra fields itself", nameof(options));

        /// <summary>
        /// Sends a request that has no separate method. Authorization, retries, the idempotency key, limits and errors are
        /// the same as for every call. The typed methods also check that a response belongs to its request.
        /// </summary>
        /// <typeparam name="T">What the response is read into, such as <c>JsonElement</c>.</typeparam>
        /// <param name="method">GET, POST, PUT, PATCH or DELETE.</param>
        /// <param name="path">Below the base URL, such as <c>/companies/{id}/data/invoices</c>. Characters that a path cannot
        /// hold are percent-encoded. A path that could leave the base URL is refused.</param>
        /// <param name="request">The query and the body; none by default.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>Any JSON, and what is known about the call.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="ArgumentException">The method is another one.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public AnyReply<T> Request<T>(HttpMethod method, string path,
            AnyRequest? request = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(AnyOf<T>(method, path, request), options, cancellationToken);

        /// <inheritdoc cref="Request{T}"/>
        public Task<AnyReply<T>> RequestAsync<T>(HttpMethod method, string path,
            AnyRequest? request = null, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(AnyOf<T>(method, path, request), options, cancellationToken);

        /// <summary>
        /// Goes through the rows of all pages of any list, fetching the next page while the present one is worked on.
        /// </summary>
        /// <typeparam name="T">What a row is read into, such as <c>JsonElement</c>.</typeparam>
        /// <param name="path">Below the base URL.</param>
        /// <param name="query">The parameters, such as <c>pageSize</c>, without <c>page</c>; none by default.</param>
        /// <param name="page">The number of the first page.</param>
        /// <param name="options">Options of the calls, a timeout for all pages together; none by default.</param>
        /// <param name="cancellationToken">Cancels the call for a page at once.</param>
        /// <exception cref="CodatException">The call for a page failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call for a page was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public IEnumerable<T> ListAll<T>(string path, IReadOnlyDictionary<string, object?>? query = null, int page = 1,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.All(AnyList<T>(path, query, page), options, cancellationToken);

        /// <inheritdoc cref="ListAll{T}"/>
        public IAsyncEnumerable<T> ListAllAsync<T>(string path, IReadOnlyDictionary<string, object?>? query = null,
            int page = 1, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.AllAsync(AnyList<T>(path, query, page), options, cancellationToken);

        private static Request<AnyReply<T>> AnyOf<T>(HttpMethod method, string path, AnyRequest? request)
        {
            var name = (method ?? throw new ArgumentNullException(nameof(method))).Method.ToLowerInvariant();
            if (Array.IndexOf(Methods, name) < 0)
            {
                throw new ArgumentException("must be GET, POST, PUT, PATCH or DELETE, and is " + method.Method, nameof(method));
            }
            return new Request<AnyReply<T>>("request." + name, Input.Of(request, ("path", Path(path))), Document.Any<T>);
        }

        private static Request<Page<T>> AnyList<T>(string path, IReadOnlyDictionary<string, object?>? query, int page) =>
            Interop.Request.For<Page<T>>("request.list", ("path", Path(path)), ("page", page), ("query", query));

        private static string Path(string path) => path ?? throw new ArgumentNullException(nameof(path));

        /// <summary>
        /// Ends the client. Calls still running end undisturbed, and idle connections close; a new call throws
        /// <see cref="ObjectDisposedException"/>. Disposing twice does nothing.
        /// </summary>
        public void Dispose() => _caller.Dispose();
    }
}
