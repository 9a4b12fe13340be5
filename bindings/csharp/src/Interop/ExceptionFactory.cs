namespace Codat.Interop
{
    /// <summary>Makes the exception of a failure.</summary>
    internal static class ExceptionFactory
    {
        /// <summary>The exception of a status's class, or a plain <see cref="CodatException"/> if the status is new.</summary>
        internal static CodatException Of(int status, ErrorDetails details, CallMeta meta)
        {
            var failure = new Failure((CodatErrorKind)status, details, meta);
            return failure.Kind switch
            {
                CodatErrorKind.InvalidArgument => new CodatInvalidArgumentException(failure),
                CodatErrorKind.BadRequest => new CodatBadRequestException(failure),
                CodatErrorKind.Unauthorized => new CodatUnauthorizedException(failure),
                CodatErrorKind.PaymentRequired => new CodatPaymentRequiredException(failure),
                CodatErrorKind.Forbidden => new CodatForbiddenException(failure),
                CodatErrorKind.NotFound => new CodatNotFoundException(failure),
                CodatErrorKind.Conflict => new CodatConflictException(failure),
                CodatErrorKind.Unprocessable => new CodatUnprocessableException(failure),
                CodatErrorKind.RateLimited => new CodatRateLimitedException(failure),
                CodatErrorKind.Server => new CodatServerException(failure),
                CodatErrorKind.UnexpectedResponse => new CodatUnexpectedResponseException(failure),
                CodatErrorKind.Connection => new CodatConnectionException(failure),
                CodatErrorKind.Timeout => new CodatTimeoutException(failure),
                CodatErrorKind.Cancelled => new CodatCancelledException(failure),
                CodatErrorKind.Panic => new CodatPanicException(failure),
                CodatErrorKind.OutOfMemory => new CodatOutOfMemoryException(failure),
                CodatErrorKind.InvalidHandle => new CodatInvalidHandleException(failure),
                CodatErrorKind.Unsupported => new CodatUnsupportedException(failure),
                CodatErrorKind.Sandbox => new CodatSandboxException(failure),
                CodatErrorKind.WebhookMissingHeader => new CodatWebhookMissingHeaderException(failure),
                CodatErrorKind.WebhookStale => new CodatWebhookStaleException(failure),
                CodatErrorKind.WebhookFuture => new CodatWebhookFutureException(failure),
                CodatErrorKind.WebhookBadSignature => new CodatWebhookBadSignatureException(failure),
                CodatErrorKind.WebhookMalformed => new CodatWebhookMalformedException(failure),
                _ => new CodatException(failure),
            };
        }
    }
}
