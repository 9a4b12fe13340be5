"""The outcome of a call: its result, its error, or an exception from outside that ended it."""

from __future__ import annotations

import json
import sys

from . import _native
from ._errors import (
    UNDECODABLE,
    CallCancelledError,
    CodatError,
    cause_of,
    error_of,
    only_reads,
    takes_key,
    undecodable,
)
from ._model import NOTHING_KNOWN, Meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from typing_extensions import TypeGuard

    from ._listener import Listener
    from ._model import Model

    T = TypeVar("T")
    M = TypeVar("M", bound=Model)

# This decoder detects no encoding and skips no white space.
_decode = json.JSONDecoder().raw_decode


def decode(document: bytes) -> Any:
    """Decodes response JSON."""
    return _decode(document.decode())[0]


def read(decoded: Any, model: type[M]) -> M:
    """The object that an operation returned."""
    result = decoded["result"]
    if not isinstance(result, dict):
        raise TypeError(f"expected an object, found {type(result).__name__}")
    return model.from_dict(result, Meta.from_dict(decoded["meta"]))


def have_room() -> None:
    """Raises RecursionError before anything is sent if the stack has no room to read a response."""
    try:
        sys._getframe(sys.getrecursionlimit() // 8)
    except ValueError:
        # The stack is not that deep. Trying it out takes several times as long.
        return
    _use(30)


def _use(frames: int) -> None:
    if frames:
        _use(frames - 1)


def settle(
    operation: str,
    run: Callable[[_native.Output], int],
    make: Callable[[bytes], T],
    repeated_key: str | None = None,
    listener: Listener | None = None,
) -> T:
    """Runs a call, and returns what `make` creates from the response JSON of its success.

    Any other exception from here on, raised by a signal handler or for lack of memory or descriptors,
    propagates with the call's error as its cause: the service may have done the work, and the error has the
    key. A call with a `repeated_key` repeats one whose outcome is unknown; if nothing is sent, it is still
    unknown.

    Raises:
        CodatError: The call failed, or its response cannot be decoded.

    """
    have_room()
    output = _native.Output()
    document = error = None
    try:
        failed = run(output) != 0
        document = output.text()
        value, error = judge(operation, failed, document, make)
        output.free()
        if listener is not None:
            listener.end(value)
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # there is one if there is no error
    except BaseException as interruption:
        try:
            if document is None and output:
                document = output.text()
            if interruption is not error:
                explain(interruption, operation, document, make, repeated_key)
        finally:
            output.free()
        raise


def explain(
    interruption: BaseException,
    operation: str,
    document: bytes | None,
    make: Callable[[bytes], Any],
    repeated_key: str | None,
) -> CodatError | None:
    """Attaches a call's error, as the last cause, to the exception that ended the call. Returns the error.

    There is no response JSON if the call did not return. An exception that refused the call is itself its
    error.
    """
    if document is None and _is_refusal(interruption, operation):
        interruption.operation = operation
        keep_open(interruption, operation, repeated_key)
        return None
    error = _ended(operation, document, make, repeated_key)
    if isinstance(interruption, CodatError) and interruption.operation == operation:
        interruption.result = error.result
    attach(interruption, error)
    return error


def _is_refusal(exception: BaseException, operation: str) -> TypeGuard[CodatError]:
    """Whether a call raised an exception before it began, because an option or its input was refused."""
    return isinstance(exception, CodatError) and exception.operation in (None, operation)


def _ended(
    operation: str, document: bytes | None, make: Callable[[bytes], Any], repeated_key: str | None
) -> CodatError:
    """The error of a call that an exception ended; `document` is its response JSON, if it had returned."""
    if document is None:
        return not_sent(operation, repeated_key)
    try:
        # The first field distinguishes a failure from a success.
        value, error = judge(operation, document.startswith(b'{"error"'), document, make)
    except BaseException as problem:
        return undecodable(operation, document, problem)
    return error or succeeded(operation, value)


def not_sent(operation: str, repeated_key: str | None) -> CallCancelledError:
    """The error of a call that was ended before anything was sent."""
    error = CallCancelledError("cancelled before anything was sent", operation=operation)
    keep_open(error, operation, repeated_key)
    return error


def keep_open(error: CodatError, operation: str, repeated_key: str | None) -> None:
    """Keeps the outcome unknown if a call that sent nothing repeats another one."""
    if repeated_key is not None and takes_key(operation):
        error.outcome_unknown, error.idempotency_key = True, repeated_key


def judge(
    operation: str, failed: bool, document: bytes, make: Callable[[bytes], T]
) -> tuple[T | None, CodatError | None]:
    """The result of a call that returned, or its error."""
    if isinstance(document, _native.Cut):
        return None, undecodable(operation, document, MemoryError())
    if failed:
        return None, error_of(document, operation)
    try:
        return make(document), None
    except UNDECODABLE as problem:
        return None, undecodable(operation, document, problem)


def succeeded(operation: str, result: Any) -> CallCancelledError:
    """The error of a call that had succeeded when something from outside ended it."""
    meta = result if isinstance(result, Meta) else getattr(result, "meta", NOTHING_KNOWN)
    unknown = not only_reads(operation)
    error = CallCancelledError(
        "cancelled just as it had succeeded",
        operation=operation,
        http_status=meta.status,
        outcome_unknown=unknown,
        idempotency_key=meta.idempotency_key if unknown else None,
        meta=meta,
    )
    error.result = result
    return error


def attach(interruption: BaseException, error: CodatError) -> None:
    """Attaches an error to an exception as its last cause, so that `call_error` finds it."""
    at = interruption
    for _ in range(100):
        cause = cause_of(at)
        # An exception object that was raised before may have the error of an earlier call.
        if cause is None or getattr(cause, "_attached", False):
            break
        at = cause
    if at is not error:
        error._attached = True
        # The exception's own methods are bypassed: it may be a frozen dataclass.
        _set_cause(at, error)


_set_cause = vars(BaseException)["__cause__"].__set__
