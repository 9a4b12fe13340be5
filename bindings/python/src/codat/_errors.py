"""What can go wrong: one class for each kind of failure."""

from __future__ import annotations

import json

from ._model import Meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class CodatError(Exception):
    """A call failed, or what it was given was refused: the base of all errors of this package.

    Its subclasses are the kinds of failure. A kind that this version does not know is raised as this class.
    """

    kind: str = "unknown"
    """The kind of failure, such as `"not_found"`; the same in every language."""
    message: str
    """What happened, for people."""
    operation: str | None = None
    """The operation that was called, such as `"companies.create"`; None outside of calls."""
    member: str | None = None
    """The member of the input or configuration that was refused, as in JSON: `"companyId"`, `"timeoutMs"`."""
    http_status: int | None = None
    """The HTTP status of the answer; None where there was none."""
    correlation_id: str | None = None
    """The service's identifier of this failure: quote it to support."""
    detailed_error_code: int | None = None
    """The service's machine-readable code of the failure."""
    validation: dict[str, Any] | None = None
    """The service's validation errors and warnings, as it sent them."""
    retryable: bool = False
    """Whether the same call may succeed later."""
    outcome_unknown: bool = False
    """Whether the service may have done the work all the same: its answer never came.

    Then repeat a POST or PATCH only with `idempotency_key=error.meta.idempotency_key`.
    """
    retry_after: float | None = None
    """How long the service asked to wait before the next request, in seconds."""
    meta: Meta
    """What is known about the call: attempts, idempotency key, rate limit."""

    def __init__(self, message: str = "", **known: Any) -> None:
        """Makes an error; `known` are further attributes of it, for tests that need one."""
        super().__init__(message)
        self.message = message
        self.meta = Meta()
        for name, value in known.items():
            if name not in CodatError.__annotations__:
                raise TypeError(f"{type(self).__name__} has no attribute {name!r}")
            setattr(self, name, value)

    def __str__(self) -> str:
        operation = f"{self.operation}: " if self.operation else ""
        correlation = f" (correlation id {self.correlation_id})" if self.correlation_id else ""
        return f"{operation}{self.message}{correlation}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message,), self.__dict__


class InvalidArgumentError(CodatError, ValueError):
    """Input or configuration was refused here, and nothing was sent. `member` names the culprit."""

    kind = "invalid_argument"


class BadRequestError(CodatError):
    """The service refused the request as malformed (400, or a 4xx without a class of its own)."""

    kind = "bad_request"


class UnauthorizedError(CodatError):
    """The API key is wrong (401)."""

    kind = "unauthorized"


class PaymentRequiredError(CodatError):
    """The account's limit is reached, for example of companies on a free plan (402)."""

    kind = "payment_required"


class ForbiddenError(CodatError):
    """The API key may not do this (403)."""

    kind = "forbidden"


class NotFoundError(CodatError):
    """There is no such company, group or other resource (404)."""

    kind = "not_found"


class ConflictError(CodatError):
    """The request conflicts with the present state, for example a group limit (409)."""

    kind = "conflict"


class UnprocessableError(CodatError):
    """The idempotency key was used before with another request (422)."""

    kind = "unprocessable"


class RateLimitedError(CodatError):
    """Too many requests, or the daily quota is used up (429). `retry_after` tells how long to wait."""

    kind = "rate_limited"


class ServerError(CodatError):
    """The service failed or is in maintenance (5xx)."""

    kind = "server"


class UnexpectedResponseError(CodatError):
    """The answer is not what it should be: not JSON, cut short, too large, a redirect."""

    kind = "unexpected_response"


class ConnectionFailedError(CodatError, ConnectionError):
    """No connection, or it broke before the answer was complete."""

    kind = "connection"


class CallTimeoutError(CodatError, TimeoutError):
    """No answer within the time allowed."""

    kind = "timeout"


class CallCancelledError(CodatError):
    """The call was cancelled through its context."""

    kind = "cancelled"


class PanicError(CodatError):
    """A defect of the native library: please report it. The library remains usable."""

    kind = "panic"


class OutOfMemoryError(CodatError, MemoryError):
    """There was not enough memory for the answer. The library remains usable."""

    kind = "out_of_memory"


class InvalidHandleError(CodatError, ValueError):
    """A client or sandbox was used after it was closed."""

    kind = "invalid_handle"


class UnsupportedError(CodatError, NotImplementedError):
    """The native library was built without the feature asked for."""

    kind = "unsupported"


class SandboxError(CodatError):
    """The sandbox could not be started, or its database failed."""

    kind = "sandbox"


class WebhookError(CodatError):
    """A webhook is not to be trusted: the base of what `codat.webhook.verify` raises for that."""


class WebhookMissingHeaderError(WebhookError):
    """It lacks one of its three headers."""

    kind = "webhook_missing_header"


class WebhookStaleError(WebhookError):
    """It is genuine but older than the tolerance: late, or sent again by somebody else."""

    kind = "webhook_stale"


class WebhookFutureError(WebhookError):
    """It is genuine but its time is ahead by more than the tolerance: a clock is wrong."""

    kind = "webhook_future"


class WebhookBadSignatureError(WebhookError):
    """No signature fits: it is not the service's, was changed, or the secret is another."""

    kind = "webhook_bad_signature"


class WebhookMalformedError(WebhookError):
    """It is malformed: a header that is no timestamp or signature, or a body that is no object."""

    kind = "webhook_malformed"


_CLASSES: Mapping[str, type[CodatError]] = {
    cls.kind: cls
    for cls in (*CodatError.__subclasses__(), *WebhookError.__subclasses__())
    if cls is not WebhookError
}

_MEMBERS = {
    "kind": "kind",
    "operation": "operation",
    "member": "member",
    "httpStatus": "http_status",
    "correlationId": "correlation_id",
    "detailedErrorCode": "detailed_error_code",
    "validation": "validation",
    "retryable": "retryable",
    "outcomeUnknown": "outcome_unknown",
}


def error_of(document: bytes) -> CodatError:
    """The exception for a failure's document."""
    decoded = json.loads(document)
    return error_from(decoded.get("error", {}), decoded.get("meta", {}))


def error_from(details: Mapping[str, Any], meta: Mapping[str, Any]) -> CodatError:
    """The exception for what a document tells of a failure, and of its call."""
    cls = _CLASSES.get(details.get("kind", ""), CodatError)
    known = {name: details[member] for member, name in _MEMBERS.items() if member in details}
    if "retryAfterMs" in details:
        known["retry_after"] = details["retryAfterMs"] / 1000
    return cls(details.get("message", ""), meta=Meta.from_dict(meta), **known)
