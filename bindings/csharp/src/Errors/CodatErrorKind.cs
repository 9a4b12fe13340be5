namespace Codat
{
    /// <summary>What kind of failure a call ended with.</summary>
    /// <remarks>Numbers never change their meaning. A later library may return a number that is not named here:
    /// treat it as a failure.</remarks>
    public enum CodatErrorKind
    {
        /// <summary>
        /// The input or the configuration was refused here; nothing was sent. <see
        /// cref="CodatException.Member"/> names the invalid field.
        /// </summary>
        InvalidArgument = 1,

        /// <summary>
        /// The service refused the request as malformed (400, or a 4xx without a separate kind).
        /// </summary>
        BadRequest = 2,

        /// <summary>The API key is wrong (401).</summary>
        Unauthorized = 3,

        /// <summary>
        /// The account's limit is reached, for example of companies on a free plan (402).
        /// </summary>
        PaymentRequired = 4,

        /// <summary>The API key may not do this (403).</summary>
        Forbidden = 5,

        /// <summary>There is no such company, group or other resource (404).</summary>
        NotFound = 6,

        /// <summary>
        /// The request conflicts with the present state, for example a group limit (409).
        /// </summary>
        Conflict = 7,

        /// <summary>The idempotency key was used before with another request (422).</summary>
        Unprocessable = 8,

        /// <summary>
        /// Too many requests, or the daily quota is used up (429). <see cref="CodatException.RetryAfter"/>
        /// is how long to wait.
        /// </summary>
        RateLimited = 9,

        /// <summary>The service failed or is in maintenance (5xx).</summary>
        Server = 10,

        /// <summary>The response is not what it should be: not JSON, not what the model has, too large, a redirect.</summary>
        UnexpectedResponse = 11,

        /// <summary>The client could not connect, or the connection broke before the response was complete.</summary>
        Connection = 12,

        /// <summary>No response within the time allowed.</summary>
        Timeout = 13,

        /// <summary>
        /// The call was cancelled. Calls throw <see cref="CodatOperationCanceledException"/>, with this
        /// inside.
        /// </summary>
        Cancelled = 14,

        /// <summary>A defect of the library: please report it. The library remains usable.</summary>
        Panic = 15,

        /// <summary>There was not enough memory for the response. The library remains usable.</summary>
        OutOfMemory = 16,

        /// <summary>A handle was freed already. A defect of this package: please report it.</summary>
        InvalidHandle = 17,

        /// <summary>The library was built without the feature that the call needs.</summary>
        Unsupported = 18,

        /// <summary>The sandbox could not be started.</summary>
        Sandbox = 19,

        /// <summary>A webhook lacks one of its three headers.</summary>
        WebhookMissingHeader = 20,

        /// <summary>A webhook is genuine but older than the tolerance: late, or sent again by somebody else.</summary>
        WebhookStale = 21,

        /// <summary>A webhook is genuine but its time is ahead by more than the tolerance: a clock is wrong.</summary>
        WebhookFuture = 22,

        /// <summary>No signature of a webhook fits: it is not the service's, or was changed.</summary>
        WebhookBadSignature = 23,

        /// <summary>A header of a webhook is no timestamp or signature, or its body is no object.</summary>
        WebhookMalformed = 24,
    }
}
