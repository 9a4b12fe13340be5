"""`AsyncClient`: the same operations as coroutines.

The library blocks, outside of Python and without holding it up. So a coroutine has the call done by a
thread, and cancels its context when the coroutine itself is cancelled.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial, wraps

from ._client import Client, Configured
from ._companies import Companies, ids, next_page, unmet
from ._context import Context
from ._groups import Groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from types import TracebackType
    from typing import Any, TypeVar

    from typing_extensions import Concatenate, ParamSpec

    from ._caller import Caller
    from ._models import Company

    P = ParamSpec("P")
    T = TypeVar("T")


def _coroutine(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """The coroutine that does what this method of a blocking class does, in a thread.

    Its `self` has the `_caller` that the method needs, and the `_threads` to do it in.
    """

    @wraps(method)
    async def run(self: Any, /, *arguments: P.args, **keywords: P.kwargs) -> T:
        given = keywords.get("context")
        own = keywords["context"] = given._child() if isinstance(given, Context) else Context()
        work = partial(method, self, *arguments, **keywords)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except asyncio.CancelledError:
            own.cancel()
            raise

    return run


class AsyncCompanies:
    """The methods of `Companies` as coroutines: each takes, returns and raises what it does there."""

    def __init__(self, caller: Caller, threads: ThreadPoolExecutor) -> None:
        """Made by the client."""
        self._caller = caller
        self._threads = threads

    list = _coroutine(Companies.list)
    create = _coroutine(Companies.create)
    get = _coroutine(Companies.get)
    replace = _coroutine(Companies.replace)
    update = _coroutine(Companies.update)
    delete = _coroutine(Companies.delete)
    add_product = _coroutine(Companies.add_product)
    remove_product = _coroutine(Companies.remove_product)
    refresh_product_data = _coroutine(Companies.refresh_product_data)
    get_access_token = _coroutine(Companies.get_access_token)

    async def iterate(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        tags: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> AsyncIterator[Company]:
        """Goes through the companies of all pages: `async for`. See `Companies.iterate`."""
        before: frozenset[str] = frozenset()
        while True:
            answer = await self.list(
                page=page,
                page_size=page_size,
                query=query,
                order_by=order_by,
                tags=tags,
                timeout=timeout,
                max_retries=max_retries,
                context=context,
            )
            for company in unmet(answer, before):
                yield company
            page = next_page(answer, page)
            if page is None:
                return
            before = ids(answer)


class AsyncGroups:
    """The methods of `Groups` as coroutines: each takes, returns and raises what it does there."""

    def __init__(self, caller: Caller, threads: ThreadPoolExecutor) -> None:
        """Made by the client."""
        self._caller = caller
        self._threads = threads

    list = _coroutine(Groups.list)
    create = _coroutine(Groups.create)
    add_company = _coroutine(Groups.add_company)
    remove_company = _coroutine(Groups.remove_company)


class AsyncClient(Configured):
    """A client whose methods are coroutines, otherwise as `Client`; its configuration is the same.

        async with codat.AsyncClient() as client:  # the key is in CODAT_API_KEY
            company = await client.companies.create("Toft Bakery")

    Cancelling the task that awaits a call cancels the call at once; whether the service did the work is then
    unknown. Calls run in threads of the client's own: 64, or `max_connections` where that is more; further
    calls wait, and their timeout begins when they start. One client may be used from several event loops.
    """

    @property
    def _threads(self) -> ThreadPoolExecutor:
        # After fork() the child has none of its parent's threads.
        process = os.getpid()
        if process not in self._pools:
            pool = ThreadPoolExecutor(max(64, self._max_connections or 0), thread_name_prefix="codat")
            self._pools.setdefault(process, pool)
        return self._pools[process]

    @cached_property
    def _pools(self) -> dict[int, ThreadPoolExecutor]:
        return {}

    @property
    def companies(self) -> AsyncCompanies:
        """The operations on companies."""
        return AsyncCompanies(self._caller, self._threads)

    @property
    def groups(self) -> AsyncGroups:
        """The operations on groups."""
        return AsyncGroups(self._caller, self._threads)

    call = _coroutine(Client.call)

    async def close(self) -> None:
        """Closes the client and its idle connections. Calls still running end undisturbed.

        Closing twice does nothing; any other use afterwards raises `InvalidHandleError`.
        """
        self._caller.close()

    async def __aenter__(self) -> AsyncClient:
        """Returns the client; leaving the `async with` block closes it."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
