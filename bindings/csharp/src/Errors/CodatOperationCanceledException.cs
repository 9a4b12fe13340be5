using System;
using System.Threading;
using Codat.Interop;

namespace Codat
{
    /// <summary>A call was cancelled by its token. It says whether the work may have been done.</summary>
    /// <remarks>
    /// Calls throw it instead of a <see cref="CodatException"/>, so that tasks end as cancelled; the
    /// <see cref="Exception.InnerException"/> is the <see cref="CodatCancelledException"/> with all that is known.
    /// <c>await</c> throws it as it is. <c>Task.Wait</c> and <c>Task.Result</c> throw the runtime's own exception instead,
    /// which carries nothing of it.
    /// </remarks>
    public sealed class CodatOperationCanceledException : OperationCanceledException
    {
        internal CodatOperationCanceledException(CodatCancelledException error, CancellationToken token)
            : base(error.Message, error, token)
        {
        }

        /// <inheritdoc cref="CodatException.OutcomeUnknown"/>
        public bool OutcomeUnknown => Error.OutcomeUnknown;

        /// <inheritdoc cref="CodatException.IdempotencyKey"/>
        public string? IdempotencyKey => Error.IdempotencyKey;

        /// <summary>The HTTP status of the last response, if one was received before the call was cancelled.</summary>
        public int? HttpStatus => Error.HttpStatus;

        /// <inheritdoc cref="CodatException.Operation"/>
        public string? Operation => Error.Operation;

        /// <inheritdoc cref="CodatException.Meta"/>
        public CallMeta Meta => Error.Meta;

        private CodatCancelledException Error => (CodatCancelledException)InnerException!;

        /// <summary>Throws if the token cancelled what nothing was sent for.</summary>
        internal static void ThrowIfRequested(string operation, CancellationToken token)
        {
            if (token.IsCancellationRequested)
            {
                var details = new ErrorDetails { Operation = operation, Message = "the call was cancelled" };
                var failure = new Failure(CodatErrorKind.Cancelled, details, new CallMeta());
                throw new CodatOperationCanceledException(new CodatCancelledException(failure), token);
            }
        }
    }
}
