"""A native client, which any number of callers share."""

from __future__ import annotations

from collections import deque

from . import _log, _native
from ._call_context import new_context
from ._errors import InvalidHandleError, error_of
from ._input import encode_json
from ._interrupt import Interrupt, possible

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._errors import CodatError


class NativeClient(_native.Unique):
    """Owns a native client. Safe to use from any number of threads at once."""

    def __init__(self, config: Mapping[str, Any], logger: logging.Logger | None = None) -> None:
        self._handle = _native.Handle("codat_client_free")
        self._asked: list[tuple[_native.Handle, Interrupt]] = []
        self.queues: dict[Any, Any] = {}
        """The queues of the loops that have begun calls."""
        self.interrupted: deque[CodatError] = deque(maxlen=100)
        """See `AsyncClient`."""
        self.log = 0
        """The client's number in `_log`; 0 if it logs nothing."""
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
        """Frees the client, the first time. Running calls end undisturbed."""
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
        """Runs a call whose context is only for Ctrl-C, and is kept for the next such call."""
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


def _new_asked() -> tuple[_native.Handle, Interrupt]:
    interrupt = Interrupt()
    return new_context({}, None, interrupt), interrupt
