"""After fork() a child continues to use the client of its parent."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest

import codat

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork() on Windows")


def in_a_child(work: Callable[[], None]) -> None:
    with warnings.catch_warnings():
        # Python 3.12 and later warn of fork() beside other threads, of which the sandbox has some.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_child_uses_the_client_over_separate_connections(sandbox: codat.Sandbox) -> None:
    with sandbox.client(max_connections=1) as client:
        client.groups.list()

        def work() -> None:
            client.companies.create("Child")
            client.close()

        in_a_child(work)
        assert client.companies.list().total_results == 1
        assert sandbox.stats()["connectionsAccepted"] == 2


def test_children_forked_during_calls_of_other_threads_can_call(sandbox: codat.Sandbox) -> None:
    sandbox.set_limits(requests_per_day=1_000_000, concurrent_requests=1000, companies=1000)
    done = threading.Event()
    context = codat.Context()
    failures: list[BaseException] = []

    with sandbox.client() as client:

        def call() -> None:
            try:
                while not done.is_set():
                    client.groups.list(context=context)
            except codat.CodatError as failure:
                failures.append(failure)

        def work() -> None:
            client.companies.create("Child", context=context)
            # The calls of the parent's threads are not the child's to cancel.
            context.cancel()
            with pytest.raises(codat.CallCancelledError):
                client.groups.list(context=context)
            asyncio.run(create())

        async def create() -> None:
            async with sandbox.async_client() as own:
                await own.companies.create("Child")

        threads = [threading.Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(20):
                in_a_child(work)
        finally:
            done.set()
            for thread in threads:
                thread.join()
        assert failures == []
        assert client.companies.list().total_results == 40


inherited: codat.Client


def create_in_a_worker(name: str) -> str | None:
    return inherited.companies.create(name).name


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pools_of_processes_use_the_client_that_they_inherit(sandbox: codat.Sandbox) -> None:
    global inherited
    names = [f"Company {number}" for number in range(20)]
    with sandbox.client(max_connections=1) as inherited:
        inherited.groups.list()
        own = sandbox.stats()["connectionsAccepted"]
        forking = multiprocessing.get_context("fork")
        with forking.Pool(2) as pool:
            assert pool.map(create_in_a_worker, names) == names
        with ProcessPoolExecutor(2, mp_context=forking) as executor:
            assert list(executor.map(create_in_a_worker, names)) == names
        process = forking.Process(target=create_in_a_worker, args=("Alone",))
        process.start()
        process.join()
        assert process.exitcode == 0
        # The parent's own connection is as it was; a worker that had nothing to do opened none.
        inherited.groups.list()
        assert own + 3 <= sandbox.stats()["connectionsAccepted"] <= own + 5
        assert inherited.companies.list().total_results == 41


def test_a_child_uses_an_asynchronous_client(sandbox: codat.Sandbox) -> None:
    client = sandbox.async_client()

    async def main() -> None:
        await client.companies.create("Anywhere")

    asyncio.run(main())
    in_a_child(lambda: asyncio.run(main()))
    asyncio.run(client.close())
    assert sandbox.stats()["companies"] == 2


def test_a_sandbox_belongs_to_the_parent(sandbox: codat.Sandbox, client: codat.Client) -> None:
    def work() -> None:
        with pytest.raises(codat.SandboxError, match="in the process that started it"):
            sandbox.stats()
        sandbox.stop()

    in_a_child(work)
    assert client.groups.list().results == []
