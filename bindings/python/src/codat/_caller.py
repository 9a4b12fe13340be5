"""`Caller`: a native client, and the way of every call into it."""

from __future__ import annotations

from collections import deque
from ctypes import byref

from . import _log, _native
from ._context import CallContext, new_context, repeated
from ._errors import InvalidHandleError, error_of
from ._input import encode_json
from ._interrupt import Interrupt, possible
from ._model import Meta, Model
from ._outcome import decode, read, settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from ._context import Context
    from ._errors import CodatError

    T = TypeVar("T")
    M = TypeVar("M", bound=Model)


class Caller(_native.Unique):
    """Owns a native client. Safe to use from any number of threads at once."""

    def __init__(self, config: Mapping[str, Any], logger: logging.Logger | None = None) -> None:
        self._handle = _native.Handle("codat_client_free")
        self._asked: list[tuple[_native.Handle, Interrupt]] = []
        self._log = 0
        self.interrupted: deque[CodatError] = deque(maxlen=100)
        """See `AsyncClient`."""
        text = encode_json({member: value for member, value in config.items() if value is not None})
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
        first_use: bool = False,
    ) -> M:
        """Calls an operation that answers with an object."""
        return self.perform(
            operation,
            members,
            lambda document: read(decode(document), model),
            timeout,
            max_retries,
            context,
            idempotency_key,
            first_use,
        )

    def do(
        self,
        operation: str,
        members: Mapping[str, Any],
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
        idempotency_key: str | None = None,
        first_use: bool = False,
    ) -> Meta:
        """Calls an operation that answers with nothing; returns what is known about the call."""
        return self.perform(
            operation,
            members,
            lambda document: Meta.from_dict(decode(document)["meta"]),
            timeout,
            max_retries,
            context,
            idempotency_key,
            first_use,
        )

    def perform(
        self,
        operation: str,
        input: bytes | Mapping[str, Any],
        make: Callable[[bytes], T],
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
        idempotency_key: str | None,
        first_use: bool,
    ) -> T:
        """Calls an operation with its members, or JSON; `make` makes what is returned of a success.

        Raises:
            CodatError: The call failed.

        """
        repeated_key = repeated(context, idempotency_key, first_use)

        def run(output: _native.Output) -> int:
            client, name = self.open_handle(), operation.encode()
            text = input if isinstance(input, bytes) else encode_json(input)
            if (context, timeout, max_retries, idempotency_key, first_use) == (None, None, None, None, False):
                return self._without_options(
                    lambda within: _native.library().codat_call(client, within, name, text, byref(output))
                )
            with CallContext(context, timeout, max_retries, idempotency_key, first_use) as within:
                return within.call(
                    lambda: _native.library().codat_call(client, within.handle, name, text, byref(output))
                )

        return settle(operation, run, make, repeated_key)

    def _without_options(self, call: Callable[[_native.Handle | None], int]) -> int:
        """A call whose context is there for Ctrl-C alone, and is kept for the next such call."""
        if not possible():
            return call(None)
        within, interrupt = self._asked.pop() if self._asked else _new_asked()
        try:
            with interrupt:
                status = call(within)
            interrupt.check()
        except BaseException:
            within.end()
            raise
        self._asked.append((within, interrupt))
        if self.closed:
            self._free_asked()
        return status

    def _free_asked(self) -> None:
        while self._asked:
            self._asked.pop()[0].end()

    def open_handle(self) -> _native.Handle:
        """The native client.

        Raises:
            InvalidHandleError: The client was closed.

        """
        if self.closed:
            raise InvalidHandleError("the client was closed")
        return self._handle


def _new_asked() -> tuple[_native.Handle, Interrupt]:
    interrupt = Interrupt()
    return new_context({}, None, interrupt), interrupt
