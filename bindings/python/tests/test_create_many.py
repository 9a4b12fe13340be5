"""`companies.create_many`: each company is created once, however often the run is interrupted."""

from __future__ import annotations

import _thread
import asyncio
import os
import signal
from pathlib import Path

import pytest
from waiting import wait_for

import codat

SLOW = {"method": "POST", "path": "/companies", "effect": "delay", "delayMs": 30_000}
COMPANIES = [codat.CompanyRequest(f"Company {number}", tags={"ref": str(number)}) for number in range(40)]


@pytest.fixture(autouse=True)
def limits(sandbox: codat.Sandbox) -> None:
    sandbox.set_limits(requests_per_day=100_000, concurrent_requests=100)


def assert_each_is_there_once(client: codat.Client, outcome: codat.CreateManyOutcome) -> None:
    there = {company.id: company.name for company in client.companies.iterate()}
    assert len(there) == len(COMPANIES) == outcome.total
    named = [there[result.company_id or ""] for result in outcome.results]
    assert named == [company.name for company in COMPANIES]
    assert (outcome.failed, outcome.not_tried, outcome.stopped) == (0, 0, None)
    assert outcome.created + outcome.found + outcome.resumed == outcome.total


def test_progress_is_called_for_each_company(client: codat.Client) -> None:
    group = client.groups.create("Invoice finance")
    events: list[codat.CreateManyEvent] = []
    outcome = client.companies.create_many(
        (
            codat.CompanyRequest("Toft Bakery", description="Bread", groups=[group]),
            codat.CompanyRequest("Harbour Cafe", groups=[group.id]),
        ),
        progress=events.append,
    )
    assert [event.done for event in events] == [1, 2]
    assert {event.total for event in events} == {2}
    assert (outcome.total, outcome.created, outcome.stopped) == (2, 2, None)
    for event in events:
        assert isinstance(event, codat.CreateManyEvent)
        result = outcome.results[event.index]
        assert result.outcome == event.outcome == codat.CreateManyFate.CREATED
        assert event.company is not None
        assert event.company.id == event.company_id == result.company_id
        assert [each.id for each in event.company.groups or []] == [group.id]
    assert outcome.results[0].exception is None


def test_a_failure_has_its_exception_and_stops_the_run(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({"effect": "status", "status": 402})
    outcome = client.companies.create_many(COMPANIES, concurrency=1)
    assert (outcome.failed, outcome.not_tried, outcome.stopped) == (1, 39, "payment_required")
    assert isinstance(outcome.results[0].exception, codat.PaymentRequiredError)
    assert outcome.results[0].exception.http_status == 402


def test_an_exception_in_progress_stops_the_run_and_is_raised(client: codat.Client, tmp_path: Path) -> None:
    journal = tmp_path / "journal"

    def stop_at_five(event: codat.CreateManyEvent) -> None:
        if event.done == 5:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        client.companies.create_many(COMPANIES, concurrency=2, journal=journal, progress=stop_at_five)
    made = client.companies.list().total_results or 0
    assert 5 <= made < 10
    outcome = client.companies.create_many(COMPANIES, journal=journal)
    assert outcome.resumed == made
    assert_each_is_there_once(client, outcome)


def test_a_run_that_ctrl_c_ended_can_be_resumed(
    sandbox: codat.Sandbox, client: codat.Client, tmp_path: Path
) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    journal = str(tmp_path / "journal")
    sandbox.queue_faults({**SLOW, "when": "after", "times": 3})

    def interrupt() -> None:
        wait_for(lambda: sandbox.stats()["requests"] == 3)
        os.kill(os.getpid(), signal.SIGINT)

    _thread.start_new_thread(interrupt, ())
    with pytest.raises(KeyboardInterrupt):
        client.companies.create_many(
            COMPANIES, concurrency=3, journal=journal, lookup_tag="ref", progress=lambda _: None
        )
    # The journal is free as soon as the run has ended, in its own thread.
    outcome = None
    while outcome is None:
        try:
            outcome = client.companies.create_many(COMPANIES, journal=journal, lookup_tag="ref")
        except codat.InvalidArgumentError as refused:
            assert refused.member == "journal"  # noqa: PT017
    assert_each_is_there_once(client, outcome)


def test_a_cancelled_context_stops_the_run(sandbox: codat.Sandbox, client: codat.Client) -> None:
    context = codat.Context()

    def cancel(_: codat.CreateManyEvent) -> None:
        context.cancel()

    outcome = client.companies.create_many(COMPANIES, concurrency=1, context=context, progress=cancel)
    assert outcome.stopped == "cancelled"
    assert 1 <= outcome.created <= 2
    assert sandbox.stats()["companies"] <= 2


def test_an_awaited_run_can_be_cancelled_and_resumed(
    sandbox: codat.Sandbox, client: codat.Client, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    heard: list[codat.CreateManyEvent] = []

    async def main() -> codat.CreateManyOutcome:
        async with sandbox.async_client() as own:
            sandbox.queue_faults({**SLOW, "times": 2})
            many = own.companies.create_many(COMPANIES, concurrency=2, journal=journal)
            task = asyncio.create_task(many)
            while sandbox.stats()["requests"] < 2:
                await asyncio.sleep(0.002)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            while True:
                try:
                    return await own.companies.create_many(COMPANIES, journal=journal, progress=heard.append)
                except codat.InvalidArgumentError:
                    await asyncio.sleep(0.002)

    # Less than the 20 seconds after which an attempt is given up.
    outcome = asyncio.run(asyncio.wait_for(main(), 15))
    assert len(heard) == 40
    assert_each_is_there_once(client, outcome)


def test_an_entry_that_is_no_request_is_refused(sandbox: codat.Sandbox, client: codat.Client) -> None:
    with pytest.raises(codat.InvalidArgumentError) as raised:
        client.companies.create_many([COMPANIES[0], {"name": "Toft"}])  # type: ignore[list-item]
    assert raised.value.member == "companies[1]"
    assert sandbox.stats()["requests"] == 0
