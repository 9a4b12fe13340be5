"""The Python contestants: `contestant.py NAME URL OPERATION THREADS SECONDS`.

| contestant | what a call is |
|---|---|
| `codat` | the library, with its dataclasses |
| `http.client` | http.client and json, a kept connection for each thread: dicts |
| `official` | the service's own client, codat-platform, with its pydantic models |
| `codat-async` | the library's `AsyncClient`: THREADS are tasks of one event loop, here and below |
| `httpx` | `httpx.AsyncClient` and json: dicts |
| `aiohttp` | `aiohttp.ClientSession` and json: dicts |

What it measures, and the line that it prints, is what every contestant does; see
`docs/explanation/how-we-measure.md`. Each imports only what it needs, so that the others' memory is not
counted as its own.
"""

from __future__ import annotations

import resource
import sys
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager
    from typing import Any

    Call = Callable[[], None]
    AsyncCall = Callable[[], Awaitable[None]]

COMPANY_ID = "8a210b68-6988-11ed-a1eb-0242ac120002"


def codat_calls(url: str, operation: str, page_size: int, threads: int) -> Callable[[], Call]:
    """One client for all threads."""
    import codat

    companies = codat.Client("key", base_url=url, max_connections=threads).companies

    def create() -> None:
        assert companies.create("Toft Bakery", description="Bread").id

    def get() -> None:
        assert companies.get(COMPANY_ID).id

    def list() -> None:
        assert len(companies.list(page=2, page_size=page_size).results) == page_size

    call = {"create": create, "get": get, "list": list}[operation]
    return lambda: call


def http_client_calls(url: str, operation: str, page_size: int, _threads: int) -> Callable[[], Call]:
    """A separate connection for each thread, which is kept open."""
    import http.client
    import json

    host = url.removeprefix("http://")
    headers = {"Authorization": "Basic a2V5", "Accept": "application/json"}
    posting = {**headers, "Content-Type": "application/json"}
    path = {
        "create": "/companies",
        "get": f"/companies/{COMPANY_ID}",
        "list": f"/companies?page=2&pageSize={page_size}",
    }[operation]

    def begin() -> Call:
        connection = http.client.HTTPConnection(host)

        def create() -> None:
            body = json.dumps({"name": "Toft Bakery", "description": "Bread"}).encode()
            connection.request("POST", path, body, posting)
            response = connection.getresponse()
            assert response.status == 200
            assert json.loads(response.read())["id"]

        def get() -> None:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            assert response.status == 200
            assert json.loads(response.read())["id"]

        def list() -> None:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            assert response.status == 200
            assert len(json.loads(response.read())["results"]) == page_size

        return {"create": create, "get": get, "list": list}[operation]

    return begin


def official_calls(url: str, operation: str, page_size: int, _threads: int) -> Callable[[], Call]:
    """One client for all threads, as its manual shows it; the timeout is longer, for large pages."""
    from codat_platform import CodatPlatform
    from codat_platform.models import operations, shared

    security = shared.Security(auth_header="Basic a2V5")
    companies = CodatPlatform(security=security, server_url=url, timeout_ms=120_000).companies

    def create() -> None:
        request = shared.CompanyRequestBody(name="Toft Bakery", description="Bread")
        assert companies.create(request=request).id

    def get() -> None:
        assert companies.get(request=operations.GetCompanyRequest(company_id=COMPANY_ID)).id

    def list() -> None:
        request = operations.ListCompaniesRequest(page=2, page_size=page_size)
        assert len(companies.list(request=request).results) == page_size

    call = {"create": create, "get": get, "list": list}[operation]
    return lambda: call


def codat_async_calls(
    url: str, operation: str, page_size: int, tasks: int
) -> AbstractAsyncContextManager[AsyncCall]:
    """One client for all tasks."""
    from contextlib import asynccontextmanager

    import codat

    @asynccontextmanager
    async def begin() -> AsyncIterator[AsyncCall]:
        async with codat.AsyncClient("key", base_url=url, max_connections=tasks) as client:
            companies = client.companies

            async def create() -> None:
                assert (await companies.create("Toft Bakery", description="Bread")).id

            async def get() -> None:
                assert (await companies.get(COMPANY_ID)).id

            async def list() -> None:
                assert len((await companies.list(page=2, page_size=page_size)).results) == page_size

            yield {"create": create, "get": get, "list": list}[operation]

    return begin()


def http_async_calls(
    client: Callable[[int], Any],
    send: Callable[..., Awaitable[bytes]],
    url: str,
    operation: str,
    size: int,
    tasks: int,
) -> AbstractAsyncContextManager[AsyncCall]:
    """One client for all tasks; `send` makes a request with it and returns the body of its response."""
    import json
    from contextlib import asynccontextmanager

    headers = {"Authorization": "Basic a2V5", "Accept": "application/json"}
    posting = {**headers, "Content-Type": "application/json"}

    @asynccontextmanager
    async def begin() -> AsyncIterator[AsyncCall]:
        async with client(tasks) as session:

            async def create() -> None:
                body = json.dumps({"name": "Toft Bakery", "description": "Bread"}).encode()
                assert json.loads(await send(session, "POST", f"{url}/companies", posting, body))["id"]

            async def get() -> None:
                assert json.loads(await send(session, "GET", f"{url}/companies/{COMPANY_ID}", headers))["id"]

            async def list() -> None:
                page = f"{url}/companies?page=2&pageSize={size}"
                assert len(json.loads(await send(session, "GET", page, headers))["results"]) == size

            yield {"create": create, "get": get, "list": list}[operation]

    return begin()


def httpx_calls(*of: Any) -> AbstractAsyncContextManager[AsyncCall]:
    """A client with as many connections as tasks."""
    import httpx

    def client(tasks: int) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=tasks, max_keepalive_connections=tasks)
        return httpx.AsyncClient(limits=limits, timeout=120)

    async def send(
        session: httpx.AsyncClient, method: str, url: str, headers: Any, body: Any = None
    ) -> bytes:
        response = await session.request(method, url, headers=headers, content=body)
        assert response.status_code == 200
        return response.content

    return http_async_calls(client, send, *of)


def aiohttp_calls(*of: Any) -> AbstractAsyncContextManager[AsyncCall]:
    """A session with as many connections as tasks."""
    import aiohttp

    def client(tasks: int) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks))

    async def send(
        session: aiohttp.ClientSession, method: str, url: str, headers: Any, body: Any = None
    ) -> bytes:
        async with session.request(method, url, headers=headers, data=body) as response:
            assert response.status == 200
            return await response.read()

    return http_async_calls(client, send, *of)


def calls_for(call: Call, seconds: float) -> int:
    """Calls until the time is up."""
    calls = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        call()
        calls += 1
    return calls


def cpu_seconds() -> float:
    """User and system time of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_kib() -> int:
    """The most memory that was ever resident; that of getrusage begins with what the parent had."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def measure(begin: Callable[[], Call], threads: int, seconds: float) -> str:
    """Calls for half of the time to warm up, then for all of it: what was measured meanwhile.

    A single thread is the main thread, as in most programs.
    """
    if threads == 1:
        call = begin()
        calls_for(call, seconds / 2)
        began, cpu = time.perf_counter(), cpu_seconds()
        return line(calls_for(call, seconds), began, cpu)
    ready, go = threading.Barrier(threads + 1), threading.Barrier(threads + 1)
    counts: list[int] = []

    def work() -> None:
        try:
            call = begin()
            calls_for(call, seconds / 2)
        except BaseException:
            ready.abort()
            raise
        ready.wait()
        go.wait()
        counts.append(calls_for(call, seconds))

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    ready.wait()
    began, cpu = time.perf_counter(), cpu_seconds()
    go.wait()
    for worker in workers:
        worker.join()
    assert len(counts) == threads
    return line(sum(counts), began, cpu)


def line(calls: int, began: float, cpu: float) -> str:
    """The line to print about the calls since `began`."""
    elapsed, cpu = time.perf_counter() - began, cpu_seconds() - cpu
    return f'{{"calls":{calls},"seconds":{elapsed},"cpu":{cpu},"peak_kib":{peak_kib()}}}'


async def measure_tasks(calls: AbstractAsyncContextManager[AsyncCall], tasks: int, seconds: float) -> None:
    """Prints what `measure` returns, with tasks instead of threads. With 0 seconds it is one call."""
    import asyncio

    async with calls as call:
        if seconds == 0:
            await call()
            return

        async def calls_until(end: float) -> int:
            made = 0
            while time.perf_counter() < end:
                await call()
                made += 1
            return made

        async def together(seconds: float) -> int:
            end = time.perf_counter() + seconds
            return sum(await asyncio.gather(*(calls_until(end) for _ in range(tasks))))

        await together(seconds / 2)
        began, cpu = time.perf_counter(), cpu_seconds()
        print(line(await together(seconds), began, cpu))


BLOCKING = {"codat": codat_calls, "http.client": http_client_calls, "official": official_calls}
ASYNC = {"codat-async": codat_async_calls, "httpx": httpx_calls, "aiohttp": aiohttp_calls}


def main() -> None:
    """Does what the arguments say. With 0 seconds it is one call, for those who measure the whole program."""
    name, url, operation, threads, seconds = sys.argv[1:]
    kind = operation.rstrip("0123456789")
    of = (url, kind, int(operation[len(kind) :] or 0), int(threads))
    if name in ASYNC:
        import asyncio

        asyncio.run(measure_tasks(ASYNC[name](*of), int(threads), float(seconds)))
    elif float(seconds) == 0:
        BLOCKING[name](*of)()()
    else:
        print(measure(BLOCKING[name](*of), int(threads), float(seconds)))


main()
