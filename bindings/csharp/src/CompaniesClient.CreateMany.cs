using System;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat
{
    public sealed partial class CompaniesClient
    {
        /// <summary>
        /// Creates many companies, each exactly once, several at a time. Where the run is broken off at any point, even by
        /// the end of the process, start it again with the same list and the same <see cref="Codat.CreateMany.Journal"/>.
        /// </summary>
        /// <remarks>
        /// It succeeds also where some failed or the run was stopped: the outcome tells. A timeout is for the whole run;
        /// without it a day. Cancelling ends the run at once, and its outcome is returned, with <c>cancelled</c> in
        /// <see cref="CreateManyOutcome.Stopped"/>.
        /// </remarks>
        /// <param name="request">The companies, and how to go about it.</param>
        /// <param name="progress">
        /// Is called once per company, when its outcome is known. What it throws stops the
        /// run: when those under way are done, a <see cref="CodatCreateManyException"/> is thrown with the outcome. None by
        /// default.
        /// </param>
        /// <param name="options">Options of this call; none by default.</param>
        /// <param name="cancellationToken">Ends the run at once.</param>
        /// <returns>What became of each.</returns>
        /// <exception cref="CodatInvalidArgumentException">The list or the journal is refused.</exception>
        /// <exception cref="CodatCreateManyException">The listener threw, which is inside, or an event does not fit its
        /// model. <see cref="CodatCreateManyException.Outcome"/> says what became of each company.</exception>
        /// <exception cref="CodatException">The run failed as a whole.</exception>
        /// <exception cref="CodatOperationCanceledException">It was cancelled before it began.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
        public CreateManyOutcome CreateMany(
            CreateMany request,
            Action<CreateManyEvent>? progress = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.Call(
                "companies.create_many",
                Input.Of(Input.Given(request)),
                options,
                Document.Answer<CreateManyOutcome>,
                cancellationToken,
                Told(progress));

        /// <inheritdoc cref="CreateMany"/>
        public Task<CreateManyOutcome> CreateManyAsync(
            CreateMany request,
            Action<CreateManyEvent>? progress = null,
            CallOptions? options = null,
            CancellationToken cancellationToken = default) =>
            _caller.CallAsync(
                "companies.create_many",
                Input.Of(Input.Given(request)),
                options,
                Document.Answer<CreateManyOutcome>,
                cancellationToken,
                Told(progress));

        private static Progress? Told(Action<CreateManyEvent>? progress) =>
            progress is null
                ? null
                : new Progress(
                    json => progress(Document.Read(json, Document.Event<CreateManyEvent>, "companies.create_many")));
    }
}
