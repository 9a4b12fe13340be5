"""Text that is none is refused under its argument's name, before anything is sent."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

import pytest

import codat

HALF = "a\ud800"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

CALLS: list[tuple[Any, str, str]] = [
    (lambda c: c.companies.create(HALF), "name", "name"),
    (lambda c: c.companies.create("A", description=HALF), "description", "description"),
    (lambda c: c.companies.create("A", tags={"ref": HALF}), "tags.ref", "tags.ref"),
    (lambda c: c.companies.create("A", tags={HALF: "ref"}), "tags", "tags"),
    (lambda c: c.companies.create("A", groups=[HALF]), "groups[0].id", "groups[0].id"),
    (lambda c: c.companies.create("A", idempotency_key=HALF), "idempotencyKey", "idempotency_key"),
    (lambda c: c.companies.replace(HALF, "A"), "companyId", "company_id"),
    (lambda c: c.companies.get(HALF), "companyId", "company_id"),
    (lambda c: c.companies.delete(HALF), "companyId", "company_id"),
    (lambda c: c.companies.list(query=HALF), "query", "query"),
    (lambda c: c.companies.list(order_by=HALF), "orderBy", "order_by"),
    (lambda c: c.companies.list(tags=HALF), "tags", "tags"),
    (lambda c: next(c.companies.iterate(query=HALF)), "query", "query"),
    (lambda c: c.companies.link_url("1", parameters={"a": HALF}), "parameters.a", "parameters.a"),
    (
        lambda c: c.companies.create_many([codat.CompanyRequest("A"), codat.CompanyRequest(HALF)]),
        "companies[1].name",
        "companies[1].name",
    ),
    (lambda c: c.companies.create_many([codat.CompanyRequest("A")], journal=HALF), "journal", "journal"),
    (lambda c: c.companies.create_many([codat.CompanyRequest("A")], journal=b"\xff"), "journal", "journal"),
    (
        lambda c: c.companies.create_many([codat.CompanyRequest("A")], lookup_tag=HALF),
        "lookupTag",
        "lookup_tag",
    ),
    (lambda c: c.connections.create("1", HALF), "platformKey", "platform_key"),
    (
        lambda c: c.connections.update_authorization("1", "2", {"k": HALF}),
        "authorization.k",
        "authorization.k",
    ),
    (
        lambda c: c.refresh.wait_until_complete("1", pull_operation_ids=[HALF]),
        "pullOperationIds[0]",
        "pull_operation_ids[0]",
    ),
    (lambda c: c.webhooks.create(HALF, ["read.completed"]), "url", "url"),
    (lambda c: c.webhooks.create("https://a.b", [HALF]), "eventTypes[0]", "event_types[0]"),
    (lambda c: c.groups.create(HALF), "name", "name"),
    (lambda c: c.call("groups.create", {"name": HALF}), "name", "name"),
    (lambda c: c.call("groups.create", HALF), "input", "input"),
    (lambda c: c.call(HALF), "operation", "operation"),
    (lambda c: c.groups.list(context=codat.Context(traceparent=HALF)), "traceparent", "traceparent"),
    (lambda _: codat.Client(HALF), "apiKey", "api_key"),
    (lambda _: codat.Client("key", user_agent=HALF), "userAgent", "user_agent"),
    (lambda _: codat.AsyncClient("key", base_url="http://" + HALF), "baseUrl", "base_url"),
    (lambda _: codat.Sandbox(db=HALF), "db", "db"),
    (lambda _: codat.webhook.verify(HALF, {}, b""), "secret", "secret"),
    (
        lambda _: codat.webhook.verify(SECRET, {"webhook-id": HALF}, b""),
        "headers.webhook-id[0]",
        "headers.webhook-id[0]",
    ),
    # What JSON does not have is named as well.
    (lambda c: c.companies.get(uuid.uuid4()), "companyId", "company_id"),
    (lambda c: c.companies.create("A", description=float("nan")), "description", "description"),
    (lambda c: c.companies.list(page=float("inf")), "page", "page"),
    (lambda c: c.companies.create("A", tags={"ref": b"1"}), "tags.ref", "tags.ref"),
    (lambda c: c.companies.create("A", tags={b"ref": "1"}), "tags", "tags"),
    (lambda _: codat.Client(b"key"), "apiKey", "api_key"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "member", "named"), CALLS)
def test_values_that_json_cannot_hold_are_refused_with_the_field(
    sandbox: codat.Sandbox, client: codat.Client, call: Any, member: str, named: str
) -> None:
    with pytest.raises(codat.InvalidArgumentError) as raised:
        call(client)
    assert raised.value.member == member
    assert raised.value.message.startswith(f"{named}: ")
    # It can be written down anywhere.
    assert str(raised.value).encode()
    assert sandbox.stats()["requests"] == 0


def test_text_outside_the_basic_plane_is_accepted(client: codat.Client) -> None:
    made = client.companies.create("A", description="\U0001f950", tags={"\U0001f950": "\U0001f950"})
    assert client.companies.get(made.id).tags == {"\U0001f950": "\U0001f950"}


@pytest.mark.parametrize(
    ("secret", "headers", "body", "member"),
    [
        (None, {}, b"", "secret"),
        (SECRET.encode(), {}, b"", "secret"),
        (5, {}, b"", "secret"),
        ([SECRET, None], {}, b"", "secret"),
        ([SECRET, SECRET.encode()], {}, b"", "secret"),
        (SECRET, None, b"", "headers"),
        (SECRET, 5, b"", "headers"),
        (SECRET, "webhook-id: 1", b"", "headers"),
        (SECRET, [("a",)], b"", "headers"),
        (SECRET, {"webhook-id": 5}, b"", "headers"),
        (SECRET, {"webhook-id": None}, b"", "headers"),
        (SECRET, {}, None, "body"),
        (SECRET, {}, 5, "body"),
        (SECRET, {}, {}, "body"),
        (SECRET, {}, "{}", "body"),
    ],
)
def test_invalid_arguments_of_verify_are_refused_with_their_name(
    secret: Any, headers: Any, body: Any, member: str
) -> None:
    with pytest.raises(codat.InvalidArgumentError) as raised:
        codat.webhook.verify(secret, headers, body)
    assert raised.value.member == member
    assert SECRET[6:] not in str(raised.value)


def test_no_secrets_at_all_are_refused() -> None:
    for none in ("", [], [""]):
        with pytest.raises(codat.InvalidArgumentError):
            codat.webhook.verify(none, {}, b"")


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2026-01-01T00:00:00+99:00",
        "2026-13-01T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "Fri, 31 Dec 9999 23:59:59 -0100",
        "",
        "\ud800",
    ],
)
def test_times_out_of_range_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a time such as") as raised:
        codat.parse_time(text)
    assert type(raised.value) is ValueError


def test_the_path_of_a_database_may_be_bytes(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    with codat.Sandbox(db=os.fsencode(file)):
        assert file.exists()
