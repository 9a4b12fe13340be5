"""What calls take, return and raise."""

from __future__ import annotations

import pickle
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest

import codat

CREATE = {"method": "POST", "path": "/companies"}


def test_a_created_company_is_read_with_the_same_fields(client: codat.Client) -> None:
    made = client.companies.create(
        "Toft Bakery", description='Brød & "kager" 🥐', tags={"région": "日本"}, groups=[]
    )
    found = client.companies.get(made.id)
    assert found == made
    assert found.description == 'Brød & "kager" 🥐'
    assert found.tags == {"région": "日本"}
    assert made.meta.status == 200
    assert made.meta.attempts == 1
    assert uuid.UUID(made.meta.idempotency_key)
    assert made.meta.rate_limit is not None
    assert found.meta.idempotency_key is None


def test_three_lost_responses_create_one_company(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({**CREATE, "effect": "cut", "when": "after", "times": 3})
    owl = client.companies.create("Night Owl")
    assert owl.meta.attempts == 4
    assert [company.id for company in client.companies.iterate()] == [owl.id]
    keys = {seen["headers"]["idempotency-key"] for seen in sandbox.requests() if seen["method"] == "POST"}
    assert keys == {owl.meta.idempotency_key}


def test_an_unknown_outcome_is_resolved_with_the_same_key(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    sandbox.queue_faults({**CREATE, "effect": "cut", "when": "after"})
    with pytest.raises(codat.ConnectionFailedError) as raised:
        client.companies.create("Night Owl", max_retries=0)
    assert raised.value.outcome_unknown
    assert raised.value.retryable
    key = raised.value.meta.idempotency_key
    owl = client.companies.create("Night Owl", idempotency_key=key)
    assert [company.id for company in client.companies.list().results] == [owl.id]


def test_an_error_has_all_fields_of_the_services_error(sandbox: codat.Sandbox, client: codat.Client) -> None:
    body = (
        '{"statusCode":400,"error":"No such thing","correlationId":"abc123","detailedErrorCode":17,'
        '"validation":{"errors":[{"itemId":"name"}],"warnings":[]}}'
    )
    sandbox.queue_faults({**CREATE, "effect": "status", "status": 400, "body": body})
    with pytest.raises(codat.BadRequestError) as raised:
        client.companies.create("Toft")
    error = raised.value
    assert (error.kind, error.message, error.http_status) == ("bad_request", "No such thing", 400)
    assert (error.operation, error.correlation_id, error.detailed_error_code) == (
        "companies.create",
        "abc123",
        17,
    )
    assert error.validation == {"errors": [{"itemId": "name"}], "warnings": []}
    assert str(error) == "companies.create: No such thing (correlation id abc123)"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.correlation_id, again.meta) == (type(error), "abc123", error.meta)


def test_retry_after_is_in_seconds(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({"effect": "status", "status": 429, "headers": {"Retry-After": "600"}, "times": 9})
    with pytest.raises(codat.RateLimitedError) as raised:
        client.groups.list(timeout=5)
    assert raised.value.retry_after == pytest.approx(600, abs=1)


@pytest.mark.parametrize(
    ("call", "member"),
    [
        (lambda client: client.companies.get(""), "companyId"),
        (lambda client: client.companies.get("../groups"), "companyId"),
        (lambda client: client.companies.get(None), "companyId"),
        (lambda client: client.companies.create(7), "name"),
        (lambda client: client.companies.create(""), "name"),
        (lambda client: client.companies.list(page_size=5001), "pageSize"),
        (lambda client: client.companies.create("A", tags={str(n): "" for n in range(11)}), "tags"),
        (lambda client: client.companies.create("A", idempotency_key="1"), "idempotencyKey"),
        (lambda client: client.companies.create("A", timeout="soon"), "timeout"),
        (lambda client: client.companies.create("A", timeout=float("nan")), "timeout"),
        (lambda _: codat.Context(timeout=float("inf")), "timeout"),
        (lambda _: codat.Client("key\r\nX-Evil: 1"), "apiKey"),
        (lambda _: codat.Client("key", proxy="http://[::1"), "proxy"),
        (lambda _: codat.Client("key", max_connections=0), "maxConnections"),
    ],
)
def test_bad_input_names_the_field(
    sandbox: codat.Sandbox, client: codat.Client, call: object, member: str
) -> None:
    with pytest.raises(codat.InvalidArgumentError) as raised:
        call(client)  # type: ignore[operator]
    assert raised.value.member == member
    assert isinstance(raised.value, ValueError)
    assert sandbox.stats()["requests"] == 0


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        ("companies.create", "{}\0"),
        ("companies.create\0", "{}"),
        ("companies.create", "\ud800"),
        ("companies.create", "{"),
        ("companies.create", "[]"),
        ("companies.explode", "{}"),
    ],
)
def test_an_invalid_operation_or_input_text_is_refused(
    client: codat.Client, operation: str, text: str
) -> None:
    with pytest.raises(codat.InvalidArgumentError):
        client.call(operation, text)


def test_a_call_by_name_returns_the_response_verbatim(client: codat.Client) -> None:
    answer = client.call("companies.create", {"name": 'A,"meta":{ B'})
    assert answer.text.startswith('{"id":"')
    assert answer.json()["name"] == client.companies.get(answer.json()["id"]).name
    assert answer.meta.attempts == 1
    assert client.call("companies.delete", {"companyId": answer.json()["id"]}).json() is None


def test_iterate_returns_the_rows_of_all_pages(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.seed_companies(25)
    names = [company.name for company in client.companies.iterate(page_size=10, order_by="name")]
    assert len(set(names)) == 25
    assert [seen["path"] for seen in sandbox.requests()].count("/companies") == 3
    assert [each.name for each in client.companies.iterate(page=3, page_size=10, order_by="name")] == names[
        20:
    ]


def test_each_thread_gets_its_own_response(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.set_limits(requests_per_day=1_000_000, concurrent_requests=100)

    def work(number: int) -> bool:
        made = client.companies.create("Company", description=str(number))
        return client.companies.get(made.id).description == str(number)

    with ThreadPoolExecutor(32) as threads:
        assert all(threads.map(work, range(320)))
    assert sandbox.stats()["companies"] == 320
    assert sandbox.stats()["connectionsAccepted"] <= 10


def test_a_call_of_a_closed_client_is_an_error(sandbox: codat.Sandbox) -> None:
    with sandbox.client() as client:
        assert repr(client) == "<codat.Client open>"
    client.close()
    assert client.closed
    with pytest.raises(codat.InvalidHandleError, match=r"groups\.list: the client was closed"):
        client.groups.list()


def test_closing_during_calls_lets_them_end(sandbox: codat.Sandbox) -> None:
    sandbox.queue_faults({"effect": "delay", "delayMs": 500})
    client = sandbox.client()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(client.groups.list)
        while not sandbox.stats()["requests"]:
            threading.Event().wait(0.005)
        client.close()
        assert running.result().results == []


def test_the_environment_configures_a_client(sandbox: codat.Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
    monkeypatch.setenv("CODAT_BASE_URL", sandbox.base_url)
    with codat.Client() as client:
        assert client.groups.list().results == []
    monkeypatch.setenv("CODAT_API_KEY", "wrong-key-of-mine")
    with codat.Client() as client, pytest.raises(codat.UnauthorizedError) as raised:
        client.groups.list()
    assert "wrong-key-of-mine" not in repr(raised.value) + str(raised.value) + repr(vars(raised.value))


def test_a_sandbox_that_cannot_start_is_an_error(sandbox: codat.Sandbox) -> None:
    port = int(sandbox.base_url.rpartition(":")[2])
    with pytest.raises(codat.SandboxError, match=str(port)):
        codat.Sandbox(port=port)
    with pytest.raises(codat.InvalidArgumentError):
        sandbox.control("explode")
    sandbox.stop()
    with pytest.raises(codat.InvalidHandleError):
        sandbox.stats()


@pytest.mark.parametrize(
    "start",
    ["2028-02-29T14:00:00+02:00", datetime(2028, 2, 29, 12, tzinfo=timezone.utc)],
    ids=["text", "datetime"],
)
def test_the_clock_of_a_sandbox_begins_at_its_start_time(start: str | datetime) -> None:
    with codat.Sandbox(start_time=start) as sandbox, sandbox.client() as client:
        assert (client.companies.create("Toft Bakery").created or "").startswith("2028-02-29T12:0")
    with pytest.raises(codat.InvalidArgumentError, match="startTime"):
        codat.Sandbox(start_time=datetime(2028, 2, 29, 12))


def test_the_actions_of_the_sandbox_take_effect(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.set_limits(companies=2)
    sandbox.seed_companies(2, "Shop")
    with pytest.raises(codat.PaymentRequiredError):
        client.companies.create("One too many")
    before = sandbox.advance_clock(60)
    assert codat.parse_time(sandbox.advance_clock(60)) > codat.parse_time(before)
    sandbox.queue_faults({"effect": "status", "status": 400})
    sandbox.clear_faults()
    assert client.companies.list().total_results == 2
    sandbox.reset()
    assert client.companies.list().total_results == 0
