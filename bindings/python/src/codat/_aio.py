"""`AsyncClient`: the same operations as coroutines."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from functools import wraps

from . import _native
from ._begun import BegunCaller, Queue
from ._by_name import ByName
from ._caller import Operations
from ._companies import Companies
from ._configured import Configured
from ._connection_management import ConnectionManagement
from ._connections import Connections
from ._custom_data_types import CustomDataTypes
from ._groups import Groups
from ._integrations import Integrations
from ._paging import Pages
from ._push import Push
from ._refresh import Refresh
from ._settings import Settings
from ._supplemental_data import SupplementalData
from ._webhooks import Webhooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import deque
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from types import TracebackType
    from typing import Any, TypeVar

    from typing_extensions import Concatenate, ParamSpec

    from ._begun import Begun
    from ._errors import CodatError
    from ._native_client import NativeClient

    P = ParamSpec("P")
    T = TypeVar("T")


class _Waiting(asyncio.Future[None]):
    """What a task awaits. Cancelling the task cancels the call at once, not when the task runs again."""

    call: Begun

    def cancel(self, *arguments: Any, **keywords: Any) -> bool:
        self.call.cancel()
        return super().cancel(*arguments, **keywords)


class _LoopQueue(Queue):
    """The queue of an asyncio event loop."""

    again = (asyncio.CancelledError,)

    def watch(self) -> None:
        self._fd: int = _native.library().codat_queue_fd(self.handle)
        try:
            if self._fd < 0:
                raise NotImplementedError
            self.loop.add_reader(self._fd, self._read)
        except NotImplementedError:
            # On Windows a thread waits instead; it ends with the queue.
            self._fd = -1
            threading.Thread(target=self._collect, name="codat-events", daemon=True).start()

    async def wait(self, call: Begun) -> None:
        if not call.events and call.document is None:
            call.waiting = _Waiting(loop=self.loop)
            call.waiting.call = call
            await call.waiting

    def wake(self, call: Begun) -> None:
        if self._is_running_here():
            self._wake(call)
        else:
            self._soon(self._wake, call)

    def _wake(self, call: Begun) -> None:
        waiting = call.waiting
        if waiting is not None and not waiting.done() and not self.loop.is_closed():
            waiting.set_result(None)

    def rest(self) -> None:
        if self.loop.is_closed():
            self.end()
        else:
            self._soon(self.end)

    def _is_running_here(self) -> bool:
        return asyncio._get_running_loop() is self.loop

    def _soon(self, function: Callable[..., object], *arguments: object) -> None:
        """Schedules a call of a function on the loop, from any thread. A closed queue does nothing."""
        if self._is_running_here():
            self.loop.call_soon(function, *arguments)
        else:
            with contextlib.suppress(RuntimeError):
                self.loop.call_soon_threadsafe(function, *arguments)

    def end(self) -> None:
        if not self.calls and self.handle and self._fd >= 0 and not self.loop.is_closed():
            self.loop.remove_reader(self._fd)
        super().end()

    def take_for(self, running: object) -> None:
        if self._fd >= 0 and self.loop is running:
            self.take()
        elif self._fd >= 0 and not self.loop.is_running():
            self.take_apart()

    def _read(self) -> None:
        try:
            if not self.take():
                self.loop.remove_reader(self._fd)
        except BaseException:
            # A signal handler raised an exception: the events that were taken are moved later.
            self.loop.call_soon(self._read)
            raise

    def _collect(self) -> None:
        while self.take(-1):
            pass


class _AsyncRows(Pages):
    """The rows of all pages of a list, one after another, as `Rows`."""

    def __aiter__(self) -> _AsyncRows:
        return self

    async def __anext__(self) -> Any:
        while True:
            for row in self._present:
                return row
            page = None if self._ended else await self._next_page(self)
            if page is None:
                self.close()
                raise StopAsyncIteration
            self._present = iter(page)

    async def aclose(self) -> None:
        """Ends the iteration: there are no more rows."""
        self.close()


class _AsyncCaller(BegunCaller):
    """The request path of calls that are awaited."""

    prefix = "Async"
    rows_class = _AsyncRows

    def queue(self) -> _LoopQueue:
        # Without an asyncio loop, as in trio, nothing is sent.
        loop = asyncio.get_running_loop()
        queues = self.native.queues
        found = queues.get(loop)
        if found is None:
            for each in tuple(queues.values()):
                each.take_for(loop)
            found = _LoopQueue(loop, queues)
        return found


def _coroutine(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """The method of a blocking class as a coroutine: its `self` has a `_caller` whose calls are awaited."""

    @wraps(method)
    async def run(self: Any, /, *arguments: P.args, **keywords: P.kwargs) -> T:
        made: Any = method(self, *arguments, **keywords)
        return await made  # type: ignore[no-any-return]

    return run


def _iteration(
    method: Callable[Concatenate[Any, P], Iterator[T]],
) -> Callable[Concatenate[Any, P], AsyncIterator[T]]:
    """The method of a blocking class that goes through the pages of a list: for `async for`."""
    return method  # type: ignore[return-value]  # its caller makes `_AsyncRows`


class AsyncCompanies(Operations):
    """The methods of `Companies` as coroutines, with the same arguments, results and exceptions."""

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
    get_sync_settings = _coroutine(Companies.get_sync_settings)
    set_sync_settings = _coroutine(Companies.set_sync_settings)
    link_url = _coroutine(Companies.link_url)
    iterate = _iteration(Companies.iterate)


class AsyncConnections(Operations):
    """The methods of `Connections` as coroutines, with the same arguments, results and exceptions."""

    list = _coroutine(Connections.list)
    create = _coroutine(Connections.create)
    get = _coroutine(Connections.get)
    delete = _coroutine(Connections.delete)
    unlink = _coroutine(Connections.unlink)
    update_authorization = _coroutine(Connections.update_authorization)
    wait_until_linked = _coroutine(Connections.wait_until_linked)
    needs_reauthorization = _coroutine(Connections.needs_reauthorization)
    iterate = _iteration(Connections.iterate)


class AsyncRefresh(Operations):
    """The methods of `Refresh` as coroutines, with the same arguments, results and exceptions."""

    all = _coroutine(Refresh.all)
    by_data_type = _coroutine(Refresh.by_data_type)
    queue_or_join = _coroutine(Refresh.queue_or_join)
    get_data_status = _coroutine(Refresh.get_data_status)
    list_pull_operations = _coroutine(Refresh.list_pull_operations)
    get_pull_operation = _coroutine(Refresh.get_pull_operation)
    get_validation_results = _coroutine(Refresh.get_validation_results)
    wait_until_complete = _coroutine(Refresh.wait_until_complete)
    iterate_pull_operations = _iteration(Refresh.iterate_pull_operations)


class AsyncIntegrations(Operations):
    """The methods of `Integrations` as coroutines, with the same arguments, results and exceptions."""

    list = _coroutine(Integrations.list)
    get = _coroutine(Integrations.get)
    get_branding = _coroutine(Integrations.get_branding)
    iterate = _iteration(Integrations.iterate)


class AsyncWebhooks(Operations):
    """The methods of `Webhooks` as coroutines, with the same arguments, results and exceptions."""

    list = _coroutine(Webhooks.list)
    create = _coroutine(Webhooks.create)
    delete = _coroutine(Webhooks.delete)
    rotate_zapier_key = _coroutine(Webhooks.rotate_zapier_key)


class AsyncGroups(Operations):
    """The methods of `Groups` as coroutines, with the same arguments, results and exceptions."""

    list = _coroutine(Groups.list)
    create = _coroutine(Groups.create)
    add_company = _coroutine(Groups.add_company)
    remove_company = _coroutine(Groups.remove_company)


class AsyncConnectionManagement(Operations):
    """The methods of `ConnectionManagement` as coroutines."""

    get_access_token = _coroutine(ConnectionManagement.get_access_token)
    get_cors_settings = _coroutine(ConnectionManagement.get_cors_settings)
    set_cors_settings = _coroutine(ConnectionManagement.set_cors_settings)


class AsyncPush(Operations):
    """The methods of `Push` as coroutines, with the same arguments, results and exceptions."""

    get_model_options = _coroutine(Push.get_model_options)
    list_operations = _coroutine(Push.list_operations)
    iterate_operations = _iteration(Push.iterate_operations)
    get_operation = _coroutine(Push.get_operation)


class AsyncSupplementalData(Operations):
    """The methods of `SupplementalData` as coroutines, with the same arguments, results and exceptions."""

    configure = _coroutine(SupplementalData.configure)
    get_configuration = _coroutine(SupplementalData.get_configuration)


class AsyncCustomDataTypes(Operations):
    """The methods of `CustomDataTypes` as coroutines, with the same arguments, results and exceptions."""

    configure = _coroutine(CustomDataTypes.configure)
    get_configuration = _coroutine(CustomDataTypes.get_configuration)
    refresh = _coroutine(CustomDataTypes.refresh)
    list_records = _coroutine(CustomDataTypes.list_records)
    iterate_records = _iteration(CustomDataTypes.iterate_records)


class AsyncSettings(Operations):
    """The methods of `Settings` as coroutines, with the same arguments, results and exceptions."""

    get_profile = _coroutine(Settings.get_profile)
    update_profile = _coroutine(Settings.update_profile)
    get_sync_settings = _coroutine(Settings.get_sync_settings)
    update_sync_settings = _coroutine(Settings.update_sync_settings)
    get_cors_settings = _coroutine(Settings.get_cors_settings)
    set_cors_settings = _coroutine(Settings.set_cors_settings)
    list_api_keys = _coroutine(Settings.list_api_keys)
    create_api_key = _coroutine(Settings.create_api_key)
    delete_api_key = _coroutine(Settings.delete_api_key)


class AsyncClient(Configured):
    """A client whose methods are coroutines. Otherwise it is as `Client`, with the same configuration.

        async with codat.AsyncClient() as client:  # the key is in CODAT_API_KEY
            company = await client.companies.create("Toft Bakery")

    Cancelling the task that awaits a call cancels the call at once. `call_error` of the exception returns the
    call's error: whether the service may have done the work, and the key to repeat the call with.

    Calls hold no thread of Python's, however many wait at once. One client may be used from several event
    loops; `Client.aio` is an async client that shares the connections of a `Client`.
    """

    _caller: _AsyncCaller
    _calls = _AsyncCaller

    @classmethod
    def _of(cls, native: NativeClient) -> AsyncClient:
        """A client that shares a native client."""
        made = cls.__new__(cls)
        made._caller = _AsyncCaller(native)
        return made

    @property
    def interrupted(self) -> deque[CodatError]:
        """The errors of interrupted calls that the service may have carried out, the newest last.

        An exception that a signal handler raises while the event loop runs has no call's error, nor has the
        `TimeoutError` of anyio's `fail_after`: `call_error` returns None. The errors of their calls are added
        here when the calls have ended, as are those of cancelled tasks and closed coroutines; the last 100
        are kept. Take them with `popleft()`. Each has its `operation`, and its `idempotency_key` to repeat it
        with.
        """
        native = self._caller.native
        for queue in tuple(native.queues.values()):
            queue.take_for(asyncio._get_running_loop())
        return native.interrupted

    @property
    def companies(self) -> AsyncCompanies:
        """The operations on companies."""
        return AsyncCompanies(self._caller)

    @property
    def connections(self) -> AsyncConnections:
        """The operations on connections: a company's authorized access to one software."""
        return AsyncConnections(self._caller)

    @property
    def refresh(self) -> AsyncRefresh:
        """The operations that pull data."""
        return AsyncRefresh(self._caller)

    @property
    def integrations(self) -> AsyncIntegrations:
        """The operations on integrations: the software that customers can connect."""
        return AsyncIntegrations(self._caller)

    @property
    def webhooks(self) -> AsyncWebhooks:
        """The operations on webhook consumers."""
        return AsyncWebhooks(self._caller)

    @property
    def groups(self) -> AsyncGroups:
        """The operations on groups."""
        return AsyncGroups(self._caller)

    @property
    def connection_management(self) -> AsyncConnectionManagement:
        """The operations for the service's user interface in which customers manage their connections."""
        return AsyncConnectionManagement(self._caller)

    @property
    def push(self) -> AsyncPush:
        """The operations on pushes: records that were written to the customer's software."""
        return AsyncPush(self._caller)

    @property
    def supplemental_data(self) -> AsyncSupplementalData:
        """The operations on supplemental data."""
        return AsyncSupplementalData(self._caller)

    @property
    def custom_data_types(self) -> AsyncCustomDataTypes:
        """The operations on custom data types."""
        return AsyncCustomDataTypes(self._caller)

    @property
    def settings(self) -> AsyncSettings:
        """The operations on your account: profile, sync settings, web origins, API keys."""
        return AsyncSettings(self._caller)

    call = _coroutine(ByName.call)
    request = _coroutine(ByName.request)
    iterate = _iteration(ByName.iterate)

    async def close(self) -> None:
        """Closes the client and its idle connections. Calls still running end undisturbed.

        Closing twice does nothing; any other use afterwards raises `InvalidHandleError`.
        """
        native = self._caller.native
        native.close()
        queue = native.queues.get(asyncio.get_running_loop())
        if queue is not None:
            queue.end()

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
