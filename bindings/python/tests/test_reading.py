"""Exceptions between a response and what a call returns: outcome and key are there, and nothing is leaked."""

from __future__ import annotations

import asyncio
import builtins
import errno
import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from ctypes import c_char_p
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import codat
from codat import _begun, _errors, _native, _outcome

LOST = {"method": "POST", "path": "/companies", "effect": "cut", "when": "after", "times": 2}
IMPORT = builtins.__import__
Run = Callable[[Callable[[Any], Any]], Any]


def blocking(client: codat.Client, call: Callable[[Any], Any]) -> Any:
    return call(client)


def awaited(client: codat.Client, call: Callable[[Any], Any]) -> Any:
    async def main() -> Any:
        return await call(client.aio)

    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(main())
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


@pytest.fixture(params=[blocking, awaited])
def run(request: pytest.FixtureRequest, client: codat.Client) -> Iterator[Run]:
    """Runs a call of one of the clients. No native object may be left of it, whatever it raises."""

    def perform(call: Callable[[Any], Any]) -> Any:
        try:
            return request.param(client, call)
        finally:
            builtins.__import__ = IMPORT

    # A blocking call leaves its context for the next one.
    client.groups.list()
    gc.collect()
    before = codat.live_objects()
    yield perform
    assert codat.live_objects() == before


@pytest.fixture(params=[OSError, ImportError, MemoryError, RecursionError])
def failure(request: pytest.FixtureRequest) -> BaseException:
    """The exception that reading a response raises."""
    return request.param(errno.EMFILE, "no descriptors")  # type: ignore[no-any-return]


def create(client: Any) -> Any:
    return client.companies.create("Only once")


def create_two(client: Any) -> Any:
    return client.companies.create_many([codat.CompanyRequest("One"), codat.CompanyRequest("Two")])


def open_error(ended: BaseException) -> codat.CodatError:
    error = codat.call_error(ended)
    assert error is not None
    assert error.outcome_unknown
    return error


def check_is_made_once(client: codat.Client, ended: BaseException) -> None:
    key = open_error(ended).idempotency_key
    again = client.companies.create("Only once", idempotency_key=key)
    assert [each.id for each in client.companies.iterate()] == [again.id]


def fail_with(failure: BaseException) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise failure

    return fail


@pytest.mark.parametrize("model", [codat.Company, codat.Meta, codat.Model], ids=lambda each: each.__name__)
def test_a_model_that_cannot_be_built_keeps_the_key(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch, run: Run, model: Any, failure: BaseException
) -> None:
    monkeypatch.setattr(model, "from_dict", classmethod(fail_with(failure)))
    with pytest.raises((type(failure), codat.CodatError)) as raised:
        run(create)
    monkeypatch.undo()
    check_is_made_once(client, raised.value)


def test_ctrl_c_while_a_model_is_built_keeps_the_key(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    def press(*_: Any) -> Any:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(codat.Company, "from_dict", press)
    with pytest.raises(KeyboardInterrupt) as raised:
        run(create)
    check_is_made_once(client, raised.value)


def test_an_outcome_of_create_many_that_cannot_be_built_is_unknown(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch, run: Run, failure: BaseException
) -> None:
    monkeypatch.setattr(codat.CreateManyOutcome, "from_dict", fail_with(failure))
    with pytest.raises((type(failure), codat.CodatError)) as raised:
        run(create_two)
    monkeypatch.undo()
    assert open_error(raised.value).operation == "companies.create_many"
    assert client.companies.list().total_results == 2


def test_an_error_that_cannot_be_read(
    sandbox: codat.Sandbox,
    client: codat.Client,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
    failure: BaseException,
) -> None:
    sandbox.queue_faults({**LOST, "times": 4})
    monkeypatch.setattr(_errors, "error_from", fail_with(failure))
    with pytest.raises((type(failure), codat.CodatError)) as raised:
        run(create)
    monkeypatch.undo()
    check_is_made_once(client, raised.value)


def first_row(client: Any) -> Any:
    rows = client.companies.iterate()
    if isinstance(client, codat.AsyncClient):
        return first_of(rows)
    with closing(rows):
        return next(rows)


async def first_of(rows: Any) -> Any:
    try:
        return await rows.__anext__()
    finally:
        await rows.aclose()


@pytest.mark.parametrize("ends", [MemoryError, RecursionError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize(
    ("what", "unknown"), [("create", True), ("create_many", True), ("pages", False), ("delete", True)]
)
def test_the_json_of_an_error_that_cannot_be_decoded(
    sandbox: codat.Sandbox,
    client: codat.Client,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
    what: str,
    unknown: bool,
    ends: type[BaseException],
) -> None:
    calls: dict[str, Callable[[Any], Any]] = {
        "create": create,
        "create_many": lambda client: client.companies.create_many([], journal="/no/such/folder/journal"),
        "pages": first_row,
        "delete": lambda client: client.companies.delete("nobody"),
    }
    sandbox.queue_faults({**LOST, "times": 4} if what == "create" else {"effect": "status", "status": 403})
    with monkeypatch.context() as broken:
        broken.setattr(_errors, "json", SimpleNamespace(loads=fail_with(ends("again and again"))))
        with pytest.raises((ends, codat.CodatError)) as raised:
            run(calls[what])
    error = codat.call_error(raised.value)
    assert error is not None
    assert error.outcome_unknown == unknown
    assert isinstance(raised.value, codat.CodatError) == issubclass(ends, Exception)
    if what == "create":
        check_is_made_once(client, raised.value)


def test_a_page_that_cannot_be_read(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    async def walk() -> None:
        async for _ in client.aio.companies.iterate():
            pass

    for go in (lambda: [*client.companies.iterate()], lambda: asyncio.run(walk())):
        monkeypatch.setattr(codat.CompanyPage, "from_dict", fail_with(failure))
        with pytest.raises((type(failure), codat.CodatError)) as raised:
            go()
        monkeypatch.undo()
        error = codat.call_error(raised.value)
        assert error is not None
        assert (error.operation, error.outcome_unknown) == ("companies.list", False)
        assert error.meta.status == 200


def without_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the response of a call on no import works, not even of what is there, until the call is over."""
    judge = _outcome.judge

    def judge_without(*arguments: Any) -> Any:
        builtins.__import__ = fail_with(OSError(errno.EMFILE, "no descriptors"))
        return judge(*arguments)

    monkeypatch.setattr(_outcome, "judge", judge_without)
    monkeypatch.setattr(_begun, "judge", judge_without)


def without_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no memory for long texts."""
    value: Any = vars(c_char_p.__base__)["value"]
    string_at: Any = vars(_begun)["string_at"]

    def short(copied: bytes | None) -> bytes | None:
        if len(copied or b"") > _native.Cut.MOST:
            raise MemoryError
        return copied

    copying = property(lambda output: short(value.__get__(output)), value.__set__)
    monkeypatch.setattr(_native.Output, "value", copying, raising=False)
    monkeypatch.setattr(_begun, "string_at", lambda *of: short(string_at(*of)))


def test_nothing_is_imported_after_the_response(
    sandbox: codat.Sandbox, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    without_imports(monkeypatch)
    assert run(create).name == "Only once"
    assert run(create_two).created == 2
    sandbox.queue_faults({**LOST, "times": 4})
    with pytest.raises(codat.ConnectionFailedError) as raised:
        run(create)
    assert open_error(raised.value).idempotency_key
    monkeypatch.setattr(codat.Company, "from_dict", fail_with(OSError(errno.EMFILE, "no descriptors")))
    with pytest.raises(OSError, match="no descriptors") as ended:
        run(create)
    assert open_error(ended.value).idempotency_key


@pytest.mark.parametrize("length", [5_000, 65_536, 200_000])
def test_no_memory_for_the_result_json_is_an_error(
    sandbox: codat.Sandbox, monkeypatch: pytest.MonkeyPatch, run: Run, length: int
) -> None:
    company = {"id": "1", "name": "Only once", "description": "x" * length}
    sandbox.queue_faults({"effect": "status", "status": 200, "body": json.dumps(company)})
    without_memory(monkeypatch)
    with pytest.raises(codat.OutOfMemoryError) as raised:
        run(create)
    assert raised.value.http_status == 200
    assert len(open_error(raised.value).idempotency_key or "") == 36


def deep(frames: int, call: Callable[[], Any]) -> Any:
    return deep(frames - 1, call) if frames else call()


async def deep_coroutine(frames: int, call: Callable[[], Any]) -> Any:
    return await deep_coroutine(frames - 1, call) if frames else await call()


def sweep(way: str, what: str, faults: list[Any]) -> None:
    """Makes a call with room for ever fewer frames on the stack, until there is none."""
    call, limit = {"create": create, "create_many": create_two}[what], sys.getrecursionlimit()
    loop, made, ends = asyncio.new_event_loop(), 0, set()
    with codat.Sandbox() as sandbox, sandbox.client(retry_delay=0.001) as client:
        sandbox.set_limits(companies=10**6, requests_per_day=10**6)
        for free in range(100, -1, -1):
            sandbox.clear_faults()
            sandbox.queue_faults(*faults)
            ended: BaseException | None = None
            objects = codat.live_objects()
            try:
                if way == "blocking":
                    deep(limit - free, lambda: call(client))
                else:
                    loop.run_until_complete(deep_coroutine(limit - free, lambda: call(client.aio)))
            except (RecursionError, codat.CodatError) as error:
                ended = error
            ends.add(type(ended))
            now = sandbox.stats()["companies"]
            assert (now > made) == (not isinstance(ended, RecursionError)), (free, ended)
            assert codat.live_objects() <= max(objects, 3), free
            if ended is not None and now > made:
                assert open_error(ended).idempotency_key, free
            made = now
    loop.close()
    assert len(ends) == 2, ends
    assert codat.live_objects() == 0


@pytest.mark.parametrize("way", ["blocking", "awaited"])
@pytest.mark.parametrize(
    ("what", "faults"), [("create", []), ("create", [{**LOST, "times": 4}]), ("create_many", [])]
)
def test_a_nearly_full_stack_keeps_the_key(way: str, what: str, faults: list[Any]) -> None:
    # In a separate process: pytest needs frames of the stack too.
    paths = [str(Path(__file__).parent), str(Path(codat.__file__).parents[1])]
    code = f"import sys; sys.path[:0] = {paths}; import test_reading; test_reading.sweep{way, what, faults}"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
