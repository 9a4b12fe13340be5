"""A repeat that is refused before it is sent says nothing about the call that it repeats."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import pytest

import codat

Call = Callable[[Any, Any], Any]


def cancelled() -> codat.Context:
    context = codat.Context()
    context.cancel()
    return context


def after_close(client: Any, options: Any) -> Any:
    client._caller.native.close()
    return client.companies.create("Toft", **options)


REFUSED: dict[str, Call] = {
    "max_retries": lambda client, options: client.companies.create("Toft", max_retries=-1, **options),
    "timeout": lambda client, options: client.companies.create("Toft", timeout=float("nan"), **options),
    "no context": lambda client, options: client.companies.create("Toft", context=5, **options),
    "traceparent": lambda client, options: client.companies.create(
        "Toft", context=codat.Context(traceparent="00-1"), **options
    ),
    "cancelled": lambda client, options: client.companies.create("Toft", context=cancelled(), **options),
    "closed": after_close,
    "empty name": lambda client, options: client.companies.create("", **options),
    "no name": lambda client, options: client.companies.create(None, **options),
    "surrogate": lambda client, options: client.companies.create("\ud800", **options),
    "tags": lambda client, options: client.companies.create("Toft", tags=[1], **options),
    "groups": lambda client, options: client.companies.create("Toft", groups="g", **options),
    "change": lambda client, options: client.companies.update("c", tags={5: "a"}, **options),
    "product": lambda client, options: client.companies.refresh_product_data("c", "", **options),
    "connection": lambda client, options: client.connections.create("c", object(), **options),
    "unlink": lambda client, options: client.connections.unlink("a/b", "c", **options),
    "pull": lambda client, options: client.refresh.by_data_type("c", "\ud800", **options),
    "webhook": lambda client, options: client.webhooks.create("u", event_types="x", **options),
    "group": lambda client, options: client.groups.create("\ud800", **options),
    "no mapping": lambda client, options: client.call("companies.create", [1], **options),
    "mapping": lambda client, options: client.call("companies.create", {"name": object()}, **options),
    "JSON": lambda client, options: client.call("companies.create", "{", **options),
    "JSON with NUL": lambda client, options: client.call("companies.create", "\0", **options),
    "JSON with a surrogate": lambda client, options: client.call("companies.create", '"\ud800"', **options),
}


async def _async_client(sandbox: codat.Sandbox, call: Call, options: Any) -> None:
    async with sandbox.async_client() as client:
        await call(client, options)


async def _aio(sandbox: codat.Sandbox, call: Call, options: Any) -> None:
    with sandbox.client() as client:
        await call(client.aio, options)


def blocking(sandbox: codat.Sandbox, call: Call, options: Any) -> None:
    with sandbox.client() as client:
        call(client, options)


WAYS = {
    "blocking": blocking,
    "aio": lambda *call: asyncio.run(_aio(*call)),
    "AsyncClient": lambda *call: asyncio.run(_async_client(*call)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_repeat_has_an_unknown_outcome(sandbox: codat.Sandbox, name: str, way: str) -> None:
    def refused(**options: Any) -> codat.CodatError:
        with pytest.raises(codat.CodatError) as raised:
            WAYS[way](sandbox, REFUSED[name], options)
        return raised.value

    key = str(uuid.uuid4())
    for options in ({}, {"idempotency_key": key, "first_use": True}):
        error = refused(**options)
        assert (error.outcome_unknown, error.idempotency_key) == (False, None)
    error = refused(idempotency_key=key)
    assert (error.outcome_unknown, error.idempotency_key) == (True, key)
    assert error.operation
    assert str(error).endswith("repeat the call with idempotency_key=error.idempotency_key")
    assert sandbox.stats()["requests"] == 0
    used = codat.UnprocessableError("used", outcome_unknown=True, idempotency_key=key)
    assert str(used).endswith("call again without the key")
    stored = codat.ServerError("failed", outcome_unknown=True, idempotency_key=key, http_status=500)
    assert str(stored).endswith("call again without the key")


@pytest.mark.parametrize("way", WAYS)
def test_a_refused_call_whose_operation_takes_no_key_repeats_nothing(
    sandbox: codat.Sandbox, way: str
) -> None:
    for operation in ("companies.delete", "companies.replace", "companies.get"):

        def call(client: Any, options: Any, operation: str = operation) -> Any:
            return client.call(operation, "\0", **options)

        with pytest.raises(codat.InvalidArgumentError) as raised:
            WAYS[way](sandbox, call, {"idempotency_key": str(uuid.uuid4())})
        assert (raised.value.outcome_unknown, raised.value.idempotency_key) == (False, None)
