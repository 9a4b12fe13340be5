"""The options of calls: each method takes its own, and refuses others as Python does.

mypy checks the same: it reports each `type: ignore` here that hides nothing.
"""

from __future__ import annotations

import asyncio
import inspect
import pydoc
import typing
from collections.abc import Callable

import pytest

import codat

KEY = "0d2a58a1-6b4e-4f6e-9d0e-3a4f4a2c6b11"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(TypeError) as raised:
        call()
    return str(raised.value)


def test_an_unknown_option_is_a_type_error(client: codat.Client, sandbox: codat.Sandbox) -> None:
    companies, refresh = client.companies, client.refresh
    unexpected = "got an unexpected keyword argument"
    found = refused(lambda: companies.get("x", timeuot=1))  # type: ignore[call-arg]
    assert found == f"Companies.get() {unexpected} 'timeuot'"
    found = refused(lambda: companies.create("x", descripton="x"))  # type: ignore[call-arg]
    assert found == f"Companies.create() {unexpected} 'descripton'"
    found = refused(lambda: companies.delete("x", timeuot=None))  # type: ignore[call-arg]
    assert found == f"Companies.delete() {unexpected} 'timeuot'"
    found = refused(lambda: companies.list(pagesize=1))  # type: ignore[call-arg]
    assert found == f"Companies.list() {unexpected} 'pagesize'"
    found = refused(lambda: companies.iterate(pagesize=1))  # type: ignore[call-arg]
    assert found == f"Companies.iterate() {unexpected} 'pagesize'"
    found = refused(lambda: refresh.list_pull_operations("x", tags=""))  # type: ignore[call-arg]
    assert found == f"Refresh.list_pull_operations() {unexpected} 'tags'"
    found = refused(lambda: refresh.iterate_pull_operations("x", tags=""))  # type: ignore[call-arg]
    assert found == f"Refresh.iterate_pull_operations() {unexpected} 'tags'"
    found = refused(lambda: client.call("companies.get", timeuot=1))  # type: ignore[call-arg]
    assert found == f"Client.call() {unexpected} 'timeuot'"
    assert sandbox.requests() == []


def test_an_option_of_another_method_is_a_type_error(client: codat.Client, sandbox: codat.Sandbox) -> None:
    companies, unexpected = client.companies, "got an unexpected keyword argument"
    found = refused(lambda: companies.get("x", idempotency_key=KEY))  # type: ignore[call-arg]
    assert found == f"Companies.get() {unexpected} 'idempotency_key'"
    found = refused(lambda: companies.replace("x", "x", first_use=True))  # type: ignore[call-arg]
    assert found == f"Companies.replace() {unexpected} 'first_use'"
    found = refused(lambda: companies.create_many([], idempotency_key=KEY))  # type: ignore[call-arg]
    assert found == f"Companies.create_many() {unexpected} 'idempotency_key'"
    found = refused(lambda: companies.create("x", page=1))  # type: ignore[call-arg]
    assert found == f"Companies.create() {unexpected} 'page'"
    found = refused(lambda: companies.iterate(first_use=True))  # type: ignore[call-arg]
    assert found == f"Companies.iterate() {unexpected} 'first_use'"
    found = refused(lambda: client.groups.list(page=1))  # type: ignore[call-arg]
    assert found == f"Groups.list() {unexpected} 'page'"
    assert sandbox.requests() == []


def test_an_option_of_a_wrong_type_is_refused(client: codat.Client, sandbox: codat.Sandbox) -> None:
    with pytest.raises(codat.InvalidArgumentError, match="timeout"):
        client.companies.get("x", timeout="1")  # type: ignore[arg-type]
    with pytest.raises(codat.InvalidArgumentError, match="context"):
        client.companies.get("x", context=1)  # type: ignore[arg-type]
    with pytest.raises(codat.InvalidArgumentError, match="pageSize"):
        client.companies.list(page_size=[])  # type: ignore[arg-type]
    assert sandbox.requests() == []


def test_options_of_awaited_calls_are_checked(client: codat.Client, sandbox: codat.Sandbox) -> None:
    async def run() -> None:
        companies = client.aio.companies
        with pytest.raises(TypeError, match=r"^AsyncCompanies\.get\(\) got .* 'timeuot'$"):
            await companies.get("x", timeuot=1)  # type: ignore[call-arg]
        with pytest.raises(TypeError, match=r"^AsyncCompanies\.iterate\(\) got .* 'first_use'$"):
            companies.iterate(first_use=True)  # type: ignore[call-arg]
        with pytest.raises(TypeError, match=r"^AsyncClient\.call\(\) got .* 'timeuot'$"):
            await client.aio.call("companies.get", timeuot=1)  # type: ignore[call-arg]
        with pytest.raises(codat.InvalidArgumentError, match="timeout"):
            await companies.get("x", timeout="1")  # type: ignore[arg-type]

    asyncio.run(run())
    assert sandbox.requests() == []


def test_an_option_that_is_none_counts_as_absent(client: codat.Client) -> None:
    company = client.companies.create(
        "x", timeout=None, max_retries=None, context=None, idempotency_key=None, first_use=False
    )
    page = client.companies.list(
        tags=None, page=None, page_size=None, query=None, order_by=None, timeout=None, context=None
    )
    assert [each.id for each in page.results] == [company.id]
    assert [each.id for each in client.companies.iterate(page=None, max_retries=None)] == [company.id]


def test_options_can_be_passed_as_a_typed_dict(client: codat.Client) -> None:
    # A function of the caller's own takes them in the same way.
    options: codat.WriteOptions = {"idempotency_key": KEY, "first_use": True, "timeout": 30}
    company = client.companies.create("x", **options)
    assert company.meta.idempotency_key == KEY
    assert options == {"idempotency_key": KEY, "first_use": True, "timeout": 30}
    paging: codat.ListOptions = {"page_size": 1, "order_by": "-name"}
    assert client.companies.list(**paging).page_size == 1
    assert len(list(client.companies.iterate(**paging))) == 1
    assert paging == {"page_size": 1, "order_by": "-name"}


def test_help_and_inspect_show_the_options(client: codat.Client) -> None:
    shown = "(company_id: 'str', **options: 'Unpack[CallOptions]') -> 'Company'"
    assert str(inspect.signature(client.companies.get)) == shown
    assert str(inspect.signature(client.aio.companies.get)) == shown
    text = pydoc.plain(pydoc.render_doc(client.companies.get))
    assert f"get{shown}" in text
    assert "Gets a company." in text
    shared = codat.CallOptions.__optional_keys__
    for options in (codat.WriteOptions, codat.ListOptions):
        assert all(f"- `{name}`: " in str(options.__doc__) for name in options.__optional_keys__ - shared)
    assert all(f"- `{name}`: " in str(codat.CallOptions.__doc__) for name in shared)
    hints = typing.get_type_hints(codat.WriteOptions)
    assert list(hints) == ["timeout", "max_retries", "context", "extra", "idempotency_key", "first_use"]
