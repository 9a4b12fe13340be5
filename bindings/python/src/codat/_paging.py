"""Going through all pages of a list."""

from __future__ import annotations

from ctypes import byref

from . import _native
from ._call_context import CallContext
from ._errors import error_of
from ._input import encode_json
from ._outcome import decode, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from ._models import Page
    from ._native_client import NativeClient


class Pages(_native.Unique):
    """The pages of a list. One that fails is asked for again the next time."""

    def __init__(
        self,
        native: NativeClient,
        next_page: Callable[[Any], Any],
        operation: str,
        model: type[Page],
        members: Mapping[str, Any],
        options: Mapping[str, Any],
    ) -> None:
        self.operation = operation
        self._native = native
        self._next_page = next_page
        """Fetches a page, or returns what is to be awaited for it."""
        self._pager = _native.Handle("codat_pager_free")
        self._within: CallContext | None = None
        self._members = members
        self._model = model
        self._options = options
        self._before: frozenset[str] = frozenset()
        self._present: Iterator[Any] = iter(())
        self._ended = False

    def close(self) -> None:
        """Ends it: there are no more rows, and what is fetched ahead is cancelled."""
        self._ended = True
        self._present = iter(())
        self._pager.end()
        if self._within is not None:
            self._within.__exit__()

    def __del__(self) -> None:
        self.close()

    def open(self) -> _native.Handle:
        """The native pager, which is made for the first page."""
        if self._within is None:
            client = self._native.open_handle()
            text = encode_json(self._members)
            within = CallContext(self._options).__enter__()
            try:
                self._pager, error = _native.make(
                    "codat_pager_new",
                    "codat_pager_free",
                    client,
                    within.handle,
                    self.operation.encode(),
                    text,
                )
                if not self._pager:
                    raise error_of(error)
                self._within = within
            finally:
                if self._within is None:
                    within.__exit__()
        return self._pager

    def fetch(self, output: _native.Output) -> int:
        """Fetches the next page, and waits for it."""
        pager = self.open()
        assert self._within is not None
        return self._within.call(lambda: _native.library().codat_pager_next(pager, byref(output)))

    def read(self, document: bytes) -> list[Any] | None:
        """The rows that the page before did not have; None after the last page."""
        decoded = decode(document)
        if decoded["result"] is None:
            return None
        rows = read(decoded, self._model).results
        fresh = [row for row in rows if _key(row) not in self._before]
        self._before = frozenset(filter(None, map(_key, rows)))
        return fresh


class Rows(Pages):
    """The rows of all pages of a list, one after another. The next page is fetched meanwhile.

    Nothing is sent before the first is asked for. After a failure it goes on with the page that failed. What
    is fetched ahead is cancelled where this is dropped or closed.
    """

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> Any:
        while True:
            for row in self._present:
                return row
            page = None if self._ended else self._next_page(self)
            if page is None:
                self.close()
                raise StopIteration
            self._present = iter(page)


def _key(row: Any) -> str | None:
    """What tells a row of a list from the others, if anything does; of integrations that is their key."""
    key = getattr(row, "id", None) or getattr(row, "key", None)
    return key if isinstance(key, str) else None
