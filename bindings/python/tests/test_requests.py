"""Any request, any list, and fields that a method has no argument for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import codat


def test_any_request_is_sent(client: codat.Client) -> None:
    created = client.request("post", "/companies", body={"name": "Toft Bakery"})
    company = created.json()
    assert company["name"] == "Toft Bakery"
    assert created.meta.idempotency_key
    listed = client.request("GET", "/companies", query={"query": "name~toft", "pageSize": 10}).json()
    assert [row["id"] for row in listed["results"]] == [company["id"]]
    assert client.request("DELETE", f"/companies/{company['id']}").json() is None
    with pytest.raises(codat.NotFoundError) as caught:
        client.request("GET", f"/companies/{company['id']}")
    assert caught.value.operation == "request.get"


def test_options_reach_a_request(client: codat.Client) -> None:
    key = "8a210b68-6988-11ed-a1eb-0242ac120002"
    made = [
        client.request("POST", "/companies", body={"name": "A"}, idempotency_key=key, first_use=first)
        for first in (True, False)
    ]
    assert made[0].json()["id"] == made[1].json()["id"]
    with pytest.raises(codat.CallTimeoutError):
        client.request("GET", "/companies", timeout=0)
    context = codat.Context()
    context.cancel()
    with pytest.raises(codat.CallCancelledError):
        client.request("GET", "/companies", context=context)


@pytest.mark.parametrize(
    ("arguments", "member"),
    [
        ({"method": "HEAD"}, "method"),
        ({"method": None}, "method"),
        ({"path": 1}, "path"),
        ({"path": "companies"}, "path"),
        ({"path": "/../a"}, "path"),
        ({"path": "/\ud800"}, "path"),
        ({"query": "a=b"}, "query"),
        ({"query": {1: "a"}}, "query"),
        ({"query": {"a": {}}}, "query.a"),
        ({"query": {"a": "\ud800"}}, "query.a"),
        ({"body": {"a": float("nan")}, "method": "POST"}, "body.a"),
        ({"body": object(), "method": "POST"}, "body"),
        ({"body": {}}, "body"),
    ],
    ids=str,
)
def test_bad_input_is_refused_with_its_name(
    sandbox: codat.Sandbox, client: codat.Client, arguments: Any, member: str
) -> None:
    given = {"method": "GET", "path": "/companies", **arguments}
    with pytest.raises(codat.InvalidArgumentError) as caught:
        client.request(**given)
    assert caught.value.member == member
    assert sandbox.requests() == []


def test_extra_is_no_option_of_a_request(client: codat.Client) -> None:
    for refused in (
        lambda: client.request("GET", "/companies", extra={"a": 1}),
        lambda: client.iterate("/companies", extra={"a": 1}),
    ):
        with pytest.raises(TypeError, match="unexpected keyword argument 'extra'"):
            refused()


def test_any_list_is_iterated(client: codat.Client) -> None:
    for name in "ABC":
        client.companies.create(name)
    rows = client.iterate("/companies", query={"pageSize": 1, "orderBy": "name"})
    assert [row["name"] for row in rows] == ["A", "B", "C"]
    last = client.iterate("/companies", query={"pageSize": 2, "orderBy": "name"}, page=2)
    assert [row["name"] for row in last] == ["C"]
    with pytest.raises(codat.InvalidArgumentError) as caught:
        next(client.iterate("/companies", query={"page": 2}))
    assert caught.value.member == "query.page"
    rows = client.iterate("/companies", query={"pageSize": 1})
    next(rows)
    del rows


def test_requests_can_be_awaited(sandbox: codat.Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as client:
            company = await client.request("POST", "/companies", body={"name": "A"})
            await client.companies.get(company.json()["id"], extra={"view": 1})
            assert [row["name"] async for row in client.iterate("/companies")] == ["A"]

    asyncio.run(main())


def test_extra_fields_are_sent(sandbox: codat.Sandbox, client: codat.Client) -> None:
    client.companies.create("A", extra={"referenceParentCompany": {"id": "p"}, "none": None})
    assert '"referenceParentCompany":{"id": "p"}' in sandbox.requests()[-1]["body"]
    client.companies.list(extra={"archived": True})
    assert sandbox.requests()[-1]["query"] == "archived=true"
    assert [company.name for company in client.companies.iterate(extra={"archived": True})] == ["A"]
    assert sandbox.requests()[-1]["query"] == "page=1&archived=true"


def test_extra_fields_are_checked(sandbox: codat.Sandbox, client: codat.Client) -> None:
    for extra, member in (
        ({"name": "B"}, "extra.name"),
        ("name", "extra"),
        ({1: 2}, "extra"),
        ({"a": float("inf")}, "extra.a"),
    ):
        with pytest.raises(codat.InvalidArgumentError) as caught:
            client.companies.create("A", extra=extra)  # type: ignore[arg-type]
        assert caught.value.member == member
    with pytest.raises(codat.InvalidArgumentError) as caught:
        client.companies.link_url("c", extra={"a": 1})
    assert caught.value.member == "extra"
    assert sandbox.requests() == []
