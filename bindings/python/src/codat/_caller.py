"""`Caller`: a native client, and the way of every call into it."""

from __future__ import annotations

import _thread
import json
import threading

from . import _log, _native
from ._context import CallContext, cancel
from ._errors import InvalidHandleError, UnexpectedResponseError, error_of
from ._model import Meta, Model, required

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from ._context import Context

    T = TypeVar("T")
    M = TypeVar("M", bound=Model)


READS = ("get", "list", "link_url", "needs", "wait")
"""How the names of operations begin that only read."""


class Caller:
    """Owns a native client. Safe to use from any number of threads at once."""

    def __init__(self, config: Mapping[str, Any], logger: logging.Logger | None = None) -> None:
        self._handle = 0
        given = {member: value for member, value in config.items() if value is not None}
        text = json.dumps(given).encode()
        self._log, level = _log.register(logger)
        callback = _log.CALLBACK if self._log else None
        self._handle, error = _native.make("codat_client_new_with_log", text, level, callback, self._log)
        if not self._handle:
            _log.forget(self._log)
            raise error_of(error)
        self.closed = False

    def close(self) -> None:
        """Frees the client, the first time. Calls that run end undisturbed."""
        handle, self._handle, self.closed = self._handle, 0, True
        if handle:
            _native.library().codat_client_free(handle)
            _log.forget(self._log)

    def __del__(self) -> None:
        self.close()

    def call(
        self,
        operation: str,
        members: Mapping[str, Any],
        model: type[M],
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
        idempotency_key: str | None = None,
    ) -> M:
        """Calls an operation that answers with an object."""
        text = json.dumps(members).encode()
        decoded = json.loads(self.document(operation, text, timeout, max_retries, context, idempotency_key))
        result, meta = decoded["result"], Meta.from_dict(decoded["meta"])
        for member in required(model):
            if result.get(member) is None:
                raise UnexpectedResponseError(
                    f"the answer is no {model.__name__}: it has no {member}",
                    operation=operation,
                    http_status=meta.status,
                    # Only reads have certainly changed nothing.
                    outcome_unknown=not operation.partition(".")[2].startswith(READS),
                    meta=meta,
                )
        return model.from_dict(result, meta)

    def do(
        self,
        operation: str,
        members: Mapping[str, Any],
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
        idempotency_key: str | None = None,
    ) -> Meta:
        """Calls an operation that answers with nothing; returns what is known about the call."""
        text = json.dumps(members).encode()
        document = self.document(operation, text, timeout, max_retries, context, idempotency_key)
        return Meta.from_dict(json.loads(document)["meta"])

    def document(
        self,
        operation: str,
        text: bytes,
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
        idempotency_key: str | None,
    ) -> bytes:
        """Calls an operation with JSON: the document of a success.

        Raises:
            CodatError: The call failed.

        """
        if self.closed:
            raise InvalidHandleError("the client was closed", operation=operation)
        name = _native.encode(operation, "operation")
        with CallContext(context, timeout, max_retries, idempotency_key) as handle:
            status, document = _interruptibly(
                lambda: _native.document("codat_call", self._handle, handle, name, text),
                lambda: cancel(handle),
            )
        if status:
            raise error_of(document)
        return document


def _interruptibly(work: Callable[[], T], cancel: Callable[[], None]) -> T:
    """Does work that blocks outside of Python so that Ctrl-C, or another signal, can end it.

    Python runs signal handlers in the main thread, between two steps of Python code: during a call of the
    library they would wait. So the main thread has the work done by another thread and waits for it in
    Python; where a handler raises an exception, the work is cancelled. Other threads get no signals and do
    the work themselves.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    done = _thread.allocate_lock()
    done.acquire()
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            failure.append(error)
        finally:
            done.release()

    try:
        try:
            _thread.start_new_thread(run, ())
        except RuntimeError:
            # There is no further thread to be had, as at the very end of a program.
            return work()
        done.acquire()
    except BaseException:
        cancel()
        raise
    if failure:
        raise failure[0]
    return outcome[0]
