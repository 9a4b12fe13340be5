"""`AsyncClient`: the same operations as coroutines.

The library blocks, outside of Python and without holding it up. So a coroutine has the call done by a
thread, and cancels its context when the coroutine itself is cancelled.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps

from ._client import Client, Configured
from ._companies import Companies
from ._connections import Connections
from ._context import Context
from ._errors import CallCancelledError
from ._groups import Groups
from ._integrations import Integrations
from ._native import Unique
from ._outcome import attach, succeeded
from ._refresh import Refresh
from ._webhooks import Webhooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from types import TracebackType
    from typing import Any, TypeVar

    from typing_extensions import Concatenate, ParamSpec

    from ._caller import Caller

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
        own = keywords["context"] = _own(keywords.get("context"))
        work = partial(method, self, *arguments, **keywords)
        operation = str(arguments[0]) if method is Client.call and arguments else _operation(method)
        return await _in_thread(self._threads, work, own, operation)

    return run


def _iteration(
    method: Callable[Concatenate[Any, P], Iterator[T]],
) -> Callable[Concatenate[Any, P], AsyncIterator[T]]:
    """What goes through the pages of a list as this method of a blocking class does: `async for`."""

    @wraps(method)
    async def run(self: Any, /, *arguments: P.args, **keywords: P.kwargs) -> AsyncIterator[T]:
        own = keywords["context"] = _own(keywords.get("context"))
        rows: Any = method(self, *arguments, **keywords)
        work, name = partial(next, rows.pages, None), _operation(method)
        try:
            while (page := await _in_thread(self._threads, work, own, name)) is not None:
                for row in page:
                    yield row
        except GeneratorExit:
            # The thread that fetched the last page may still know it, and would end it late.
            rows.close()
            raise

    return run


def _own(given: object) -> Context:
    """A context that can be cancelled alone, and is cancelled with the given one."""
    return given._child() if isinstance(given, Context) else Context()


def _operation(method: Callable[..., Any]) -> str:
    """The name of the operation that a method of a blocking class calls: `companies.create`."""
    return method.__qualname__.lower()


async def _in_thread(threads: ThreadPoolExecutor, work: Callable[[], T], own: Context, operation: str) -> T:
    """What work returns that a thread does; the context is the work's.

    Where the awaiting task is cancelled the call ends at once, and its error becomes the cause of the
    CancelledError.
    """
    running = threads.submit(work)
    waiting = asyncio.wrap_future(running)
    try:
        await asyncio.wait([waiting])
    except asyncio.CancelledError as interruption:
        own.cancel()
        running.cancel()
        while not waiting.done():
            try:
                await asyncio.wait([waiting])
            except asyncio.CancelledError:
                # Another cancellation of a task that is on its way out.
                continue
        attach(interruption, _error_of(waiting, operation))
        raise
    return waiting.result()


def _error_of(ended: asyncio.Future[Any], operation: str) -> BaseException:
    """The error of a call whose task was cancelled."""
    if ended.cancelled():
        return CallCancelledError("cancelled before anything was sent", operation=operation)
    return ended.exception() or succeeded(operation, ended.result())


class _Operations(Unique):
    """What the groups of operations share."""

    def __init__(self, caller: Caller, threads: ThreadPoolExecutor) -> None:
        """Made by the client."""
        self._caller = caller
        self._threads = threads


class AsyncCompanies(_Operations):
    """The methods of `Companies` as coroutines: each takes, returns and raises what it does there."""

    list = _coroutine(Companies.list)
    create = _coroutine(Companies.create)
    create_many = _coroutine(Companies.create_many)
    get = _coroutine(Companies.get)
    replace = _coroutine(Companies.replace)
    update = _coroutine(Companies.update)
    delete = _coroutine(Companies.delete)
    add_product = _coroutine(Companies.add_product)
    remove_product = _coroutine(Companies.remove_product)
    refresh_product_data = _coroutine(Companies.refresh_product_data)
    get_access_token = _coroutine(Companies.get_access_token)
    link_url = _coroutine(Companies.link_url)
    iterate = _iteration(Companies.iterate)


class AsyncConnections(_Operations):
    """The methods of `Connections` as coroutines: each takes, returns and raises what it does there."""

    list = _coroutine(Connections.list)
    create = _coroutine(Connections.create)
    get = _coroutine(Connections.get)
    delete = _coroutine(Connections.delete)
    unlink = _coroutine(Connections.unlink)
    update_authorization = _coroutine(Connections.update_authorization)
    wait_until_linked = _coroutine(Connections.wait_until_linked)
    needs_reauthorization = _coroutine(Connections.needs_reauthorization)
    iterate = _iteration(Connections.iterate)


class AsyncRefresh(_Operations):
    """The methods of `Refresh` as coroutines: each takes, returns and raises what it does there."""

    all = _coroutine(Refresh.all)
    by_data_type = _coroutine(Refresh.by_data_type)
    get_data_status = _coroutine(Refresh.get_data_status)
    list_pull_operations = _coroutine(Refresh.list_pull_operations)
    get_pull_operation = _coroutine(Refresh.get_pull_operation)
    wait_until_complete = _coroutine(Refresh.wait_until_complete)
    iterate_pull_operations = _iteration(Refresh.iterate_pull_operations)


class AsyncIntegrations(_Operations):
    """The methods of `Integrations` as coroutines: each takes, returns and raises what it does there."""

    list = _coroutine(Integrations.list)
    get = _coroutine(Integrations.get)
    get_branding = _coroutine(Integrations.get_branding)
    iterate = _iteration(Integrations.iterate)


class AsyncWebhooks(_Operations):
    """The methods of `Webhooks` as coroutines: each takes, returns and raises what it does there."""

    list = _coroutine(Webhooks.list)
    create = _coroutine(Webhooks.create)
    delete = _coroutine(Webhooks.delete)


class AsyncGroups(_Operations):
    """The methods of `Groups` as coroutines: each takes, returns and raises what it does there."""

    list = _coroutine(Groups.list)
    create = _coroutine(Groups.create)
    add_company = _coroutine(Groups.add_company)
    remove_company = _coroutine(Groups.remove_company)


class AsyncClient(Configured):
    """A client whose methods are coroutines, otherwise as `Client`; its configuration is the same.

        async with codat.AsyncClient() as client:  # the key is in CODAT_API_KEY
            company = await client.companies.create("Toft Bakery")

    Cancelling the task that awaits a call cancels the call at once. `call_error` of the exception then tells
    whether the service may have done the work, and the key to repeat the call with.

    Calls run in threads of the client's own: 64, or `max_connections` if that is more. Further calls wait,
    and their timeout begins when they start; each `wait_until_…` holds one of the threads. One client may be
    used from several event loops.
    """

    @property
    def _threads(self) -> ThreadPoolExecutor:
        # After fork() the child has none of its parent's threads.
        pools: dict[int, ThreadPoolExecutor] = self.__dict__.setdefault("_pools", {})
        process = os.getpid()
        if process not in pools:
            pool = ThreadPoolExecutor(max(64, self._max_connections or 0), thread_name_prefix="codat")
            pools.setdefault(process, pool)
        return pools[process]

    @property
    def companies(self) -> AsyncCompanies:
        """The operations on companies."""
        return AsyncCompanies(self._caller, self._threads)

    @property
    def connections(self) -> AsyncConnections:
        """The operations on connections: a company's authorised access to one software."""
        return AsyncConnections(self._caller, self._threads)

    @property
    def refresh(self) -> AsyncRefresh:
        """The operations that pull data."""
        return AsyncRefresh(self._caller, self._threads)

    @property
    def integrations(self) -> AsyncIntegrations:
        """The operations on integrations: the software that customers can connect."""
        return AsyncIntegrations(self._caller, self._threads)

    @property
    def webhooks(self) -> AsyncWebhooks:
        """The operations on webhook consumers."""
        return AsyncWebhooks(self._caller, self._threads)

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
