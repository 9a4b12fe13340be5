"""`AsyncClient`: the same operations as coroutines.

The library blocks, outside of Python and without holding it up. So a coroutine has the call done by a
thread, and cancels its context when the coroutine itself is cancelled.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial, wraps

from ._client import Client, Configured
from ._companies import Companies
from ._connections import Connections
from ._context import Context, repeated
from ._errors import CodatError, call_error
from ._groups import Groups
from ._integrations import Integrations
from ._native import Unique
from ._outcome import attach, not_sent, succeeded
from ._refresh import Refresh
from ._webhooks import Webhooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import deque
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
        given: Any = keywords
        repeats = repeated(given.get("context"), given.get("idempotency_key"), bool(given.get("first_use")))
        own = keywords["context"] = _own(keywords.get("context"))
        work = partial(method, self, *arguments, **keywords)
        operation = str(arguments[0]) if method is Client.call and arguments else _operation(method)
        return await _InThread(self, operation, repeats).run(work, own)

    return run


def _iteration(
    method: Callable[Concatenate[Any, P], Iterator[T]],
) -> Callable[Concatenate[Any, P], AsyncIterator[T]]:
    """What goes through the pages of a list as this method of a blocking class does: `async for`."""

    @wraps(method)
    def run(self: Any, /, *arguments: P.args, **keywords: P.kwargs) -> AsyncIterator[T]:
        own = keywords["context"] = _own(keywords.get("context"))
        return _AsyncRows(self, method(self, *arguments, **keywords), own, _operation(method))

    return run


class _AsyncRows(Unique):
    """The rows of all pages of a list, one after another, as `Rows`."""

    def __init__(self, operations: Any, rows: Any, own: Context, operation: str) -> None:
        self._operations = operations
        self._rows = rows
        self._own = own
        self._operation = operation
        self._present: Iterator[Any] = iter(())
        self._failure: CodatError | None = None

    def __aiter__(self) -> _AsyncRows:
        return self

    async def __anext__(self) -> Any:
        while True:
            for row in self._present:
                return row
            if self._failure is not None:
                raise self._failure
            fetch = partial(next, self._rows.pages, None)
            try:
                page = await _InThread(self._operations, self._operation, None).run(fetch, self._own)
            except BaseException as ended:
                if self._own._cancelled:
                    # What is cancelled stays so; it must not look like the end of the list.
                    self._failure = call_error(ended) or not_sent(self._operation, None)
                    self._rows.close()
                raise
            if page is None:
                raise StopAsyncIteration
            self._present = iter(page)

    async def aclose(self) -> None:
        """Ends it: there are no more rows."""
        self._rows.close()
        self._present = iter(())


def _own(given: object) -> Context:
    """A context that can be cancelled alone, and is cancelled with the given one."""
    return given._child() if isinstance(given, Context) else Context()


def _operation(method: Callable[..., Any]) -> str:
    """The name of the operation that a method of a blocking class calls: `companies.create`."""
    return method.__qualname__.lower()


class _InThread:
    """A call that a thread does."""

    def __init__(self, operations: Any, operation: str, repeated_key: str | None) -> None:
        self._threads: ThreadPoolExecutor = operations._threads
        self._interrupted: deque[CodatError] = operations._caller.interrupted
        self._operation = operation
        self._repeated_key = repeated_key

    async def run(self, work: Callable[[], T], own: Context) -> T:
        """What the work returns; the context is the work's.

        What ends the awaiting coroutine ends the call at once, and the call's error becomes its cause.
        """
        # Where there is none, such as in trio, nothing is sent.
        loop = asyncio.get_running_loop()
        running: Future[T] | None = None
        try:
            running = self._threads.submit(work)
            waiting = asyncio.wrap_future(running, loop=loop)
            await asyncio.wait([waiting])
        except BaseException as interruption:
            own.cancel()
            if running is None:
                raise
            running.cancel()
            waiting.add_done_callback(_retrieve)
            try:
                # A coroutine that is closed may not wait any more.
                if isinstance(interruption, GeneratorExit):
                    raise
                await _until_done(waiting)
            except BaseException:
                running.add_done_callback(self._keep)
                raise
            attach(interruption, self._keep(running))
            raise
        return waiting.result()

    def _error_of(self, ended: Future[Any]) -> CodatError:
        """The error of a call whose coroutine was ended."""
        if ended.cancelled():
            return not_sent(self._operation, self._repeated_key)
        error = ended.exception()
        if error is None:
            return succeeded(self._operation, ended.result())
        return (
            error
            if isinstance(error, CodatError)
            else call_error(error) or not_sent(self._operation, self._repeated_key)
        )

    def _keep(self, ended: Future[Any]) -> CodatError:
        """Keeps the error of a call whose coroutine was ended: nobody may be there to receive it."""
        error = self._error_of(ended)
        if error.outcome_unknown:
            self._interrupted.append(error)
        return error


def _retrieve(waiting: asyncio.Future[Any]) -> None:
    """Tells asyncio that the error of a call is known."""
    if not waiting.cancelled():
        waiting.exception()


async def _until_done(waiting: asyncio.Future[Any]) -> None:
    while not waiting.done():
        try:
            await asyncio.wait([waiting])
        except asyncio.CancelledError:
            # Another cancellation of a task that is on its way out.
            continue


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
    def interrupted(self) -> deque[CodatError]:
        """The errors of the calls that were ended from outside and may have been done, the newest last.

        An exception that a signal handler raises while the event loop runs has no error of a call, nor has
        the `TimeoutError` of anyio's `fail_after`: `call_error` gives None. Their errors are here as soon as
        the calls have ended, as are those of cancelled tasks and closed coroutines, the last 100. Take them
        with `popleft()`; each has its `operation`, and its `idempotency_key` to repeat the call with.
        """
        return self._caller.interrupted

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
