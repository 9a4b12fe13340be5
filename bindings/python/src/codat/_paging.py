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
    from collections.abc import Generator, Iterator, Mapping
    from typing import Any

    from ._caller import Caller
    from ._context import Context
    from ._models import Page


class Rows(_native.Unique):
    """The rows of all pages of a list, one after another. The next page is fetched meanwhile.

    Nothing is sent before the first is asked for. What is fetched ahead is cancelled where this is dropped or
    closed.
    """

    def __init__(self, pages: Generator[list[Any], None, None]) -> None:
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
    return Rows(_pages(caller, operation, members, model, timeout, max_retries, context))


def _pages(
    caller: Caller,
    operation: str,
    members: Mapping[str, Any],
    model: type[Page],
    timeout: float | None,
    max_retries: int | None,
    context: Context | None,
) -> Generator[list[Any], None, None]:
    client = caller.open_handle(operation)
    text = encode_json(members, operation)
    with CallContext(context, timeout, max_retries, None, False) as within:
        pager, error = _native.make(
            "codat_pager_new", "codat_pager_free", client, within.handle, operation.encode(), text
        )
        if not pager:
            raise error_of(error)

        def run(output: _native.Output) -> int:
            status = int(_native.library().codat_pager_next(pager, byref(output)))
            within.check()
            return status

        def page_of(document: bytes) -> tuple[list[Any], frozenset[str]] | None:
            """The rows that the page before did not have, and the keys of all."""
            decoded = decode(document)
            if decoded["result"] is None:
                return None
            rows = read(decoded, model).results
            return [row for row in rows if _key(row) not in before], frozenset(filter(None, map(_key, rows)))

        before: frozenset[str] = frozenset()
        try:
            while True:
                page = settle(operation, run, page_of)
                if page is None:
                    return
                rows, before = page
                yield rows
        finally:
            pager.end()


def _key(row: Any) -> str | None:
    """What tells a row of a list from the others, if anything does; of integrations that is their key."""
    key = getattr(row, "id", None) or getattr(row, "key", None)
    return key if isinstance(key, str) else None
