"""Timeouts and cancelling: they end a call at once, in every state, and the client remains usable."""

from __future__ import annotations

import _thread
import asyncio
import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from waiting import threads, wait_for

import codat

SLOW = {"effect": "delay", "delayMs": 30_000}
PROMPT = 0.05
"""Seconds within which a cancelled call returns."""


@contextmanager
def silent_address() -> Iterator[str]:
    """A base URL to which connecting never succeeds: the queue of its port is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        try:
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(listener.getsockname())
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            for each in waiting:
                each.close()


def sockets() -> int:
    count = 0
    for number in os.listdir("/proc/self/fd"):
        try:
            count += os.readlink(f"/proc/self/fd/{number}").startswith("socket:")
        except FileNotFoundError:
            continue
    return count


def cancelled_after(call: Callable[[codat.Context], object], running: Callable[[], bool]) -> float:
    """How long a call takes to end once it is cancelled from another thread, in seconds."""
    context = codat.Context()
    error: list[BaseException] = []
    ended = 0.0

    def run() -> None:
        nonlocal ended
        try:
            call(context)
        except BaseException as raised:
            ended = time.monotonic()
            error.append(raised)

    thread = threading.Thread(target=run)
    thread.start()
    wait_for(running)
    began = time.monotonic()
    context.cancel()
    thread.join()
    assert isinstance(error[0], codat.CallCancelledError), error
    return ended - began


def shortest(measure: Callable[[], float]) -> float:
    """Of a few measurements: another program may have had the processor during one of them."""
    return min(measure() for _ in range(3))


def test_cancelling_while_the_service_is_slow(sandbox: codat.Sandbox) -> None:
    with sandbox.client() as client:
        client.groups.list()
        before = threads(), sockets()

        def measure() -> float:
            seen = sandbox.stats()["requests"]
            sandbox.queue_faults(SLOW)
            return cancelled_after(
                lambda context: client.companies.create("Late", context=context),
                lambda: sandbox.stats()["requests"] > seen,
            )

        assert shortest(measure) < PROMPT
        assert client.groups.list().results == []
        wait_for(lambda: (threads(), sockets()) <= before)


def test_cancelling_during_connect() -> None:
    with silent_address() as nobody, codat.Client("key", base_url=nobody) as client:
        before = threads(), sockets()

        def measure() -> float:
            return cancelled_after(
                lambda context: client.groups.list(context=context), lambda: sockets() > before[1]
            )

        assert shortest(measure) < PROMPT
        wait_for(lambda: (threads(), sockets()) <= before)


def test_cancelling_in_back_off(sandbox: codat.Sandbox) -> None:
    with sandbox.client() as client:
        client.groups.list()
        before = threads(), sockets()

        def measure() -> float:
            seen = sandbox.stats()["requests"]
            sandbox.queue_faults({"effect": "status", "status": 503, "headers": {"Retry-After": "30"}})
            return cancelled_after(
                lambda context: client.groups.list(context=context),
                lambda: sandbox.stats()["requests"] > seen,
            )

        assert shortest(measure) < PROMPT
        assert client.groups.list().results == []
        wait_for(lambda: (threads(), sockets()) <= before)


def test_a_cancelled_context_sends_nothing(sandbox: codat.Sandbox, client: codat.Client) -> None:
    context = codat.Context()
    context.cancel()
    assert context.cancelled
    with pytest.raises(codat.CallCancelledError) as raised:
        client.companies.create("Late", context=context)
    assert not raised.value.outcome_unknown
    assert sandbox.stats()["requests"] == 0


def test_a_timeout_is_for_the_whole_call(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({**SLOW, "times": 9})
    with pytest.raises(codat.CallTimeoutError) as raised:
        client.companies.create("Late", timeout=0.2)
    assert isinstance(raised.value, TimeoutError)
    assert raised.value.meta.attempts == 1
    context = codat.Context(timeout=0.2)
    with pytest.raises(codat.CallTimeoutError):
        client.companies.create("Late", context=context, timeout=20)
    with pytest.raises(codat.CallTimeoutError) as raised:
        client.companies.create("Late", context=codat.Context(timeout=0))
    assert raised.value.meta.attempts == 0


def test_ctrl_c_ends_a_call(sandbox: codat.Sandbox, client: codat.Client) -> None:
    # A shell has what it starts in the background ignore SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sandbox.queue_faults(SLOW)

    def interrupt() -> None:
        wait_for(lambda: sandbox.stats()["requests"] > 0)
        os.kill(os.getpid(), signal.SIGINT)

    _thread.start_new_thread(interrupt, ())
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        client.companies.create("Late")
    assert time.monotonic() - began < 15
    assert client.groups.list().results == []
    wait_for(lambda: gc.collect() >= 0 and sandbox.stats()["connectionsOpen"] <= 1)


def test_a_signal_handler_runs_during_a_call(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({"effect": "delay", "delayMs": 500})
    ran: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: ran.append(number))
    try:

        def send() -> None:
            wait_for(lambda: sandbox.stats()["requests"] > 0)
            os.kill(os.getpid(), signal.SIGUSR1)

        _thread.start_new_thread(send, ())
        assert client.groups.list().meta.attempts == 1
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert ran == [signal.SIGUSR1]


def test_cancelling_a_task_cancels_its_call(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as client:
            sandbox.queue_faults(SLOW)
            task = asyncio.create_task(client.companies.create("Late"))
            while not sandbox.stats()["requests"]:
                await asyncio.sleep(0.002)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            while sandbox.stats()["connectionsOpen"]:
                await asyncio.sleep(0.002)
            assert (await client.groups.list()).results == []

    asyncio.run(asyncio.wait_for(main(), 25))


def test_a_context_cancels_coroutines(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as client:
            sandbox.queue_faults(SLOW, SLOW)
            context = codat.Context()
            tasks = [asyncio.create_task(client.groups.list(context=context)) for _ in range(2)]
            while sandbox.stats()["requests"] < 2:
                await asyncio.sleep(0.002)
            context.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                assert isinstance(outcome, codat.CallCancelledError)

    asyncio.run(asyncio.wait_for(main(), 25))


def test_a_task_that_is_cancelled_in_the_queue_sends_nothing(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client(max_connections=1) as client:
            sandbox.queue_faults(SLOW)
            context = codat.Context()
            first = asyncio.create_task(client.groups.list(context=context))
            while not sandbox.stats()["requests"]:
                await asyncio.sleep(0.002)
            second = asyncio.create_task(client.companies.create("Second"))
            third = asyncio.create_task(client.groups.list())
            await asyncio.sleep(0)
            # From here on the loop does nothing: neither task runs before the third request is sent.
            second.cancel()
            context.cancel()
            wait_for(lambda: sandbox.stats()["requests"] >= 2)
            assert [each["method"] for each in sandbox.requests()] == ["GET", "GET"]
            await asyncio.wait([first, second, third])
            assert second.cancelled()
            assert not client.interrupted

    asyncio.run(asyncio.wait_for(main(), 25))


@pytest.mark.parametrize("way", ["asyncio", "threads"])
def test_a_context_cancels_waiting_calls_before_those_in_flight(sandbox: codat.Sandbox, way: str) -> None:
    context = codat.Context()
    count = 500 if way == "asyncio" else 50

    async def main() -> None:
        def call() -> Awaitable[object]:
            if way == "asyncio":
                return client.aio.companies.create("Late", context=context)
            return asyncio.to_thread(client.companies.create, "Late", context=context)

        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(count))
        sandbox.queue_faults({**SLOW, "times": count})
        with sandbox.client(max_connections=1) as client:
            tasks = [asyncio.ensure_future(call()) for _ in range(count)]
            while len(context._running) < count or not sandbox.stats()["requests"]:
                await asyncio.sleep(0.002)
            context.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(each) for each in outcomes} == {codat.CallCancelledError}

    asyncio.run(asyncio.wait_for(main(), 25))
    assert sandbox.stats()["requests"] == 1


def test_cancelling_at_every_moment_leaves_nothing(sandbox: codat.Sandbox) -> None:
    sandbox.set_limits(requests_per_day=1_000_000, concurrent_requests=100)
    cancelled = 0
    with sandbox.client() as client:
        for number in range(200):
            context = codat.Context()
            timer = threading.Timer(number % 20 / 10_000, context.cancel)
            timer.start()
            try:
                client.groups.list(context=context)
            except codat.CallCancelledError:
                cancelled += 1
            timer.join()
        assert cancelled > 0
        assert client.groups.list().results == []
