"""Calls that block until they end."""

from __future__ import annotations

import sys
from ctypes import byref

from . import _native
from ._call_context import CallContext, repeated
from ._caller import Caller
from ._input import encode_input
from ._outcome import settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from ._listener import Listener
    from ._paging import Pages

    T = TypeVar("T")


class BlockingCaller(Caller):
    """The request path of calls that block."""

    def perform(
        self,
        operation: str,
        input: str | Mapping[str, Any],
        make: Callable[[bytes], T],
        options: Mapping[str, Any],
        listener: Listener | None = None,
    ) -> T:
        """As `Caller.perform`."""
        green = self._green()
        if green is not None:
            made: T = green.now(green.perform(operation, input, make, options, listener))
            return made

        def run(output: _native.Output) -> int:
            client, name = self.native.open_handle(), operation.encode()
            text = encode_input(input)
            if not options and listener is None:
                return self.native.without_options(
                    lambda within: _native.library().codat_call(client, within, name, text, byref(output))
                )
            with CallContext(options, listener) as within:
                return within.call(
                    lambda: _native.library().codat_call(client, within.handle, name, text, byref(output))
                )

        return settle(operation, run, make, repeated(options), listener)

    def next_page(self, pages: Pages) -> list[Any] | None:
        """As `Caller.next_page`."""
        green = self._green()
        if green is not None:
            rows: list[Any] | None = green.now(green.next_page(pages))
            return rows
        return settle(pages.operation, pages.fetch, pages.read)

    def _green(self) -> Any:
        """The caller for gevent, whose event loop continues to run during a call; else None."""
        if "gevent.monkey" not in sys.modules:
            return None
        from ._gevent import caller_of

        return caller_of(self.native)
