"""Whatever ends a create, its key is there, and repeating the call with it leaves one company."""

from __future__ import annotations

import _thread
import asyncio
import os
import pickle
import re
import select
import signal
import sys
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from waiting import wait_for

import codat

LATE = {"method": "POST", "path": "/companies", "effect": "delay", "delayMs": 30_000, "when": "after"}
LOST = {"method": "POST", "path": "/companies", "effect": "cut", "when": "after"}

needs_signals = pytest.mark.skipif(os.name == "nt", reason="signals come upon nothing that waits on Windows")


class LimitError(Exception):
    """What a handler raises, such as Celery's SoftTimeLimitExceeded."""


@contextmanager
def signal_when(condition: Callable[[], bool], number: int, handler: Any) -> Iterator[None]:
    """Sends this process a signal as soon as the condition holds."""
    before = signal.signal(number, handler)

    def send() -> None:
        wait_for(condition)
        os.kill(os.getpid(), number)

    _thread.start_new_thread(send, ())
    try:
        yield
    finally:
        signal.signal(number, before)


def limit(*_: object) -> None:
    raise LimitError


def has_made_one(sandbox: codat.Sandbox) -> Callable[[], bool]:
    return lambda: sandbox.stats()["companies"] == 1


def check_and_repeat(client: codat.Client, exception: BaseException) -> None:
    """What the manual says to do after an interrupted create."""
    error = codat.call_error(exception)
    assert isinstance(error, codat.CallCancelledError)
    assert (error.operation, error.outcome_unknown) == ("companies.create", True)
    assert error.idempotency_key == error.meta.idempotency_key
    assert error.meta.attempts == 1
    repeated = client.companies.create("Only once", idempotency_key=error.idempotency_key)
    assert [each.id for each in client.companies.iterate()] == [repeated.id]


def recipes(heading: str) -> list[str]:
    """The code of a section of the manual, to be run as it is printed."""
    manual = (Path(__file__).parents[3] / "docs/languages/python.md").read_text()
    section = manual.partition(f"### {heading}\n")[2].partition("\n##")[0]
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)


def test_the_printed_repeat_of_a_lost_create_makes_one_company(sandbox: codat.Sandbox) -> None:
    repeat, _ = recipes("Create a company exactly once")
    sandbox.queue_faults(LOST)
    with sandbox.client(max_retries=0) as client:
        known: dict[str, Any] = {"codat": codat, "client": client}
        exec(repeat, known)
        assert [each.id for each in client.companies.iterate()] == [known["company"].id]


def test_the_printed_key_stored_before_the_call_makes_one_company(sandbox: codat.Sandbox) -> None:
    _, store_first = recipes("Create a company exactly once")
    stored: list[str] = []
    sandbox.queue_faults(LOST)
    with sandbox.client(max_retries=0) as client:
        known: dict[str, Any] = {"codat": codat, "client": client, "uuid": uuid, "store": stored.append}
        with pytest.raises(codat.ConnectionFailedError):
            exec(store_first, known)
        company = client.companies.create("Toft Bakery", idempotency_key=stored[0])
        assert [each.id for each in client.companies.iterate()] == [company.id]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.timeout is new in Python 3.11")
def test_the_printed_repeat_after_a_cancelled_task_makes_one_company(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    recipe, _ = recipes("Ctrl-C, signal handlers and cancelled tasks")
    known: dict[str, Any] = {"codat": codat, "asyncio": asyncio}
    indented = "".join(f"    {line}" for line in recipe.splitlines(keepends=True))
    exec(f"async def main(client):\n{indented}    return company", known)

    async def main() -> str:
        async with sandbox.async_client() as own:
            sandbox.queue_faults(LATE)
            with time_passes(sandbox):
                company: codat.Company = await known["main"](own)
            return company.id

    assert asyncio.run(main()) == client.companies.list().results[0].id
    assert sandbox.stats()["companies"] == 1


def test_a_key_with_first_use_is_no_repeat(sandbox: codat.Sandbox) -> None:
    key = str(uuid.uuid4())
    with sandbox.client(max_retries=0) as client:
        # The key was never sent: a refusal is one, and nothing is unknown.
        sandbox.queue_faults({"method": "POST", "effect": "status", "status": 403})
        with pytest.raises(codat.ForbiddenError) as refused:
            client.companies.create("Toft Bakery", idempotency_key=key, first_use=True)
        assert (refused.value.outcome_unknown, refused.value.idempotency_key) == (False, None)
        sandbox.queue_faults(LOST, {"method": "POST", "effect": "status", "status": 403, "body": "{}"})
        with pytest.raises(codat.ConnectionFailedError) as lost:
            client.companies.create("Toft Bakery", context=codat.Context(idempotency_key=key, first_use=True))
        assert (lost.value.outcome_unknown, lost.value.idempotency_key) == (True, key)
        assert str(lost.value).endswith("repeat the call with idempotency_key=error.idempotency_key")
        # It was sent before: the refusal of the repetition says nothing of the first call.
        with pytest.raises(codat.ForbiddenError) as refused:
            client.companies.create("Toft Bakery", idempotency_key=key)
        assert (refused.value.outcome_unknown, refused.value.idempotency_key) == (True, key)
        company = client.companies.create("Toft Bakery", idempotency_key=key)
        assert [each.id for each in client.companies.iterate()] == [company.id]
        with pytest.raises(codat.InvalidArgumentError) as without:
            client.companies.create("Toft Bakery", first_use=True)
        assert without.value.member == "firstUse"


@pytest.mark.parametrize("way", ["blocking", "asyncio"])
def test_first_use_of_a_context_is_for_one_call(sandbox: codat.Sandbox, way: str) -> None:
    refusal = {"statusCode": 403, "error": "Forbidden", "correlationId": "c"}
    refused = {"method": "POST", "effect": "status", "status": 403, "body": refusal}
    with sandbox.client(max_retries=0) as client:
        context = codat.Context(idempotency_key=str(uuid.uuid4()), first_use=True)
        sandbox.queue_faults(LOST, refused)

        def create() -> codat.Company:
            if way == "blocking":
                return client.companies.create("Toft Bakery", context=context)
            return asyncio.run(client.aio.companies.create("Toft Bakery", context=context))

        for kind in (codat.ConnectionFailedError, codat.ForbiddenError):
            with pytest.raises(kind) as failed:
                create()
            assert failed.value.outcome_unknown
        company = create()
        assert [each.id for each in client.companies.iterate()] == [company.id]


def test_a_key_is_the_same_in_upper_case(sandbox: codat.Sandbox) -> None:
    key = str(uuid.uuid4())
    with sandbox.client(max_retries=0) as client:
        sandbox.queue_faults(LOST)
        with pytest.raises(codat.ConnectionFailedError):
            client.companies.create("Toft Bakery", idempotency_key=key)
        company = client.companies.create("Toft Bakery", idempotency_key=key.upper())
        assert company.meta is not None
        assert company.meta.idempotency_key == key
        assert [each.id for each in client.companies.iterate()] == [company.id]


def test_create_many_returns_the_key_of_each_company(sandbox: codat.Sandbox) -> None:
    sandbox.queue_faults(LOST)
    events: list[codat.CreateManyEvent] = []
    with sandbox.client(max_retries=0) as client:
        outcome = client.companies.create_many([codat.CompanyRequest("Only once")], progress=events.append)
        for result in (outcome.results[0], events[0]):
            error = result.exception
            assert error
            assert (error.operation, error.outcome_unknown) == ("companies.create", True)
            assert uuid.UUID(error.idempotency_key)
            assert error.meta.idempotency_key == error.idempotency_key
        assert error
        company = client.companies.create("Only once", idempotency_key=error.idempotency_key)
        assert [each.id for each in client.companies.iterate()] == [company.id]


def test_an_error_has_the_body_and_does_not_show_it(sandbox: codat.Sandbox, client: codat.Client) -> None:
    body = '{"error":"No such thing","correlationId":"c","secret":"shibboleth"}'
    sandbox.queue_faults({"effect": "status", "status": 400, "body": body})
    with pytest.raises(codat.BadRequestError) as raised:
        client.groups.list()
    error = raised.value
    assert error.response_body == body
    assert pickle.loads(pickle.dumps(error)).response_body == body
    assert "shibboleth" not in str(error) + repr(error)


@needs_signals
@pytest.mark.parametrize("options", [{}, {"timeout": 60.0}])
def test_ctrl_c_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client, options: Any) -> None:
    sandbox.queue_faults(LATE)
    with (
        signal_when(has_made_one(sandbox), signal.SIGINT, signal.default_int_handler),
        pytest.raises(KeyboardInterrupt) as raised,
    ):
        client.companies.create("Only once", **options)
    assert isinstance(raised.value.__cause__, codat.CallCancelledError)
    check_and_repeat(client, raised.value)


@needs_signals
def test_an_exception_of_a_signal_handler_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults(LATE)
    with (
        signal_when(has_made_one(sandbox), signal.SIGUSR1, limit),
        pytest.raises(LimitError) as raised,
    ):
        client.companies.create("Only once")
    check_and_repeat(client, raised.value)


@needs_signals
def test_an_exception_with_a_cause_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    def handle(*_: object) -> None:
        try:
            client.companies.get("none")
        except codat.NotFoundError as missing:
            raise LimitError from ValueError(missing)

    sandbox.queue_faults(LATE)
    with (
        signal_when(has_made_one(sandbox), signal.SIGUSR1, handle),
        pytest.raises(LimitError) as raised,
    ):
        client.companies.create("Only once")
    assert isinstance(raised.value.__cause__, ValueError)
    check_and_repeat(client, raised.value)


@needs_signals
def test_an_exception_raised_twice_has_the_key_of_each_call(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    always = LimitError()

    def handle(*_: object) -> None:
        raise always

    keys = set()
    for count in (1, 2):
        sandbox.queue_faults(LATE)
        made = lambda count=count: sandbox.stats()["companies"] == count  # noqa: E731
        with (
            signal_when(made, signal.SIGUSR1, handle),
            pytest.raises(LimitError) as raised,
        ):
            client.companies.create("Twice")
        error = codat.call_error(raised.value)
        assert error
        keys.add(error.idempotency_key)
    assert len(keys) == 2


@needs_signals
def test_a_codat_error_of_a_signal_handler_keeps_the_key(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    sandbox.queue_faults(LATE)
    with (
        signal_when(has_made_one(sandbox), signal.SIGUSR1, lambda *_: client.companies.get("none")),
        pytest.raises(codat.NotFoundError) as raised,
    ):
        client.companies.create("Only once")
    assert raised.value.__cause__
    check_and_repeat(client, raised.value.__cause__)


def test_an_exception_after_the_response_keeps_the_key(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from codat import _outcome

    decode = _outcome._decode

    def interrupted(_: str) -> Any:
        monkeypatch.setattr(_outcome, "_decode", decode)
        raise KeyboardInterrupt

    monkeypatch.setattr(_outcome, "_decode", interrupted)
    with pytest.raises(KeyboardInterrupt) as raised:
        client.companies.create("Only once")
    error = codat.call_error(raised.value)
    assert isinstance(error, codat.CallCancelledError)
    assert error.result.name == "Only once"
    check_and_repeat(client, raised.value)


def test_an_exception_of_progress_has_the_outcome(client: codat.Client) -> None:
    def stop(_: codat.CreateManyEvent) -> None:
        raise LimitError

    with pytest.raises(LimitError) as raised:
        client.companies.create_many([codat.CompanyRequest("One")], progress=stop)
    error = codat.call_error(raised.value)
    assert isinstance(error, codat.CallCancelledError)
    assert error.outcome_unknown
    assert error.result.created == 1
    assert str(error).endswith("run it again with the same list and journal")


def interrupted_in(
    sandbox: codat.Sandbox, run: Callable[[codat.AsyncClient, Awaitable[Any]], Awaitable[object]]
) -> BaseException:
    """What comes out of a create that is awaited by `run` and is interrupted once the company is there."""
    sandbox.queue_faults(LATE)

    async def main() -> BaseException:
        async with sandbox.async_client() as client:
            with pytest.raises((asyncio.CancelledError, asyncio.TimeoutError, TimeoutError)) as raised:
                await run(client, client.companies.create("Only once"))
            return raised.value

    return asyncio.run(main())


async def until_made(sandbox: codat.Sandbox) -> None:
    while not has_made_one(sandbox)():
        await asyncio.sleep(0.002)


def test_a_cancelled_task_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    async def run(_: codat.AsyncClient, call: Any) -> object:
        task = asyncio.ensure_future(call)
        await until_made(sandbox)
        task.cancel()
        # A second call, while the first is in flight.
        asyncio.get_running_loop().call_soon(task.cancel)
        return await task

    check_and_repeat(client, interrupted_in(sandbox, run))


class Gate:
    """Has time pass for the loop as soon as the company is there: no test waits for a clock."""

    def __init__(self, sandbox: codat.Sandbox) -> None:
        self._loop = asyncio.get_running_loop()
        self._real = self._loop.time
        self._made = has_made_one(sandbox)

    def __enter__(self) -> None:
        self._loop.time = lambda: self._real() + (1000 if self._made() else 0)  # type: ignore[method-assign]

    def __exit__(self, *_: object) -> None:
        self._loop.time = self._real  # type: ignore[method-assign]


async def ticking() -> None:
    while True:
        await asyncio.sleep(0)


@contextmanager
def time_passes(sandbox: codat.Sandbox) -> Iterator[None]:
    tick = asyncio.ensure_future(ticking())
    try:
        with Gate(sandbox):
            yield
    finally:
        tick.cancel()


def test_asyncio_wait_for_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    async def run(_: codat.AsyncClient, call: Any) -> object:
        with time_passes(sandbox):
            return await asyncio.wait_for(call, 100)

    check_and_repeat(client, interrupted_in(sandbox, run))


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.timeout is new in Python 3.11")
def test_asyncio_timeout_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    async def run(_: codat.AsyncClient, call: Any) -> object:
        with time_passes(sandbox):
            async with vars(asyncio)["timeout"](100):
                return await call

    check_and_repeat(client, interrupted_in(sandbox, run))


def test_a_cancelled_anyio_scope_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    cancelled: list[BaseException] = []

    async def run(_: codat.AsyncClient, call: Any) -> None:
        async def create() -> None:
            try:
                await call
            except anyio.get_cancelled_exc_class() as error:
                cancelled.append(error)
                raise

        async with anyio.create_task_group() as group:
            group.start_soon(create)
            await until_made(sandbox)
            group.cancel_scope.cancel()
        raise asyncio.CancelledError

    interrupted_in(sandbox, run)
    check_and_repeat(client, cancelled[0])


@needs_signals
def test_ctrl_c_in_an_event_loop_keeps_the_key(sandbox: codat.Sandbox, client: codat.Client) -> None:
    async def main() -> None:
        async with sandbox.async_client() as own:
            await own.companies.create("Only once")

    sandbox.queue_faults(LATE)
    with (
        signal_when(has_made_one(sandbox), signal.SIGINT, signal.default_int_handler),
        pytest.raises(KeyboardInterrupt) as raised,
    ):
        asyncio.run(main())
    check_and_repeat(client, raised.value)


def test_a_task_that_is_cancelled_while_its_call_waits_for_its_turn(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client(max_connections=1) as client:
            sandbox.queue_faults(LATE)
            first = asyncio.ensure_future(client.companies.create("First"))
            await until_made(sandbox)
            second = asyncio.ensure_future(client.call("companies.create", {"name": "Second"}))
            await asyncio.sleep(0)
            second.cancel()
            with pytest.raises(asyncio.CancelledError) as raised:
                await second
            error = codat.call_error(raised.value)
            assert error
            assert (error.operation, error.outcome_unknown) == ("companies.create", False)
            first.cancel()
            await asyncio.wait([first])

    asyncio.run(main())
    assert sandbox.stats()["companies"] == 1


def test_a_task_that_is_cancelled_just_as_its_call_succeeds(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    async def main() -> BaseException:
        async with sandbox.async_client() as own:
            task: Any = asyncio.ensure_future(own.companies.create("Only once"))
            # The loop looks at nothing until the call has ended.
            await asyncio.sleep(0)
            events = own._caller.queue()._fd
            wait_for(lambda: events in select.select([events], [], [], 0)[0])
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as raised:
                await task
            return raised.value

    raised = asyncio.run(main())
    error = codat.call_error(raised)
    assert isinstance(error, codat.CallCancelledError)
    assert error.result.name == "Only once"
    check_and_repeat(client, raised)


@pytest.mark.parametrize(
    ("path", "method", "call", "advice"),
    [
        (
            "/companies/{id}",
            "DELETE",
            lambda client, company: client.companies.delete(company.id),
            "repeat the call, and treat NotFoundError as done",
        ),
        (
            "/companies/{id}",
            "PUT",
            lambda client, company: client.companies.replace(company.id, "Toft", description="New"),
            "repeat the call, its result is the same, or get the resource and compare",
        ),
    ],
)
def test_an_operation_without_a_key_says_how_to_repeat_it(
    sandbox: codat.Sandbox, path: str, method: str, call: Any, advice: str
) -> None:
    with sandbox.client(max_retries=0) as client:
        company = client.companies.create("Toft")
        sandbox.queue_faults({"method": method, "path": path, "effect": "cut", "when": "after"})
        with pytest.raises(codat.ConnectionFailedError) as raised:
            call(client, company)
        assert (raised.value.outcome_unknown, raised.value.idempotency_key) == (True, None)
        assert str(raised.value).endswith(advice)
        try:
            assert call(client, company).description == "New"
        except codat.NotFoundError:
            assert method == "DELETE"


def test_call_error_of_other_exceptions_is_none() -> None:
    assert codat.call_error(KeyboardInterrupt()) is None
    error = ValueError()
    error.__context__ = error
    assert codat.call_error(error) is None
    missing = codat.NotFoundError("x")
    assert codat.call_error(missing) is missing


def test_the_path_of_a_journal_may_be_bytes(client: codat.Client, tmp_path: Path) -> None:
    journal = os.fsencode(tmp_path / "journal")
    outcome = client.companies.create_many([codat.CompanyRequest("One")], journal=journal)
    assert outcome.created == 1
    assert os.path.exists(journal)
