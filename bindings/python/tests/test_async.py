"""`AsyncClient`: the same, awaited."""

from __future__ import annotations

import asyncio

import pytest

import codat


def test_the_guides_calls_can_be_awaited(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as client:
            group = await client.groups.create("Invoice finance")
            bakery = await client.companies.create("Toft Bakery", groups=[group])
            assert [each.id async for each in client.companies.iterate()] == [bakery.id]
            await client.groups.remove_company(bakery.id, group.id)
            assert (await client.companies.get(bakery.id)).groups == []
            answer = await client.call("groups.list")
            assert answer.json()["results"][0]["id"] == group.id
            await client.companies.delete(bakery.id)
            with pytest.raises(codat.NotFoundError):
                await client.companies.get(bakery.id)
        with pytest.raises(codat.InvalidHandleError):
            await client.groups.list()

    asyncio.run(main())


def test_awaited_calls_run_concurrently(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as client:
            sandbox.queue_faults({"effect": "delay", "delayMs": 30_000, "times": 10})
            tasks = [asyncio.create_task(client.groups.list()) for _ in range(10)]
            # All ten requests arrive before the first response is sent.
            while sandbox.stats()["requests"] < 10:
                await asyncio.sleep(0.005)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(asyncio.wait_for(main(), 25))


def test_three_lost_responses_create_one_company(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        fault = {"method": "POST", "path": "/companies", "effect": "cut", "when": "after", "times": 3}
        async with sandbox.async_client(retry_delay=0.001) as client:
            sandbox.queue_faults(fault)
            owl = await client.companies.create("Night Owl")
            assert [each.id async for each in client.companies.iterate()] == [owl.id]

    asyncio.run(main())
