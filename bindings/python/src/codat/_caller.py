"""`Caller`: a native client, and the way of every call into it."""

from __future__ import annotations

import json

from . import _log, _native
from ._context import CallContext, new_context
from ._errors import InvalidHandleError, UnexpectedResponseError, error_of
from ._interrupt import Interrupt, possible
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
        self._handle = _native.Handle("codat_client_free")
        self._asked: list[tuple[_native.Handle, Interrupt]] = []
        given = {member: value for member, value in config.items() if value is not None}
        text = json.dumps(given).encode()
        self._log, level = _log.register(logger)
        callback = _log.CALLBACK if self._log else None
        self._handle, error = _native.make(
            "codat_client_new_with_log", "codat_client_free", text, level, callback, self._log
        )
        if not self._handle:
            _log.forget(self._log)
            raise error_of(error)
        self.closed = False

    def close(self) -> None:
        """Frees the client, the first time. Calls that run end undisturbed."""
        self.closed = True
        if self._handle:
            self._handle.end()
            self._free_asked()
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
        document = self.document(operation, text, timeout, max_retries, context, idempotency_key)
        return read(operation, decode(document), model)

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
        return Meta.from_dict(decode(document)["meta"])

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
        client, name = self.open_handle(operation), operation.encode()

        def call(within: _native.Handle | None) -> tuple[int, bytes]:
            return _native.document("codat_call", client, within, name, text)

        if context is None and timeout is None and max_retries is None and idempotency_key is None:
            status, document = self._without_options(call)
        else:
            with CallContext(context, timeout, max_retries, idempotency_key) as within:
                status, document = call(within.handle)
        if status:
            raise error_of(document)
        return document

    def _without_options(self, call: Callable[[_native.Handle | None], T]) -> T:
        """A call whose context is there for Ctrl-C alone, and is kept for the next such call."""
        if not possible():
            return call(None)
        within, interrupt = self._asked.pop() if self._asked else _new_asked()
        try:
            outcome = call(within)
            interrupt.check()
        except BaseException:
            within.end()
            raise
        self._asked.append((within, interrupt))
        if self.closed:
            self._free_asked()
        return outcome

    def _free_asked(self) -> None:
        while self._asked:
            self._asked.pop()[0].end()

    def open_handle(self, operation: str) -> _native.Handle:
        """The native client.

        Raises:
            InvalidHandleError: The client was closed.

        """
        if self.closed:
            raise InvalidHandleError("the client was closed", operation=operation)
        return self._handle


def _new_asked() -> tuple[_native.Handle, Interrupt]:
    interrupt = Interrupt()
    return new_context({}, 0, interrupt), interrupt


def decode(document: bytes) -> Any:
    """The JSON of a document."""
    return _decode(document.decode())[0]


# It neither looks for the encoding nor for white space around.
_decode = json.JSONDecoder().raw_decode


def read(operation: str, document: Mapping[str, Any], model: type[M]) -> M:
    """The object that an operation answered with.

    Raises:
        UnexpectedResponseError: It lacks what the model must have.

    """
    result, meta = document["result"], Meta.from_dict(document["meta"])
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
