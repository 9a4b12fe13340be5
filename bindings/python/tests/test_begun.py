"""Calls of `AsyncClient` are begun: what waits holds no thread, and an event loop collects their events."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import logging
import os
import threading
from typing import Any

import pytest
from waiting import descriptors, threads, wait_for

import codat
from codat import _begun, _model

SLOW = {"effect": "delay", "delayMs": 30_000}

request_id = contextvars.ContextVar("request_id", default="none")


class LoopWithoutReaders(asyncio.SelectorEventLoop):
    """As Windows' default loop."""

    def add_reader(self, *_: Any) -> Any:  # type: ignore[override]
        # The loop's own pipe is added by another method.
        raise NotImplementedError


@pytest.fixture(params=[asyncio.new_event_loop, LoopWithoutReaders], ids=["readers", "no readers"])
def loop(request: pytest.FixtureRequest) -> Any:
    made = request.param()
    yield made
    made.run_until_complete(made.shutdown_asyncgens())
    made.close()


async def until(condition: Any) -> None:
    while not condition():
        await asyncio.sleep(0.002)


def test_all_kinds_of_calls_run_in_any_event_loop(
    loop: asyncio.AbstractEventLoop, sandbox: codat.Sandbox
) -> None:
    events: list[tuple[int, str]] = []

    def progress(event: codat.CreateManyEvent) -> None:
        events.append((event.index, threading.current_thread().name))

    async def main() -> None:
        async with sandbox.async_client() as client:
            requests = [codat.CompanyRequest(f"Company {number}") for number in range(20)]
            outcome = await client.companies.create_many(requests, progress=progress)
            assert sorted(events) == [(number, "MainThread") for number in range(20)]
            assert outcome.created == 20
            assert len([each async for each in client.companies.iterate(page_size=5)]) == 20
            found = await asyncio.gather(
                *(client.companies.get(each.company_id or "") for each in outcome.results)
            )
            assert [each.name for each in found] == [each.name for each in requests]
            sandbox.queue_faults(SLOW)
            seen = sandbox.stats()["requests"]
            task = asyncio.ensure_future(client.groups.list())
            await until(lambda: sandbox.stats()["requests"] > seen)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    before = threads()
    loop.run_until_complete(main())
    wait_for(lambda: threads() <= before + 12)


def test_two_thousand_waits_hold_no_thread(sandbox: codat.Sandbox) -> None:
    sandbox.set_limits(requests_per_day=10**6, concurrent_requests=1000)

    async def main() -> None:
        async with sandbox.async_client(max_connections=4) as client:
            company = await client.companies.create("Toft Bakery")
            before = threads()
            waits = [
                asyncio.ensure_future(client.connections.wait_until_linked(company.id, poll_interval=60))
                for _ in range(2000)
            ]
            # Each has looked once.
            await until(lambda: sandbox.stats()["requests"] > 2000)
            assert threads() <= before + 4 + 2
            found = await client.companies.get(company.id, timeout=1)
            assert found.id == company.id
            for each in waits:
                each.cancel()
            outcomes = await asyncio.gather(*waits, return_exceptions=True)
            assert {type(each) for each in outcomes} == {asyncio.CancelledError}

    asyncio.run(asyncio.wait_for(main(), 60))


def test_a_timeout_counts_from_the_beginning(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client(max_connections=1) as client:
            sandbox.queue_faults(SLOW)
            slow = asyncio.ensure_future(client.groups.list())
            await until(lambda: sandbox.stats()["requests"] == 1)
            with pytest.raises(codat.CallTimeoutError) as raised:
                await client.groups.list(timeout=0.05)
            assert raised.value.meta.attempts == 0
            slow.cancel()
            await asyncio.wait([slow])

    asyncio.run(asyncio.wait_for(main(), 15))


def test_meta_has_the_time_in_the_request_queue() -> None:
    assert _model.Meta.from_dict({"queuedMs": 3}).queued_ms == 3
    assert _model.Meta.from_dict({}).queued_ms == 0


def test_a_client_and_its_aio_share_connections_and_are_closed_together(sandbox: codat.Sandbox) -> None:
    async def create(name: str) -> str | None:
        return (await client.aio.companies.create(name)).name

    with sandbox.client(max_connections=1) as client:
        client.groups.list()
        assert asyncio.run(create("Toft Bakery")) == "Toft Bakery"
        assert [each.name for each in client.companies.iterate()] == ["Toft Bakery"]
        assert sandbox.stats()["connectionsAccepted"] == 1
        assert client.aio.interrupted is client.aio.interrupted
        aio = client.aio
    assert aio.closed
    with pytest.raises(codat.InvalidHandleError):
        asyncio.run(create("Late"))
    other = sandbox.client()
    asyncio.run(other.aio.close())
    assert other.closed


def test_ended_calls_leave_no_object_or_descriptor(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        gc.collect()
        before = codat.live_objects(), descriptors()
        client = sandbox.async_client()
        with pytest.raises(codat.InvalidArgumentError):
            await client.groups.list(timeout=float("nan"))
        with pytest.raises(codat.NotFoundError):
            await client.companies.get("nobody")
        await client.close()
        assert codat.live_objects() == before[0]
        await until(lambda: descriptors() <= before[1])
        assert threading.active_count() == active

    active = threading.active_count()
    asyncio.run(main())


def test_log_lines_come_in_the_context_of_their_task(sandbox: codat.Sandbox) -> None:
    seen: list[tuple[str, str, str]] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            event = record.codat["event"]  # type: ignore[attr-defined]
            seen.append((request_id.get(), event, threading.current_thread().name))

    logger = logging.Logger("own", logging.DEBUG)
    logger.addHandler(Handler())

    async def call(client: codat.AsyncClient, name: str) -> None:
        request_id.set(name)
        await client.groups.list()

    async def main() -> None:
        async with sandbox.async_client(logger=logger, retry_delay=0.001) as client:
            await asyncio.gather(*(call(client, name) for name in "abc"))

    sandbox.queue_faults({"effect": "status", "status": 503})
    asyncio.run(main())
    assert sorted(name for name, event, _ in seen if event == "succeeded") == ["a", "b", "c"]
    assert [event for _, event, _ in seen].count("retry") == 1
    assert {thread for _, _, thread in seen} == {"MainThread"}


def test_an_exception_in_progress_stops_the_run(sandbox: codat.Sandbox) -> None:
    def stop(event: codat.CreateManyEvent) -> None:
        heard.append(event.index)
        if len(heard) == 3:
            raise RuntimeError("enough")

    async def main() -> BaseException:
        async with sandbox.async_client() as client:
            requests = [codat.CompanyRequest(f"Company {number}") for number in range(40)]
            with pytest.raises(RuntimeError, match="enough") as raised:
                await client.companies.create_many(requests, concurrency=1, progress=stop)
            return raised.value

    heard: list[int] = []
    error: Any = codat.call_error(asyncio.run(main()))
    assert error.outcome_unknown
    assert sandbox.stats()["companies"] == error.result.created < 40


def test_one_client_in_the_loops_of_several_threads(sandbox: codat.Sandbox) -> None:
    sandbox.set_limits(requests_per_day=10**6, concurrent_requests=1000)
    client = sandbox.async_client()
    failures: list[BaseException] = []

    async def main() -> None:
        await asyncio.gather(*(client.groups.list() for _ in range(50)))

    def work() -> None:
        try:
            for _ in range(3):
                asyncio.run(main())
        except BaseException as failure:
            failures.append(failure)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    asyncio.run(client.close())
    assert failures == []
    assert client._caller.native.queues == {}


def test_an_exception_of_a_signal_handler_loses_no_event(
    sandbox: codat.Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    string_at = vars(_begun)["string_at"]

    def interrupted(*_: object) -> bytes:
        monkeypatch.setattr(_begun, "string_at", string_at)
        raise KeyboardInterrupt

    loop = asyncio.new_event_loop()
    client = sandbox.async_client()
    tasks = [loop.create_task(client.groups.list()) for _ in range(10)]
    monkeypatch.setattr(_begun, "string_at", interrupted)
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(asyncio.gather(*tasks))
    assert [each.results for each in loop.run_until_complete(asyncio.gather(*tasks))] == [[]] * 10
    loop.run_until_complete(client.close())
    loop.close()
    assert client._caller.native.queues == {}


def stopped_loop(sandbox: codat.Sandbox, call: Any) -> tuple[Any, Any]:
    """A loop that Ctrl-C stopped while its task was in a call, and the task."""

    def press() -> None:
        raise KeyboardInterrupt

    async def main() -> None:
        await until(lambda: sandbox.stats()["companies"] == 1)
        asyncio.get_running_loop().call_soon(press)

    loop = asyncio.new_event_loop()
    task = loop.create_task(call)
    watching = loop.create_task(main())
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(task)
    loop.run_until_complete(watching)
    return loop, task


def test_a_stopped_loop_that_runs_again_continues_its_calls(sandbox: codat.Sandbox) -> None:
    sandbox.queue_faults({"method": "POST", "effect": "delay", "delayMs": 200, "when": "after"})
    client = sandbox.async_client()
    loop, task = stopped_loop(sandbox, client.companies.create("Only once"))
    assert not task.done()
    assert loop.run_until_complete(task).name == "Only once"
    loop.run_until_complete(client.close())
    loop.close()
    assert not client.interrupted


@pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning")
@pytest.mark.parametrize("closes", ["loop", "client and loop", "nothing"])
def test_the_calls_of_a_stopped_loop_that_is_closed_or_dropped_are_kept(
    sandbox: codat.Sandbox, client: codat.Client, closes: str
) -> None:
    sandbox.queue_faults({"method": "POST", "effect": "delay", "delayMs": 200, "when": "after"})
    gc.collect()
    before = codat.live_objects(), descriptors()
    own = sandbox.async_client()
    loop, task = stopped_loop(sandbox, own.companies.create("Only once"))
    if closes == "client and loop":
        own._caller.native.close()
    if closes != "nothing":
        loop.close()
    # asyncio would log that it is freed while it waits.
    task._log_destroy_pending = False
    del task, loop
    # The task is a cycle, which is freed after the call has ended.
    wait_for(lambda: bool(own.interrupted or (gc.collect() and own.interrupted)))
    key = own.interrupted.popleft().idempotency_key
    repeated = client.companies.create("Only once", idempotency_key=key)
    assert [each.id for each in client.companies.iterate()] == [repeated.id]
    own._caller.native.close()
    # The blocking client keeps a context and its connection.
    assert codat.live_objects() <= before[0] + 1
    wait_for(lambda: descriptors() <= before[1] + 2)


def test_a_log_handler_that_always_fails_keeps_the_error(sandbox: codat.Sandbox) -> None:
    class Handler(logging.Handler):
        def emit(self, _: logging.LogRecord) -> None:
            raise OSError("no descriptors")

    async def main() -> BaseException:
        logger = logging.Logger("own", logging.DEBUG)
        logger.addHandler(Handler())
        async with sandbox.async_client(logger=logger, retry_delay=0.001) as client:
            with pytest.raises(OSError, match="no descriptors") as raised:
                await client.companies.create("Only once")
            return raised.value

    sandbox.queue_faults({"method": "POST", "effect": "cut", "when": "after", "times": 9})
    error = codat.call_error(asyncio.run(main()))
    assert error is not None
    assert error.outcome_unknown
    assert error.idempotency_key


def test_the_error_of_a_call_in_a_closed_loop_is_kept(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({"method": "POST", "effect": "delay", "delayMs": 30_000, "when": "after"})
    own = client.aio
    loop = asyncio.new_event_loop()
    call: Any = own.companies.create("Only once")
    task = loop.create_task(call)
    loop.run_until_complete(until(lambda: sandbox.stats()["companies"] == 1))
    loop.close()
    # The coroutine is closed before it is done: as at the end of the process.
    call.close()
    wait_for(lambda: bool(own.interrupted))
    key = own.interrupted.popleft().idempotency_key
    repeated = client.companies.create("Only once", idempotency_key=key)
    assert [each.id for each in client.companies.iterate()] == [repeated.id]
    assert client._caller.native.queues == {}
    del task


@pytest.mark.skipif(os.name == "nt", reason="there is no fork() on Windows")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_can_begin_calls(sandbox: codat.Sandbox) -> None:
    client = sandbox.async_client()

    async def create(name: str) -> None:
        await client.companies.create(name)

    async def main() -> int:
        call = asyncio.ensure_future(create("Parent"))
        await asyncio.sleep(0)
        child = os.fork()
        if child == 0:
            try:
                thread = threading.Thread(target=lambda: asyncio.run(create("Child")))
                thread.start()
                thread.join()
                os._exit(0)
            finally:
                os._exit(1)
        await call
        return os.waitpid(child, 0)[1]

    assert asyncio.run(main()) == 0
    asyncio.run(client.close())
    assert sandbox.stats()["companies"] == 2
