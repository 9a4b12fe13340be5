"""Going through all pages of a list."""

from __future__ import annotations

import json

from . import _native
from ._caller import decode, read
from ._context import CallContext
from ._errors import error_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from typing import Any

    from ._caller import Caller
    from ._context import Context
    from ._models import Page


class Rows:
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
    with CallContext(context, timeout, max_retries, None) as within:
        text = json.dumps(members).encode()
        pager, error = _native.make(
            "codat_pager_new", "codat_pager_free", client, within.handle, operation.encode(), text
        )
        if not pager:
            raise error_of(error)
        before: frozenset[str] = frozenset()
        try:
            while True:
                status, document = _native.document("codat_pager_next", pager)
                within.check()
                if status:
                    raise error_of(document)
                decoded = decode(document)
                if decoded["result"] is None:
                    return
                page = read(operation, decoded, model)
                rows = [row for row in page.results if _key(row) not in before]
                before = frozenset(map(_key, page.results))
                yield rows
        finally:
            pager.end()


def _key(row: Any) -> str:
    """What tells a row of a list from the others; of integrations that is their key."""
    return str(getattr(row, "id", None) or row.key)
