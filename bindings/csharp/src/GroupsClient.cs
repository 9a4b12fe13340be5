using System;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    /// <summary>The operations on groups; see <see cref="CodatClient.Groups"/>.</summary>
    /// <remarks>May be used from several threads at once.</remarks>
    public sealed class GroupsClient
    {
        private readonly Caller _caller;

        internal GroupsClient(Caller caller) => _caller = caller;

        /// <summary>Lists all groups. This is the service's operation <c>list-groups</c>.</summary>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The groups.</returns>
        /// <exception cref="CodatException">The call failed.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public GroupList List(CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(ListRequest(), options, cancellationToken);

        /// <inheritdoc cref="List"/>
        public Task<GroupList> ListAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(ListRequest(), options, cancellationToken);

        private static Request<GroupList> ListRequest() =>
            Request.For<GroupList>("groups.list");

        /// <summary>
        /// Creates a group. It can be neither renamed nor deleted afterwards, and there can be at most 20. This is the
        /// service's operation <c>create-group</c>.
        /// </summary>
        /// <param name="name">Its name, at most 50 characters.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The group. Keep its <see cref="Group.Id"/>.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Group Create(string name, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(CreateRequest(name), options, cancellationToken);

        /// <inheritdoc cref="Create"/>
        public Task<Group> CreateAsync(
            string name, CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(CreateRequest(name), options, cancellationToken);

        private static Request<Group> CreateRequest(string name) =>
            Request.For<Group>("groups.create", ("name", name));

        /// <summary>
        /// Adds a company to a group; it may be in several. This is the service's operation
        /// <c>add-company-to-group</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="groupId">The group's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>The company.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it with the
        /// <see cref="CodatException.IdempotencyKey"/>.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public Company AddCompany(string companyId, string groupId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(AddCompanyRequest(companyId, groupId), options, cancellationToken);

        /// <inheritdoc cref="AddCompany"/>
        public Task<Company> AddCompanyAsync(string companyId, string groupId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(AddCompanyRequest(companyId, groupId), options, cancellationToken);

        private static Request<Company> AddCompanyRequest(string companyId, string groupId) =>
            Request.For<Company>("groups.add_company", ("companyId", companyId), ("groupId", groupId));

        /// <summary>
        /// Removes a company from a group. This is the service's operation <c>remove-company-from-group</c>.
        /// </summary>
        /// <param name="companyId">The company's identifier.</param>
        /// <param name="groupId">The group's identifier.</param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Cancels the call at once.</param>
        /// <returns>What is known about the call.</returns>
        /// <exception cref="CodatException">The call failed. If its outcome is unknown, repeat it, and take a
        /// <see cref="CodatNotFoundException"/> for success.</exception>
        /// <exception cref="CodatOperationCanceledException">The call was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CallMeta RemoveCompany(string companyId, string groupId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.Call(RemoveCompanyRequest(companyId, groupId), options, cancellationToken);

        /// <inheritdoc cref="RemoveCompany"/>
        public Task<CallMeta> RemoveCompanyAsync(string companyId, string groupId,
            CallOptions? options = null, CancellationToken cancellationToken = default) =>
            _caller.CallAsync(RemoveCompanyRequest(companyId, groupId), options, cancellationToken);

        private static Request<CallMeta> RemoveCompanyRequest(string companyId, string groupId) =>
            Request.ForMeta("groups.remove_company", ("companyId", companyId), ("groupId", groupId));
    }
}
