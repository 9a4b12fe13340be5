"""Going through all pages of a list."""

from __future__ import annotations

from ctypes import byref

from . import _native
from ._context import CallContext
from ._errors import error_of
from ._input import encode_json
from ._outcome import decode, read, settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ._caller import Caller
    from ._context import Context
    from ._models import Page


class Rows(_native.Unique):
    """The rows of all pages of a list, one after another. The next page is fetched meanwhile.

    Nothing is sent before the first is asked for. After a failure it goes on with the page that failed. What
    is fetched ahead is cancelled where this is dropped or closed.
    """

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        """The rows of each page; of the second and later ones without those that the page before had."""
        self._present: Iterator[Any] = iter(())

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> Any:
        while True:
            for row in self._present:
                return row
            self._present = iter(next(self.pages))

    def close(self) -> None:
        """Ends it: there are no more rows."""
        self.pages.close()
        self._present = iter(())


def through_pages(
    caller: Caller,
    operation: str,
    members: Mapping[str, Any],
    model: type[Page],
    timeout: float | None,
    max_retries: int | None,
    context: Context | None,
) -> Rows:
    """The rows of a list operation, from the page on that its input names."""
    return Rows(Pages(caller, operation, members, model, (context, timeout, max_retries)))


class Pages(_native.Unique):
    """The pages of a list. One that fails is asked for again the next time."""

    def __init__(
        self,
        caller: Caller,
        operation: str,
        members: Mapping[str, Any],
        model: type[Page],
        options: tuple[Context | None, float | None, int | None],
    ) -> None:
        self._pager = _native.Handle("codat_pager_free")
        self._within: CallContext | None = None
        self._caller = caller
        self._operation = operation
        self._members = members
        self._model = model
        self._options = options
        self._before: frozenset[str] = frozenset()
        self._ended = False

    def __iter__(self) -> Pages:
        return self

    def __next__(self) -> list[Any]:
        page = None if self._ended else settle(self._operation, self._fetch, self._read)
        if page is None:
            self.close()
            raise StopIteration
        rows, self._before = page
        return rows

    def close(self) -> None:
        """Cancels what is fetched ahead: there are no more pages."""
        self._ended = True
        self._pager.end()
        if self._within is not None:
            self._within.__exit__()

    def __del__(self) -> None:
        self.close()

    def _fetch(self, output: _native.Output) -> int:
        if self._within is None:
            client = self._caller.open_handle()
            text = encode_json(self._members)
            within = CallContext(*self._options, None, False).__enter__()
            try:
                self._pager, error = _native.make(
                    "codat_pager_new",
                    "codat_pager_free",
                    client,
                    within.handle,
                    self._operation.encode(),
                    text,
                )
                if not self._pager:
                    raise error_of(error)
                self._within = within
            finally:
                if self._within is None:
                    within.__exit__()
        return self._within.call(lambda: _native.library().codat_pager_next(self._pager, byref(output)))

    def _read(self, document: bytes) -> tuple[list[Any], frozenset[str]] | None:
        """The rows that the page before did not have, and the keys of all."""
        decoded = decode(document)
        if decoded["result"] is None:
            return None
        rows = read(decoded, self._model).results
        fresh = [row for row in rows if _key(row) not in self._before]
        return fresh, frozenset(filter(None, map(_key, rows)))


def _key(row: Any) -> str | None:
    """What tells a row of a list from the others, if anything does; of integrations that is their key."""
    key = getattr(row, "id", None) or getattr(row, "key", None)
    return key if isinstance(key, str) else None
