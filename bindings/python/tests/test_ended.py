"""Calls that something from outside ended, at any of their steps: their errors are there."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import logging
import os
import pickle
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from waiting import wait_for

import codat

LATE = {"method": "POST", "path": "/companies", "effect": "delay", "delayMs": 30_000, "when": "after"}

LOST = {"method": "POST", "path": "/companies", "effect": "cut", "when": "after"}

needs_signals = pytest.mark.skipif(os.name == "nt", reason="signals come upon nothing that waits on Windows")


class LeftError(Exception):
    """What handlers raise."""


def create_until(client: codat.Client, step: int, options: Any) -> tuple[bool, BaseException | None]:
    """Makes a create, and raises at a step of the package. Whether it came so far, and what ended it."""
    steps = 0

    def trace(frame: Any, event: str, _: object) -> Any:
        nonlocal steps
        if f"{os.sep}codat{os.sep}" not in frame.f_code.co_filename:
            return None
        if event in ("call", "line"):
            steps += 1
            if steps == step:
                sys.settrace(None)
                raise LeftError
        return trace

    before, ended = sys.gettrace(), None
    try:
        sys.settrace(trace)
        client.companies.create("Each step", **options)
    except (LeftError, codat.CodatError) as error:
        ended = error
    finally:
        sys.settrace(before)
    return steps >= step, ended


def make_at_each_step(options: Any, faults: list[Any]) -> None:
    with codat.Sandbox() as sandbox, sandbox.client(max_retries=0) as client:
        sandbox.set_limits(requests_per_day=1_000_000)
        made = 0
        for step in range(1, 2000):
            sandbox.queue_faults(*faults)
            so_far, ended = create_until(client, step, options)
            sandbox.clear_faults()
            now = client.companies.list().total_results or 0
            error = codat.call_error(ended) if ended else None
            is_open = error and error.outcome_unknown and error.idempotency_key
            assert now == made or ended is None or is_open, step
            made, ended, error = now, None, None
            # The sandbox, the client, and the context that it keeps for the next call.
            assert codat.live_objects() == 3 or (gc.collect() and codat.live_objects() == 3), step
            if not so_far:
                assert step > 50
                return
        raise AssertionError("it never ended")


@pytest.mark.parametrize("faults", [[], [LOST]], ids=["success", "lost"])
@pytest.mark.parametrize("options", [{}, {"timeout": 30.0}])
def test_an_exception_at_any_step_leaves_the_key_of_each_created_company(
    options: Any, faults: list[Any]
) -> None:
    # In a separate process: pytest would fail on exceptions in `__del__`, which Python only prints.
    paths = [str(Path(__file__).parent), str(Path(codat.__file__).parents[1])]
    run = f"test_ended.make_at_each_step({options}, {faults})"
    code = f"import sys; sys.path[:0] = {paths}; import test_ended; {run}"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=100)


class Signals(logging.Handler):
    """Sends this process a signal while a record is being written."""

    def emit(self, _: logging.LogRecord) -> None:
        os.kill(os.getpid(), signal.SIGUSR1)


def leave(*_: object) -> None:
    raise LeftError


@needs_signals
def test_a_signal_while_a_call_is_logged_keeps_the_key(sandbox: codat.Sandbox) -> None:
    logger = logging.Logger("signals", logging.DEBUG)
    logger.addHandler(Signals())
    before = signal.signal(signal.SIGUSR1, leave)
    try:
        with sandbox.client(logger=logger) as client, pytest.raises(LeftError) as raised:
            client.companies.create("Logged")
    finally:
        signal.signal(signal.SIGUSR1, before)
    error = codat.call_error(raised.value)
    assert error
    assert uuid.UUID(error.idempotency_key)


@needs_signals
def test_a_signal_that_came_before_a_callback_loses_no_event(sandbox: codat.Sandbox) -> None:
    heard: list[int] = []

    def progress(event: codat.CreateManyEvent) -> None:
        heard.append(event.index)
        if len(heard) == 1:
            # It is handled at the next step of Python code: here, or as the next event comes.
            os.kill(os.getpid(), signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, leave)
    try:
        with sandbox.client() as client, pytest.raises(LeftError) as raised:
            client.companies.create_many([codat.CompanyRequest(f"N{n}") for n in range(9)], progress=progress)
    finally:
        signal.signal(signal.SIGUSR1, before)
    error: Any = codat.call_error(raised.value)
    told = [each.index for each in error.result.results if each.outcome != codat.CreateManyFate.NOT_TRIED]
    assert sorted(heard) == told


def test_call_error_finds_the_error_of_a_frozen_exception() -> None:
    from codat._outcome import attach

    @dataclasses.dataclass(frozen=True)
    class FrozenError(Exception):
        why: str

    ended, error = FrozenError("late"), codat.CallCancelledError("x")
    attach(ended, error)
    assert codat.call_error(ended) is error


def test_call_errors_begins_with_the_error_of_the_ended_call() -> None:
    from codat._outcome import attach

    own, error = codat.NotFoundError("of the handler"), codat.CallCancelledError("of the call")
    attach(own, error)
    assert codat.call_errors(own) == [error, own]
    later = codat.ServerError("of the repetition")
    later.__context__ = own
    assert codat.call_error(later) is later


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exception groups are new in Python 3.11")
def test_call_error_searches_exception_groups() -> None:
    group = vars(__import__("builtins"))["ExceptionGroup"]
    first, second = codat.NotFoundError("1"), codat.ServerError("2")
    nested = group("g", [ValueError(), group("h", [first]), second])
    assert codat.call_errors(nested) == [first, second]
    assert codat.call_error(nested) is first


def test_call_error_ignores_errors_of_earlier_calls(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        client.companies.get("none")
    except codat.NotFoundError:
        monkeypatch.setattr("codat._blocking.encode_input", leave)
        with pytest.raises(LeftError) as raised:
            client.companies.create("Toft")
    error = codat.call_error(raised.value)
    assert error
    assert (error.operation, error.outcome_unknown) == ("companies.create", False)


@needs_signals
def test_a_signal_that_ends_the_loop_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    own = sandbox.async_client()

    async def main() -> None:
        call = asyncio.ensure_future(own.companies.create("Only once"))
        while sandbox.stats()["companies"] < 1:
            await asyncio.sleep(0.002)
        asyncio.get_running_loop().call_soon(ends_the_loop)
        await call

    def ends_the_loop() -> None:
        raise KeyboardInterrupt

    sandbox.queue_faults(LATE)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())
    error = own.interrupted.popleft()
    assert not own.interrupted
    repeated = client.companies.create("Only once", idempotency_key=error.idempotency_key)
    assert [each.id for each in client.companies.iterate()] == [repeated.id]
    asyncio.run(own.close())


def test_a_closed_coroutine_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    async def main() -> None:
        async with sandbox.async_client() as own:
            sandbox.queue_faults(LATE)
            call = own.companies.create("Only once")
            call.send(None)
            while sandbox.stats()["companies"] < 1:
                await asyncio.sleep(0.002)
            call.close()
            wait_for(lambda: bool(own.interrupted))
            key = own.interrupted.popleft().idempotency_key
        repeated = client.companies.create("Only once", idempotency_key=key)
        assert [each.id for each in client.companies.iterate()] == [repeated.id]

    asyncio.run(asyncio.wait_for(main(), 15))


def test_without_a_loop_nothing_is_sent(sandbox: codat.Sandbox) -> None:
    own = sandbox.async_client()
    with pytest.raises(RuntimeError):
        own.companies.create("Nowhere").send(None)
    asyncio.run(own.close())
    assert sandbox.stats()["requests"] == 0


KEY = str(uuid.uuid4())


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": float("nan")},
        {"timeout": -1.0},
        {"timeout": 0.0},
        {"max_retries": 101},
        {"tags": "abc"},
        {"groups": "abc"},
        {"context": 5},
        {"context": codat.Context(timeout=-1.0)},
    ],
)
def test_a_repeat_that_sends_nothing_has_an_unknown_outcome(client: codat.Client, options: Any) -> None:
    with pytest.raises(codat.CodatError) as raised:
        client.companies.create("Toft", idempotency_key=KEY, **options)
    assert (raised.value.outcome_unknown, raised.value.idempotency_key) == (True, KEY)
    with pytest.raises(codat.CodatError) as raised:
        client.companies.create("Toft", idempotency_key=KEY, first_use=True, **options)
    assert (raised.value.outcome_unknown, raised.value.idempotency_key) == (False, None)


def test_a_text_instead_of_a_list_is_refused(client: codat.Client) -> None:
    calls: Any = [
        ("event_types", "eventTypes", lambda it: client.webhooks.create("https://example.com/", it)),
        (
            "company_tags",
            "companyTags",
            lambda it: client.webhooks.create("https://e.com/", [], company_tags=it),
        ),
        ("groups", "groups", lambda it: client.companies.create("n", groups=it)),
        (
            "data_types",
            "dataTypes",
            lambda it: client.companies.refresh_product_data("c", "p", data_types=it),
        ),
        ("data_types", "dataTypes", lambda it: client.refresh.wait_until_complete("c", data_types=it)),
        (
            "pull_operation_ids",
            "pullOperationIds",
            lambda it: client.refresh.wait_until_complete("c", pull_operation_ids=it),
        ),
        (
            "companies[0].groups",
            "companies[0].groups",
            lambda it: client.companies.create_many([codat.CompanyRequest("n", groups=it)]),
        ),
    ]
    for name, member, call in calls:
        for wrong in ("abc", b"abc", 5):
            with pytest.raises(codat.InvalidArgumentError, match=f"^[^:]*: {name.split('[')[0]}") as raised:
                call(wrong)
            assert raised.value.member == member


@pytest.mark.skipif(sys.version_info < (3, 10), reason="`str | None` cannot be evaluated")
def test_annotations_can_be_evaluated_without_other_imports() -> None:
    code = (
        "import codat, typing\n"
        "for name in codat.__all__:\n"
        "    each = getattr(codat, name)\n"
        "    if isinstance(each, type) and issubclass(each, codat.Model):\n"
        "        typing.get_type_hints(each)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_missing_value_is_the_same_object_after_pickling() -> None:
    from codat._field import MISSING

    assert pickle.loads(pickle.dumps(MISSING)) is MISSING
