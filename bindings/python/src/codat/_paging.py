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
    """The pages of a list. A page that fails is requested again the next time."""

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
        """Fetches a page, or returns an awaitable that does."""
        self._pager = _native.Handle("codat_pager_free")
        self._within: CallContext | None = None
        self._members = members
        self._model = model
        self._options = options
        self._before: frozenset[str] = frozenset()
        self._present: Iterator[Any] = iter(())
        self._ended = False

    def close(self) -> None:
        """Ends the iteration: there are no more rows, and the page that is fetched ahead is cancelled."""
        self._ended = True
        self._present = iter(())
        self._pager.end()
        if self._within is not None:
            self._within.__exit__()

    def __del__(self) -> None:
        self.close()

    def open(self) -> _native.Handle:
        """The native pager, which is created for the first page."""
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
        """The rows that were not on the page before; None after the last page."""
        decoded = decode(document)
        if decoded["result"] is None:
            return None
        rows = read(decoded, self._model).results
        fresh = [row for row in rows if _key(row) not in self._before]
        self._before = frozenset(filter(None, map(_key, rows)))
        return fresh


class Rows(Pages):
    """The rows of all pages of a list, one after another. One page is fetched ahead.

    Nothing is sent before the first row is requested. After a failure the iteration continues with the page
    that failed. Dropping or closing the object cancels the page that is fetched ahead.
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
    """What distinguishes a row of a list from the others, if anything does; an integration's key."""
    if isinstance(row, dict):
        key = row.get("id") or row.get("key") or row.get("pushOperationKey")
    else:
        names = ("id", "key", "push_operation_key")
        key = next((found for name in names if (found := getattr(row, name, None))), None)
    return key if isinstance(key, str) else None
