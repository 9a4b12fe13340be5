"""Connections and the pulling of data, as people use them."""

from __future__ import annotations

import asyncio
import threading
from time import monotonic

import pytest

import codat


def test_lists_can_be_iterated() -> None:
    with codat.Sandbox() as sandbox, sandbox.client() as client:
        company = client.companies.create("Toft Bakery")
        sandbox.link_platform(company.id)
        sandbox.link_platform(company.id, "hcws")
        client.refresh.all(company.id)
        names = {each.platform_name for each in client.connections.iterate(company.id, page_size=1)}
        assert names == {"Xero", "TrueLayer"}
        pulls = [*client.refresh.iterate_pull_operations(company.id, page_size=3)]
        assert len(pulls) == len({pull.id for pull in pulls}) == 32
        keys = [each.key for each in client.integrations.iterate(page_size=5)]
        assert len(keys) == len(set(keys)) == client.integrations.list().total_results


def test_data_statuses_are_a_mapping() -> None:
    with codat.Sandbox() as sandbox, sandbox.client() as client:
        company = client.companies.create("Toft Bakery")
        sandbox.link_platform(company.id)
        sandbox.set_pull_time(0)
        pull = client.refresh.by_data_type(company.id, "bills")
        outcome = client.refresh.wait_until_complete(
            company.id, pull_operation_ids=[pull.id], poll_interval=0.01
        )
        assert not outcome.failed
        statuses = client.refresh.get_data_status(company.id)
        assert statuses["bills"].current_status == codat.PullStatus.COMPLETE
        assert ([*statuses] == sorted(statuses), len(statuses), "invoices" in statuses) == (True, 28, True)
        assert "horoscopes" not in statuses
        # Never pulled, and so without a state.
        assert not statuses["invoices"].current_status
        assert codat.DataStatuses.from_dict(statuses.to_dict()) == statuses


def test_waiting_is_cancelled_at_once() -> None:
    with codat.Sandbox() as sandbox, sandbox.client() as client:
        company = client.companies.create("Toft Bakery")
        times = []
        for _ in range(5):
            context = codat.Context()
            began: list[float] = []

            def cancel(context: codat.Context = context, began: list[float] = began) -> None:
                began.append(monotonic())
                context.cancel()

            threading.Timer(0.1, cancel).start()
            with pytest.raises(codat.CallCancelledError):
                client.connections.wait_until_linked(company.id, poll_interval=60, context=context)
            times.append(monotonic() - began[0])
        # The best of a few: the machine may be busy.
        assert min(times) < 0.05
        with pytest.raises(codat.CallTimeoutError):
            client.connections.wait_until_linked(company.id, poll_interval=0.01, timeout=0.1)


def test_data_can_be_pulled_with_awaited_calls() -> None:
    async def go(sandbox: codat.Sandbox) -> None:
        async with sandbox.async_client() as client:
            company = await client.companies.create("Toft Bakery")
            waiting = asyncio.create_task(
                client.connections.wait_until_linked(company.id, poll_interval=0.01)
            )
            sandbox.link_platform(company.id)
            assert (await waiting).status == codat.ConnectionStatus.LINKED
            await client.refresh.all(company.id)
            pulls = [each async for each in client.refresh.iterate_pull_operations(company.id, page_size=5)]
            assert len(pulls) == 28

    with codat.Sandbox() as sandbox:
        asyncio.run(go(sandbox))
