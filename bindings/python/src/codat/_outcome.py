"""What became of a call: its result, its error, or an exception from outside that ended it."""

from __future__ import annotations

import json

from . import _native
from ._errors import UNDECODABLE, CallCancelledError, CodatError, error_of, only_reads, undecodable
from ._model import Meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from ._model import Model

    T = TypeVar("T")
    M = TypeVar("M", bound=Model)

# It neither looks for the encoding nor for white space around.
_decode = json.JSONDecoder().raw_decode


def decode(document: bytes) -> Any:
    """The JSON of a document."""
    return _decode(document.decode())[0]


def read(decoded: Any, model: type[M]) -> M:
    """The object that an operation answered with."""
    result = decoded["result"]
    if not isinstance(result, dict):
        raise TypeError(f"expected an object, found {type(result).__name__}")
    return model.from_dict(result, Meta.from_dict(decoded["meta"]))


def settle(operation: str, run: Callable[[_native.Output], int], make: Callable[[bytes], T]) -> T:
    """Runs a call, and makes of the document of its success what it returns.

    What a signal handler raises meanwhile goes on with the call's error as its cause: the service may have
    done the work, and the key is there.

    Raises:
        CodatError: The call failed, or its response cannot be decoded.

    """
    output = _native.Output()
    try:
        failed = run(output) != 0
        value, error = _judge(operation, failed, output.text(), make)
    except BaseException as interruption:
        if output:
            # The first member tells a failure from a success.
            failed = output.text().startswith(b'{"error"')
            value, error = _judge(operation, failed, output.text(), make)
            attach(interruption, error or succeeded(operation, value))
        raise
    finally:
        output.free()
    if error is not None:
        raise error
    return value  # type: ignore[return-value]  # there is one where there is no error


def _judge(
    operation: str, failed: bool, document: bytes, make: Callable[[bytes], T]
) -> tuple[T | None, CodatError | None]:
    if failed:
        return None, error_of(document, operation)
    try:
        return make(document), None
    except UNDECODABLE as problem:
        return None, undecodable(operation, document, problem)


def succeeded(operation: str, result: Any) -> CallCancelledError:
    """The error of a call that had succeeded when something from outside ended it."""
    meta = result if isinstance(result, Meta) else getattr(result, "meta", Meta())
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


def attach(interruption: BaseException, error: BaseException) -> None:
    """Makes an error the last cause of an exception, where `call_error` finds it."""
    at = interruption
    # An exception object that was raised before may have the error of an earlier call.
    for _ in range(100):
        if at.__cause__ is None or isinstance(at.__cause__, CodatError):
            break
        at = at.__cause__
    if at is not error:
        at.__cause__ = error
