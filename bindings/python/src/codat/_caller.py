"""A native client, and the way of every call into it."""

from __future__ import annotations

import sys
from collections import deque
from ctypes import byref

from . import _log, _native
from ._context import CallContext, new_context, repeated
from ._errors import InvalidHandleError, error_of
from ._input import encode_input, encode_json
from ._interrupt import Interrupt, possible
from ._model import Meta, Model
from ._outcome import decode, read, settle
from ._paging import Rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from ._context import Context
    from ._create_many import Listener
    from ._errors import CodatError
    from ._models import Page
    from ._paging import Pages

    T = TypeVar("T")
    M = TypeVar("M", bound=Model)


class NativeClient(_native.Unique):
    """Owns a native client. Safe to use from any number of threads at once."""

    def __init__(self, config: Mapping[str, Any], logger: logging.Logger | None = None) -> None:
        self._handle = _native.Handle("codat_client_free")
        self._asked: list[tuple[_native.Handle, Interrupt]] = []
        self.queues: dict[Any, Any] = {}
        """Of the loops that have begun calls."""
        self.interrupted: deque[CodatError] = deque(maxlen=100)
        """See `AsyncClient`."""
        self.log = 0
        """What `_log` knows it by; 0 if it logs nothing."""
        text = encode_json({member: value for member, value in config.items() if value is not None})
        self.log, level = _log.register(logger)
        callback = _log.CALLBACK if self.log else None
        self._handle, error = _native.make(
            "codat_client_new_with_log", "codat_client_free", text, level, callback, self.log
        )
        if not self._handle:
            _log.forget(self.log)
            raise error_of(error)
        self.closed = False

    def close(self) -> None:
        """Frees the client, the first time. Calls that run end undisturbed."""
        self.closed = True
        if self._handle:
            self._handle.end()
            self._free_asked()
            _log.forget(self.log)

    def __del__(self) -> None:
        self.close()

    def open_handle(self) -> _native.Handle:
        """The native client.

        Raises:
            InvalidHandleError: The client was closed.

        """
        if self.closed:
            raise InvalidHandleError("the client was closed")
        return self._handle

    def without_options(self, call: Callable[[_native.Handle | None], int]) -> int:
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


class Caller(_native.Unique):
    """The way of calls that block."""

    def __init__(self, native: NativeClient) -> None:
        self.native = native

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
        listener: Listener | None = None,
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
            listener,
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
        input: str | Mapping[str, Any],
        make: Callable[[bytes], T],
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
        idempotency_key: str | None,
        first_use: bool,
        listener: Listener | None = None,
    ) -> T:
        """Calls an operation with its members, or JSON; `make` makes what is returned of a success.

        Raises:
            CodatError: The call failed.

        """
        options = (timeout, max_retries, context, idempotency_key, first_use)
        green = self._green()
        if green is not None:
            made: T = green.now(green.perform(operation, input, make, *options, listener))
            return made

        def run(output: _native.Output) -> int:
            client, name = self.native.open_handle(), operation.encode()
            text = encode_input(input)
            if (*options, listener) == (None, None, None, None, False, None):
                return self.native.without_options(
                    lambda within: _native.library().codat_call(client, within, name, text, byref(output))
                )
            with CallContext(*options, listener) as within:
                return within.call(
                    lambda: _native.library().codat_call(client, within.handle, name, text, byref(output))
                )

        return settle(operation, run, make, repeated(context, idempotency_key, first_use), listener)

    def rows(
        self,
        operation: str,
        members: Mapping[str, Any],
        model: type[Page],
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
    ) -> Rows:
        """The rows of a list operation, from the page on that its input names."""
        return Rows(self, operation, members, model, timeout, max_retries, context)

    def page(self, pages: Pages) -> list[Any] | None:
        """The rows of the next page; None after the last."""
        green = self._green()
        if green is not None:
            rows: list[Any] | None = green.now(green.page(pages))
            return rows
        return settle(pages.operation, pages.fetch, pages.read)

    def _green(self) -> Any:
        """The way of calls where this thread has an event loop beneath, which goes on meanwhile: gevent's."""
        if "gevent.monkey" not in sys.modules:
            return None
        from ._gevent import caller_of

        return caller_of(self.native)


def _new_asked() -> tuple[_native.Handle, Interrupt]:
    interrupt = Interrupt()
    return new_context({}, None, interrupt), interrupt
