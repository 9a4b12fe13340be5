"""A response that cannot be decoded is an error of the library, with the outcome and the key."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import codat
from codat import _create_many, _errors, _model, _outcome, webhook

FAILURES = [
    RecursionError(),
    ValueError("4300 digits"),
    UnicodeError(),
    AttributeError(),
    TypeError(),
    KeyError(),
]
DEEP = "[" * 3000 + "]" * 3000
LONG = "9" * 5000
KEY = base64.b64encode(b"0123456789abcdef01234567").decode()

each_failure = pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes the decoder of responses fail."""

    def break_with(failure: BaseException) -> None:
        def fail(_: Any) -> Any:
            raise failure

        monkeypatch.setattr(_outcome, "_decode", fail)

    return break_with


def check(error: codat.CodatError, failure: BaseException) -> None:
    assert error.__cause__ is failure
    assert (error.http_status, error.meta.status, error.meta.attempts) == (200, 200, 1)
    assert error.outcome_unknown
    assert error.idempotency_key == error.meta.idempotency_key
    assert len(error.idempotency_key or "") == 36


@each_failure
def test_an_undecodable_create_keeps_the_key(
    client: codat.Client, broken: Callable[..., None], monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    broken(failure)
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        client.companies.create("Only once")
    check(raised.value, failure)
    monkeypatch.undo()
    company = client.companies.create("Only once", idempotency_key=raised.value.idempotency_key)
    assert [each.id for each in client.companies.iterate()] == [company.id]


def test_no_memory_for_a_response(client: codat.Client, broken: Callable[..., None]) -> None:
    broken(failure := MemoryError())
    with pytest.raises(codat.OutOfMemoryError) as raised:
        client.companies.create("Only once")
    check(raised.value, failure)


@each_failure
def test_an_undecodable_read_has_no_unknown_outcome(
    client: codat.Client, broken: Callable[..., None], failure: Exception
) -> None:
    broken(failure)
    rows: Any = client.companies.iterate()
    for call in (client.groups.list, client.companies.list, lambda: next(rows)):
        with pytest.raises(codat.UnexpectedResponseError) as raised:
            call()
        assert not raised.value.outcome_unknown
        assert raised.value.idempotency_key is None
        assert raised.value.meta.status == 200
    # The exception of the test lives on, with its traceback and the list.
    rows.close()


@each_failure
def test_an_undecodable_awaited_response_is_an_error(
    sandbox: codat.Sandbox, broken: Callable[..., None], failure: Exception
) -> None:
    async def main() -> None:
        async with sandbox.async_client() as client:
            with pytest.raises(codat.UnexpectedResponseError) as raised:
                await client.groups.create("Once")
            check(raised.value, failure)
            rows: Any = client.companies.iterate()
            with pytest.raises(codat.UnexpectedResponseError):
                async for _ in rows:
                    pass
            await rows.aclose()

    broken(failure)
    asyncio.run(main())


@each_failure
def test_an_undecodable_delete_has_an_unknown_outcome(
    client: codat.Client, broken: Callable[..., None], failure: Exception
) -> None:
    company = client.companies.create("Toft")
    broken(failure)
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        client.companies.delete(company.id)
    assert (raised.value.outcome_unknown, raised.value.meta.status) == (True, 204)


def test_an_undecodable_call_by_name_keeps_its_meta(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.call("groups.list")
    monkeypatch.setattr(json, "loads", lambda _: DEEP[1])
    assert answer.json() == "["
    answer.text = DEEP
    monkeypatch.undo()
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        answer.json()
    assert raised.value.meta is answer.meta


def test_the_events_and_results_of_create_many(
    client: codat.Client, broken: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [codat.CompanyRequest("One")]
    events: list[codat.CreateManyEvent] = []
    monkeypatch.setattr(_create_many, "decode", lambda _: json.loads("{"))
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        client.companies.create_many(requests, progress=events.append)
    assert events == []
    assert (raised.value.operation, raised.value.outcome_unknown) == ("companies.create_many", True)
    # What was done so far is there.
    assert raised.value.result.created == 1
    assert codat.NotFoundError("x").result is None
    monkeypatch.undo()
    broken(ValueError())
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        client.companies.create_many(requests)
    assert raised.value.outcome_unknown


def test_an_undecodable_error_keeps_its_key() -> None:
    document = b'{"error":{"kind":"bad_request","validation":%s},"meta":{"status":400,"idempotencyKey":"k"}}'
    error = _errors.error_of(document % DEEP.encode(), "companies.create")
    assert isinstance(error, codat.UnexpectedResponseError)
    assert (error.outcome_unknown, error.idempotency_key, error.http_status) == (True, "k", 400)
    assert not _errors.error_of(document % LONG.encode(), "companies.get").outcome_unknown
    assert _errors.error_of(b"{", "companies.create").outcome_unknown


@pytest.mark.parametrize("member", [DEEP, LONG, f"[{LONG}]", f'{{"a":{DEEP}}}', '"\\ud800"', "1e999"])
def test_an_undecodable_response_keeps_the_key_and_the_body(
    sandbox: codat.Sandbox, client: codat.Client, member: str
) -> None:
    odd = {"effect": "status", "status": 200, "body": f'{{"id":"1","results":[],"odd":{member}}}'}
    sandbox.queue_faults({**odd, "times": 4})
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        client.companies.create("Only once")
    assert raised.value.outcome_unknown
    assert raised.value.idempotency_key == raised.value.meta.idempotency_key is not None
    assert (raised.value.response_body or "").startswith('{"id":"1"')
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        client.companies.get("1")
    assert not raised.value.outcome_unknown
    with pytest.raises(codat.UnexpectedResponseError):
        list(client.companies.iterate())
    outcome = client.companies.create_many([codat.CompanyRequest("Only once")])
    assert isinstance(outcome.results[0].exception, codat.UnexpectedResponseError)
    assert outcome.results[0].exception.idempotency_key


@pytest.mark.parametrize("id", ["5", "{}", "null", '""', "true", "[]"])
def test_an_invalid_id_is_an_unexpected_response(
    sandbox: codat.Sandbox, client: codat.Client, id: str
) -> None:
    sandbox.queue_faults({"effect": "status", "status": 200, "body": f'{{"id":{id}}}'})
    with pytest.raises(codat.UnexpectedResponseError) as raised:
        client.companies.create("Only once")
    assert raised.value.outcome_unknown
    assert raised.value.idempotency_key


def signed(body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    digest = hmac.new(base64.b64decode(KEY), f"id.{now}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": "id",
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


@pytest.mark.parametrize("member", [DEEP, LONG])
def test_an_undecodable_webhook_is_malformed(member: str) -> None:
    body = f'{{"eventType":"read.completed","payload":{member}}}'.encode()
    with pytest.raises(codat.WebhookMalformedError):
        codat.webhook.verify(f"whsec_{KEY}", signed(body), body)


@each_failure
def test_any_failure_to_decode_a_webhook(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def fail(_: Any) -> Any:
        raise failure

    monkeypatch.setattr(webhook, "decode", fail)
    with pytest.raises(codat.WebhookMalformedError) as raised:
        codat.webhook.verify(f"whsec_{KEY}", signed(b"{}"), b"{}")
    assert raised.value.__cause__ is failure


ODD: list[Any] = [None, 5, 1.5, True, "text", [], [5], [None], [{}], [[]], {}, {"a": []}, {"results": 5}]


def odd_models() -> Iterator[codat.Model]:
    for name in codat.__all__:
        model = getattr(codat, name)
        if isinstance(model, type) and issubclass(model, codat.Model):
            members = _model._plan(model).members
            for value in ODD:
                yield model.from_dict(dict.fromkeys(members, value))
            yield model.from_dict({})


def test_fields_of_other_types_raise_nothing() -> None:
    for made in odd_models():
        assert repr(made)
        assert isinstance(made.to_dict(), dict)
        for name in dir(made):
            # How long a call took is the library's own number.
            if name != "elapsed":
                getattr(made, name)


def test_rows_of_other_types_are_returned(sandbox: codat.Sandbox, client: codat.Client) -> None:
    rows: list[Any] = [None, 5, "text", [], {}, {}, {"id": 5}, {"id": None}, {"id": "1"}]
    body = json.dumps({"results": rows, "totalResults": len(rows)})
    sandbox.queue_faults({"effect": "status", "status": 200, "body": body})
    met = list(client.companies.iterate())
    assert [each.to_dict() if isinstance(each, codat.Company) else each for each in met][:5] == rows[:5]
    assert len(met) == len(rows)


@pytest.mark.parametrize("awaited", [False, True])
def test_an_endlessly_repeated_page_ends_the_iteration(
    sandbox: codat.Sandbox, client: codat.Client, awaited: bool
) -> None:
    same = {"results": [{"id": "1"}], "totalResults": 10, "_links": {"next": {"href": "/companies?page=2"}}}
    sandbox.queue_faults({"effect": "status", "status": 200, "body": json.dumps(same), "times": 100_000})

    async def walk() -> list[str]:
        async with sandbox.async_client(timeout=20) as own:
            return [each.id async for each in own.companies.iterate(timeout=20)]

    with pytest.raises(codat.UnexpectedResponseError):
        _ = asyncio.run(walk()) if awaited else [each.id for each in client.companies.iterate(timeout=20)]
    assert sandbox.stats()["requests"] < 100
