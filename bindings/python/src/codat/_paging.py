"""Going through all pages of a list."""

from __future__ import annotations

import re

from ._models import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from typing import Any


def through_pages(fetch: Callable[..., Page], page: int | None) -> Iterator[Any]:
    """Yields the items of this page and of all after it, each page fetched when it is needed."""
    before: frozenset[str] = frozenset()
    while True:
        answer = fetch(page=page)
        yield from _unmet(answer, before)
        page = _next_page(answer, page)
        if page is None:
            return
        before = _keys(answer)


async def through_pages_async(fetch: Callable[..., Awaitable[Page]], page: int | None) -> AsyncIterator[Any]:
    """The same, for coroutines."""
    before: frozenset[str] = frozenset()
    while True:
        answer = await fetch(page=page)
        for item in _unmet(answer, before):
            yield item
        page = _next_page(answer, page)
        if page is None:
            return
        before = _keys(answer)


def _key(item: Any) -> str:
    """What tells an item of a list from the others; of integrations that is their key."""
    return str(getattr(item, "id", None) or item.key)


def _keys(page: Page) -> frozenset[str]:
    return frozenset(map(_key, page.results))


def _unmet(page: Page, before: frozenset[str]) -> Iterator[Any]:
    """A page's items, without those that were on the page before already."""
    return (item for item in page.results if _key(item) not in before)


def _next_page(page: Page, asked: int | None) -> int | None:
    """The number of the page after this one, which was asked for by this number; None after the last."""
    following = page.links and page.links.next
    if not following or not page.results:
        return None
    current = page.page_number or asked or 1
    named = re.search(r"[?&]page=(\d+)", following.href or "")
    number = int(named[1]) if named else current + 1
    # Whatever the service says, an iteration goes forward, and so ends.
    return number if number > current else None
