"""Going through lists, page after page, one ahead."""

from __future__ import annotations

import _thread
import asyncio
import gc
import json
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from waiting import wait_for

import codat

SLOW = {"effect": "delay", "delayMs": 30_000}
NOW = {"effect": "delay", "delayMs": 0}


def is_freed(before: int) -> Callable[[], bool]:
    return lambda: gc.collect() >= 0 and codat.live_objects() == before


def test_exactly_one_page_is_fetched_ahead(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.seed_companies(50)
    rows = client.companies.iterate(page_size=10)
    assert sandbox.stats()["requests"] == 0
    next(rows)
    wait_for(lambda: sandbox.stats()["requests"] == 2)
    for _ in range(9):
        next(rows)
    # Of the sandbox's requests this one is the third: the second page was not asked for more than that.
    client.groups.list()
    assert sandbox.stats()["requests"] == 3
    next(rows)
    wait_for(lambda: sandbox.stats()["requests"] == 4)
    assert len([*rows]) == 39
    assert [*rows] == []


@pytest.mark.parametrize("leave", [lambda rows: rows.close(), lambda _: None])
def test_leaving_a_loop_cancels_the_page_ahead(
    sandbox: codat.Sandbox, client: codat.Client, leave: Callable[[Any], None]
) -> None:
    sandbox.seed_companies(50)
    before = codat.live_objects()
    sandbox.queue_faults(NOW, SLOW)
    rows = client.companies.iterate(page_size=10)
    next(rows)
    assert codat.live_objects() > before
    wait_for(lambda: sandbox.stats()["requests"] == 2)
    leave(rows)
    del rows
    wait_for(is_freed(before))
    # The slow response keeps no connection open.
    wait_for(lambda: sandbox.stats()["connectionsOpen"] <= 1)


def test_a_row_that_moves_to_the_next_page_is_returned_once(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    def page(ids: list[str], **links: Any) -> dict[str, Any]:
        rows = [{"id": id, "name": id} for id in ids]
        return {"effect": "status", "status": 200, "body": json.dumps({"results": rows, "_links": links})}

    following = {"href": "/companies?page=2"}
    sandbox.queue_faults(page(["1", "2"], next=following), page(["2", "3"], next=following), page(["3", "4"]))
    assert [company.id for company in client.companies.iterate()] == ["1", "2", "3", "4"]

    async def main() -> list[str]:
        async with sandbox.async_client() as own:
            return [company.id async for company in own.companies.iterate()]

    sandbox.queue_faults(page(["1", "2"], next=following), page(["2", "3"], next=following), page(["3", "4"]))
    assert asyncio.run(main()) == ["1", "2", "3", "4"]


def test_an_iteration_continues_after_a_failure(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.seed_companies(50)
    before = codat.live_objects()
    sandbox.queue_faults(NOW, {"effect": "status", "status": 403})
    rows = client.companies.iterate(page_size=10)
    assert len({next(rows).id for _ in range(10)}) == 10
    with pytest.raises(codat.ForbiddenError):
        next(rows)
    assert len([*rows]) == 40
    assert [*rows] == []
    wait_for(is_freed(before))
    refused_rows = client.companies.iterate(page_size=5001)
    for _ in range(2):
        with pytest.raises(codat.InvalidArgumentError) as refused:
            next(refused_rows)
        assert refused.value.member == "pageSize"


def test_an_async_iteration_continues_after_a_failure(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as own:
            rows = own.companies.iterate(page_size=10)
            with pytest.raises(codat.ForbiddenError):
                await rows.__anext__()
            assert len([each async for each in rows]) == 50

    sandbox.seed_companies(50)
    sandbox.queue_faults({"effect": "status", "status": 403})
    asyncio.run(main())


def test_ctrl_c_ends_an_iteration(sandbox: codat.Sandbox, client: codat.Client) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sandbox.seed_companies(50)
    before = codat.live_objects()
    sandbox.queue_faults(NOW, SLOW)

    def interrupt() -> None:
        wait_for(lambda: sandbox.stats()["requests"] == 2)
        os.kill(os.getpid(), signal.SIGINT)

    _thread.start_new_thread(interrupt, ())
    with pytest.raises(KeyboardInterrupt):
        for _ in client.companies.iterate(page_size=10):
            pass
    wait_for(is_freed(before))
    assert client.groups.list().results == []


def test_a_context_cancels_and_limits_an_iteration(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.seed_companies(50)
    context = codat.Context()
    rows = client.companies.iterate(page_size=10, context=context)
    next(rows)
    context.cancel()
    with pytest.raises(codat.CallCancelledError):
        list(rows)
    sandbox.queue_faults({**SLOW, "times": 2})
    with pytest.raises(codat.CallTimeoutError):
        next(client.companies.iterate(timeout=0.05))


def test_coroutines_run_while_a_page_is_fetched(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as client:
            gc.collect()
            before = codat.live_objects()
            sandbox.queue_faults(NOW, SLOW)
            rows: Any = client.companies.iterate(page_size=10)
            await rows.__anext__()
            # The loop waits for the second page, which does not arrive.
            waiting = asyncio.create_task(last(rows))
            while not any(queue.calls for queue in client._caller.native.queues.values()):
                await asyncio.sleep(0.002)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            del rows, waiting
            while not is_freed(before)():
                await asyncio.sleep(0.002)
            sandbox.queue_faults(NOW, SLOW)
            rows = client.companies.iterate(page_size=10)
            await rows.__anext__()
            await rows.aclose()
            await asyncio.sleep(0)
            assert codat.live_objects() == before

    async def last(rows: Any) -> None:
        async for _ in rows:
            pass

    sandbox.seed_companies(50)
    # Less than the 20 seconds after which an attempt is given up.
    asyncio.run(asyncio.wait_for(main(), 15))
