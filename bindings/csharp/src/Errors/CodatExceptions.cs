using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The input or the configuration was refused here; nothing was sent. <see
    /// cref="CodatException.Member"/> names the invalid field.
    /// </summary>
    public sealed class CodatInvalidArgumentException : CodatException
    {
        internal CodatInvalidArgumentException(Failure failure) : base(failure) { }
    }

    /// <summary>
    /// The service refused the request as malformed (400, or a 4xx without a separate kind).
    /// </summary>
    public sealed class CodatBadRequestException : CodatException
    {
        internal CodatBadRequestException(Failure failure) : base(failure) { }
    }

    /// <summary>The API key is wrong (401).</summary>
    public sealed class CodatUnauthorizedException : CodatException
    {
        internal CodatUnauthorizedException(Failure failure) : base(failure) { }
    }

    /// <summary>
    /// The account's limit is reached, for example of companies on a free plan (402).
    /// </summary>
    public sealed class CodatPaymentRequiredException : CodatException
    {
        internal CodatPaymentRequiredException(Failure failure) : base(failure) { }
    }

    /// <summary>The API key may not do this (403).</summary>
    public sealed class CodatForbiddenException : CodatException
    {
        internal CodatForbiddenException(Failure failure) : base(failure) { }
    }

    /// <summary>There is no such company, group or other resource (404).</summary>
    public sealed class CodatNotFoundException : CodatException
    {
        internal CodatNotFoundException(Failure failure) : base(failure) { }
    }

    /// <summary>
    /// The request conflicts with the present state, for example a group limit (409).
    /// </summary>
    public sealed class CodatConflictException : CodatException
    {
        internal CodatConflictException(Failure failure) : base(failure) { }
    }

    /// <summary>The idempotency key was used before with another request (422).</summary>
    public sealed class CodatUnprocessableException : CodatException
    {
        internal CodatUnprocessableException(Failure failure) : base(failure) { }
    }

    /// <summary>
    /// Too many requests, or the daily quota is used up (429). <see cref="CodatException.RetryAfter"/>
    /// is how long to wait.
    /// </summary>
    public sealed class CodatRateLimitedException : CodatException
    {
        internal CodatRateLimitedException(Failure failure) : base(failure) { }
    }

    /// <summary>The service failed or is in maintenance (5xx).</summary>
    public sealed class CodatServerException : CodatException
    {
        internal CodatServerException(Failure failure) : base(failure) { }
    }

    /// <summary>The response is not what it should be: not JSON, not what the model has, too large, a redirect.</summary>
    public sealed class CodatUnexpectedResponseException : CodatException
    {
        internal CodatUnexpectedResponseException(Failure failure) : base(failure) { }
    }

    /// <summary>The client could not connect, or the connection broke before the response was complete.</summary>
    public sealed class CodatConnectionException : CodatException
    {
        internal CodatConnectionException(Failure failure) : base(failure) { }
    }

    /// <summary>No response within the time allowed.</summary>
    public sealed class CodatTimeoutException : CodatException
    {
        internal CodatTimeoutException(Failure failure) : base(failure) { }
    }

    /// <summary>
    /// The call was cancelled. Calls throw <see cref="CodatOperationCanceledException"/>, with this
    /// inside.
    /// </summary>
    public sealed class CodatCancelledException : CodatException
    {
        internal CodatCancelledException(Failure failure) : base(failure) { }
    }

    /// <summary>A defect of the library: please report it. The library remains usable.</summary>
    public sealed class CodatPanicException : CodatException
    {
        internal CodatPanicException(Failure failure) : base(failure) { }
    }

    /// <summary>There was not enough memory for the response. The library remains usable.</summary>
    public sealed class CodatOutOfMemoryException : CodatException
    {
        internal CodatOutOfMemoryException(Failure failure) : base(failure) { }
    }

    /// <summary>A handle was freed already. A defect of this package: please report it.</summary>
    public sealed class CodatInvalidHandleException : CodatException
    {
        internal CodatInvalidHandleException(Failure failure) : base(failure) { }
    }

    /// <summary>The library was built without the feature that the call needs.</summary>
    public sealed class CodatUnsupportedException : CodatException
    {
        internal CodatUnsupportedException(Failure failure) : base(failure) { }
    }

    /// <summary>The sandbox could not be started.</summary>
    public sealed class CodatSandboxException : CodatException
    {
        internal CodatSandboxException(Failure failure) : base(failure) { }
    }

    /// <summary>A webhook is not to be trusted. The subclasses say why.</summary>
    public abstract class CodatWebhookException : CodatException
    {
        private protected CodatWebhookException(Failure failure) : base(failure) { }
    }

    /// <summary>A webhook lacks one of its three headers.</summary>
    public sealed class CodatWebhookMissingHeaderException : CodatWebhookException
    {
        internal CodatWebhookMissingHeaderException(Failure failure) : base(failure) { }
    }

    /// <summary>A webhook is genuine but older than the tolerance: late, or sent again by somebody else.</summary>
    public sealed class CodatWebhookStaleException : CodatWebhookException
    {
        internal CodatWebhookStaleException(Failure failure) : base(failure) { }
    }

    /// <summary>A webhook is genuine but its time is ahead by more than the tolerance: a clock is wrong.</summary>
    public sealed class CodatWebhookFutureException : CodatWebhookException
    {
        internal CodatWebhookFutureException(Failure failure) : base(failure) { }
    }

    /// <summary>No signature of a webhook fits: it is not the service's, or was changed.</summary>
    public sealed class CodatWebhookBadSignatureException : CodatWebhookException
    {
        internal CodatWebhookBadSignatureException(Failure failure) : base(failure) { }
    }

    /// <summary>A header of a webhook is no timestamp or signature, or its body is no object.</summary>
    public sealed class CodatWebhookMalformedException : CodatWebhookException
    {
        internal CodatWebhookMalformedException(Failure failure) : base(failure) { }
    }
}
