"""The errors: one class for each kind of failure."""

from __future__ import annotations

import json
from contextlib import suppress

from ._model import NOTHING_KNOWN, Meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


READS = ("get", "list", "link_url", "needs", "wait")
"""How the names of operations that only read begin."""
DELETES = ("delete", "remove")
"""How the names of operations that are sent as DELETE begin."""
REPLACES = ("replace", "update_authorization", "update_profile", "add_product", "configure", "put")
"""The names of operations that are sent as PUT."""


def only_reads(operation: str) -> bool:
    """Whether an operation has certainly changed nothing when it fails."""
    return operation.partition(".")[2].startswith(READS)


def takes_key(operation: str) -> bool:
    """Whether an operation is sent with an idempotency key."""
    verb = operation.partition(".")[2]
    workflows = ("create_many", "queue_or_join")
    return not (only_reads(operation) or verb.startswith(DELETES) or verb in (*REPLACES, *workflows))


class CodatError(Exception):
    """A call failed, or its input was refused: the base of all errors of this package.

    Its subclasses are the kinds of failure. A kind that this version does not know is raised as this class.
    """

    kind: str = "unknown"
    """The kind of failure, such as `"not_found"`; the same in every language."""
    message: str
    """What happened, for people."""
    operation: str | None = None
    """The operation that was called, such as `"companies.create"`; None outside of calls."""
    member: str | None = None
    """The field of the input or configuration that was refused, as in JSON: `"companyId"`, `"timeoutMs"`."""
    http_status: int | None = None
    """The HTTP status of the response; None if there was none."""
    correlation_id: str | None = None
    """The service's identifier of this failure: quote it to support."""
    detailed_error_code: int | None = None
    """The service's machine-readable code of the failure."""
    validation: dict[str, Any] | None = None
    """The service's validation errors and warnings, as it sent them."""
    retryable: bool = False
    """Whether the library itself would have repeated the request, had it retries and time left."""
    outcome_unknown: bool = False
    """Whether the service may have done the work anyway.

    - With an `idempotency_key`, repeat the call with it: `idempotency_key=error.idempotency_key`. The work
      is then not done twice.
    - A call that deletes or removes has no key. Repeat it, and treat `NotFoundError` as done.
    - `replace`, `update_authorization`, `update_profile`, `configure` and `add_product` have no key. Repeat
      the call: the result is the same. Or get the resource and compare.
    - Run `create_many` again with the same list and journal; each result has the key of its company.
    """
    idempotency_key: str | None = None
    """The key to repeat the call with; None if the outcome is known, or the operation takes no key."""
    retry_after: float | None = None
    """How long the service asked to wait before the next request, in seconds."""
    response_body: str | None = None
    """The first 2 KiB of the response's body; None if there was none. Not part of the message or the log."""
    result: Any = None
    """The result of the call, if the call had succeeded just as an exception ended it; else None.

    For `create_many` it is the `CreateManyOutcome`: what was done so far. If the operation changes something,
    `outcome_unknown` is true as well: repeating the call with its key returns the same.
    """
    meta: Meta
    """What is known about the call: attempts, idempotency key, rate limit."""
    _attached: bool = False
    """Whether this error is the cause of an exception that ended its call from outside."""

    def __init__(self, message: str = "", **known: Any) -> None:
        """Creates an error; `known` are further attributes of it, for tests that need one."""
        super().__init__(message)
        self.message = message
        self.meta = NOTHING_KNOWN
        for name, value in known.items():
            if name not in CodatError.__annotations__ or name.startswith("_"):
                raise TypeError(f"{type(self).__name__} has no attribute {name!r}")
            setattr(self, name, value)

    def __str__(self) -> str:
        operation = f"{self.operation}: " if self.operation else ""
        correlation = f" (correlation id {self.correlation_id})" if self.correlation_id else ""
        advice = f"; {self._advice()}" if self.outcome_unknown else ""
        return f"{operation}{self.message}{correlation}{advice}"

    def _advice(self) -> str:
        """What to do if the outcome is unknown."""
        verb = (self.operation or "").partition(".")[2]
        if self.idempotency_key and isinstance(self, UnprocessableError):
            remedy = (
                "another request had the key: look whether the work was done, and only if it was not, "
                "call again without the key"
            )
        elif self.idempotency_key and self.http_status == 500 and verb != "create_many":
            remedy = (
                "the service repeats a 500 for the same key: look whether the work was done, and only if it "
                "was not, call again without the key"
            )
        elif self.idempotency_key:
            remedy = "within 80 minutes, repeat the call with idempotency_key=error.idempotency_key"
        elif verb.startswith(DELETES):
            remedy = "repeat the call, and treat NotFoundError as done"
        elif verb in REPLACES:
            remedy = "repeat the call, its result is the same, or get the resource and compare"
        elif verb == "queue_or_join":
            remedy = "repeat the call, which finds the pull if it was queued"
        elif verb == "create_many":
            remedy = "run it again with the same list and journal"
        else:
            remedy = "look whether the work was done before you repeat the call"
        return f"the service may have done the work: {remedy}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message,), self.__dict__


class InvalidArgumentError(CodatError, ValueError):
    """Input or configuration was refused here, and nothing was sent. `member` names the field."""

    kind = "invalid_argument"


class BadRequestError(CodatError):
    """The service refused the request as malformed (400, or a 4xx without a separate class)."""

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
    """Too many requests, or the daily quota is used up (429). `retry_after` says how long to wait."""

    kind = "rate_limited"


class ServerError(CodatError):
    """The service failed or is in maintenance (5xx)."""

    kind = "server"


class UnexpectedResponseError(CodatError):
    """The response is not valid: not JSON, cut short, too large, or a redirect."""

    kind = "unexpected_response"


class ConnectionFailedError(CodatError, ConnectionError):
    """Could not connect, or the connection broke before the response was complete."""

    kind = "connection"


class CallTimeoutError(CodatError, TimeoutError):
    """No response within the time allowed."""

    kind = "timeout"


class CallCancelledError(CodatError):
    """The call was cancelled: through its context, with its task, or by what a signal handler raised."""

    kind = "cancelled"


class PanicError(CodatError):
    """A defect of the native library: please report it. The library remains usable."""

    kind = "panic"


class OutOfMemoryError(CodatError, MemoryError):
    """There was not enough memory for the response. The library remains usable."""

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
    """A webhook is not to be trusted: the base of the errors that `codat.webhook.verify` raises for that."""


class WebhookMissingHeaderError(WebhookError):
    """The webhook lacks one of its three headers."""

    kind = "webhook_missing_header"


class WebhookStaleError(WebhookError):
    """The webhook is genuine but older than the tolerance: late, or sent again by somebody else."""

    kind = "webhook_stale"


class WebhookFutureError(WebhookError):
    """The webhook is genuine but its time is ahead by more than the tolerance: a clock is wrong."""

    kind = "webhook_future"


class WebhookBadSignatureError(WebhookError):
    """No signature fits: the webhook is not the service's, was changed, or the secret is another."""

    kind = "webhook_bad_signature"


class WebhookMalformedError(WebhookError):
    """The webhook is malformed: a header that is no timestamp or signature, or a body that is no object."""

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
    "idempotencyKey": "idempotency_key",
    "responseBody": "response_body",
}

UNDECODABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(MemoryError, RecursionError, TypeError, ValueError),
)
"""The exceptions that decoding raises. Those that signal handlers raise are not among them and propagate."""


def undecodable(operation: str | None, document: bytes, problem: BaseException) -> CodatError:
    """The exception for response JSON that cannot be decoded, of a success or a failure."""
    # {"result":…,"meta":{…}}: no string can hold this separator, because its quotes would be escaped.
    at = document.rfind(b',"meta":{')
    told: dict[str, Any] = {}
    meta = NOTHING_KNOWN
    # Of two exceptions from outside the first propagates.
    with suppress(Exception if isinstance(problem, Exception) else BaseException):
        told = json.loads(document[at + len(b',"meta":') : -1])
        meta = Meta.from_dict(told)
    unknown = operation is not None and not only_reads(operation)
    cls = OutOfMemoryError if isinstance(problem, MemoryError) else UnexpectedResponseError
    error = cls(
        f"the response cannot be decoded ({type(problem).__name__})",
        operation=operation,
        http_status=told.get("status"),
        outcome_unknown=unknown,
        idempotency_key=_key_in(document, at) if unknown else None,
        meta=meta,
    )
    error.__cause__ = problem
    return error


def _key_in(document: bytes, at: int) -> str | None:
    """The idempotency key in the `meta` of response JSON, found even if the JSON cannot be decoded."""
    name = b'"idempotencyKey":"'
    key = document.find(name, at) + len(name) if at >= 0 else -1
    return document[key : document.index(b'"', key)].decode() if key >= len(name) else None


def error_of(document: bytes, operation: str | None = None) -> CodatError:
    """The exception for the response JSON of a failure; `operation` is the one that was called, if any."""
    try:
        decoded = json.loads(document)
        return error_from(decoded.get("error", {}), decoded.get("meta", {}))
    except UNDECODABLE as problem:
        return undecodable(operation, document, problem)


def error_from(details: Mapping[str, Any], meta: Mapping[str, Any]) -> CodatError:
    """The exception for a failure with these details, and with what is known about its call."""
    cls = _CLASSES.get(details.get("kind", ""), CodatError)
    known = {name: details[member] for member, name in _MEMBERS.items() if member in details}
    if "retryAfterMs" in details:
        known["retry_after"] = details["retryAfterMs"] / 1000
    return cls(details.get("message", ""), meta=Meta.from_dict(meta), **known)


def call_error(exception: BaseException) -> CodatError | None:
    """Returns the error of the call that an exception ended, or None.

    An exception that ends a call from outside propagates unchanged: `KeyboardInterrupt`, what a signal
    handler raised, `asyncio.CancelledError`, the `TimeoutError` of `asyncio.timeout` and `asyncio.wait_for`.
    The call's `CodatError`, with `outcome_unknown` and `idempotency_key`, is among its causes; this function
    finds it. For a `CodatError` that ended no other call it returns that error, and for an exception group
    the first in it.

    None means that the exception has no call's error. It does not mean that nothing was sent; see
    `AsyncClient.interrupted`.
    """
    return next(iter(call_errors(exception)), None)


def call_errors(exception: BaseException) -> list[CodatError]:
    """Returns the errors of all calls that belong to an exception, first that of the call that it ended.

    The function searches causes, contexts and exception groups: an `asyncio.TaskGroup` may end with the
    errors of several calls.
    """
    found: list[CodatError] = []
    # The error of the call that the exception ended precedes what a signal handler's own call raised.
    at, seen = cause_of(exception), {id(exception)}
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        if isinstance(at, CodatError) and at._attached:
            found.append(at)
            break
        at = cause_of(at)
    left: list[BaseException | None] = [exception]
    seen = set()
    while left:
        each = left.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, CodatError) and each not in found:
            found.append(each)
        members = getattr(each, "exceptions", None)
        several = members if isinstance(members, (list, tuple)) else ()
        grouped = [one for one in several if isinstance(one, BaseException)]
        # What was attached to the call's exception is behind its causes: these come first, all of them.
        left[:0] = (*grouped, cause_of(each), each.__context__)
    return found


def cause_of(exception: BaseException) -> BaseException | None:
    """The cause of an exception, even if its class redefines the name."""
    cause: BaseException | None = vars(BaseException)["__cause__"].__get__(exception)
    return cause
