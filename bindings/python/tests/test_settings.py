"""The account's settings, pushes, and data beyond the usual types."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from dataclasses import replace
from typing import Any

import pytest

import codat
from codat import _model

SECRETS = [
    codat.ApiKey(id="1", api_key="secret", name="shown"),
    codat.Profile(redirect_url="https://example.com", api_key="secret", name="shown"),
    codat.ZapierKey(key="secret"),
    codat.AccessToken(access_token="secret"),
]


@pytest.mark.parametrize("model", SECRETS, ids=lambda model: type(model).__name__)
def test_a_key_is_not_shown_but_kept(model: codat.Model) -> None:
    assert "secret" not in f"{model!r} {model} {[model]}"
    assert type(model).from_dict(model.to_dict()) == model
    assert pickle.loads(pickle.dumps(model)) == copy.copy(model) == model
    assert "secret" in model.to_dict().values()


def test_a_profile_is_changed_and_sent_back(sandbox: codat.Sandbox, client: codat.Client) -> None:
    given = codat.Profile(
        name="Bob's Burgers",
        redirect_url="https://example.com/{companyId}",
        white_list_urls=["https://example.com"],
        api_key="secret",
        confirm_company_name=False,
    )
    assert client.settings.update_profile(given) == client.settings.get_profile() == given
    changed = replace(client.settings.get_profile(), name="Bob's Buns")
    assert client.settings.update_profile(changed) == changed
    assert json.loads(sandbox.requests()[-1]["body"]) == changed.to_dict()
    assert '"apiKey":"secret"' in sandbox.requests()[-1]["body"]
    sent = client.settings.update_profile({"name": "B", "redirectUrl": "https://b.example", "iconUrl": None})
    assert (sent.name, sent.api_key) == ("B", None)

    async def awaited() -> codat.Profile:
        async with sandbox.async_client() as own:
            return await own.settings.update_profile(await own.settings.get_profile())

    assert asyncio.run(awaited()) == sent


@pytest.mark.parametrize(
    ("configured", "member", "message"),
    [
        (7, "configuration", "configuration: expected a model or a mapping, found int"),
        (None, "configuration", "configuration: expected a model or a mapping, found NoneType"),
        ({1: 2}, "configuration", "configuration: expected text for each name, found int"),
        ({"platformKey": "b"}, "platformKey", "platformKey: unknown in configuration"),
        ({"extra": {"a": 1}}, "extra", "extra: unknown in configuration"),
        ({"dataSauce": "b"}, "dataSauce", "dataSauce: unknown; custom_data_types.configure takes"),
        ({"dataSource": "\ud800"}, "dataSource", "data_source: expected text"),
        (codat.CustomDataTypeConfiguration("a"), "requiredData", "requiredData: is required"),
        (codat.CustomDataTypeConfiguration("a", {"b": "\ud800"}), "requiredData.b", "required_data.b: "),
    ],
)
def test_a_refused_configuration_is_named(
    sandbox: codat.Sandbox, client: codat.Client, configured: Any, member: str, message: str
) -> None:
    with pytest.raises(codat.InvalidArgumentError) as raised:
        client.custom_data_types.configure("gbol", "Orders", configured)
    assert raised.value.member == member
    assert raised.value.message.startswith(message)
    assert sandbox.requests() == []


def test_unknown_fields_are_kept_and_not_sent_back(sandbox: codat.Sandbox, client: codat.Client) -> None:
    plain = {"dataType": "bills", "fetchOnFirstLink": False, "syncSchedule": 0, "syncOrder": 1}
    sent: dict[str, Any] = {"settings": [{**plain, "mood": "blue", "isLocked": None}], "shoeSize": 1}
    sandbox.queue_faults({"effect": "status", "status": 200, "body": json.dumps({**sent, "companyId": "1"})})
    settings = client.companies.get_sync_settings("1")
    assert (settings.extra, settings.settings[0].extra) == ({"shoeSize": 1}, {"mood": "blue"})
    assert settings.settings[0].to_dict() == {**plain, "mood": "blue"}
    company = client.companies.create("Toft Bakery")
    client.companies.set_sync_settings(company.id, settings.settings)
    assert json.loads(sandbox.requests()[-1]["body"])["settings"] == [plain]
    source = codat.SupplementalDataSource.from_dict({"dataSource": "/Items", "mood": "blue"})
    for configuration in (
        codat.SupplementalDataConfiguration({"mine": source}),
        {"supplementalDataConfig": {"mine": source}},
    ):
        client.supplemental_data.configure("gbol", "items", configuration)
        assert json.loads(sandbox.requests()[-1]["body"]) == {
            "supplementalDataConfig": {"mine": {"dataSource": "/Items"}}
        }


@pytest.mark.parametrize(
    "named", ["SyncSetting", "PushOperation", "PushOption", "ApiKey", "ValidationResults"]
)
def test_null_is_absent(named: str) -> None:
    model = getattr(codat, named)
    fields = [each.member for each in _model._plan(model).fields.values()]
    nothing = model.from_dict(dict.fromkeys(fields))
    assert nothing == model.from_dict({})
    assert nothing.to_dict() == {}


def test_a_push_operation_on_two_pages_is_returned_once(sandbox: codat.Sandbox, client: codat.Client) -> None:
    pages = [["1", "2"], ["2", "3"]]
    for number, keys in enumerate(pages, 1):
        page = {
            "results": [{"pushOperationKey": key, "companyId": "1"} for key in keys],
            "pageNumber": number,
            "totalResults": 3,
        }
        sandbox.queue_faults({"effect": "status", "status": 200, "body": json.dumps(page)})
    keys = [each.push_operation_key for each in client.push.iterate_operations("1", page_size=2)]
    assert keys == ["1", "2", "3"]


def test_sync_settings_are_models_or_mappings(client: codat.Client) -> None:
    company = client.companies.create("Toft Bakery")
    settings = client.companies.get_sync_settings(company.id)
    assert (settings.company_id, settings.overrides_defaults) == (company.id, False)
    invoices = next(each for each in settings.settings if each.data_type == "invoices")
    plain = {"dataType": "bills", "fetchOnFirstLink": False, "syncSchedule": 0, "syncOrder": 1}
    client.companies.set_sync_settings(company.id, [invoices, plain])
    changed = client.companies.get_sync_settings(company.id)
    assert changed.overrides_defaults is True
    assert changed.settings == [invoices, codat.SyncSetting.from_dict(plain)]
    client.settings.update_sync_settings(
        client.settings.get_sync_settings().client_id or "", (each for each in [plain])
    )
    assert len(client.settings.get_sync_settings().settings) == 1


def test_a_misspelled_field_within_settings_is_refused_with_its_place(client: codat.Client) -> None:
    with pytest.raises(codat.InvalidArgumentError) as raised:
        client.companies.set_sync_settings("1", [{"dataTipe": "bills"}])
    assert raised.value.member == "settings[0].dataTipe"
    for settings in ("invoices", [7], 7):
        with pytest.raises(codat.InvalidArgumentError, match="settings: expected"):
            client.companies.set_sync_settings("1", settings)  # type: ignore[arg-type]
    wrong = {"supplementalDataConfig": {"mine": {"pullData": {"a": 1}}}}
    with pytest.raises(codat.InvalidArgumentError) as raised:
        client.supplemental_data.configure("gbol", "items", wrong)
    assert raised.value.member == "supplementalDataConfig.mine.pullData.a"


def test_supplemental_data_is_sent_back_as_it_came(client: codat.Client) -> None:
    source = codat.SupplementalDataSource(data_source="/Items", pull_data={"mine": "Quantity"})
    plain = {"supplementalDataConfig": {"first": source.to_dict(), "second": source.to_dict()}}
    client.supplemental_data.configure("gbol", "items", plain)
    known = client.supplemental_data.get_configuration("gbol", "items")
    assert known == codat.SupplementalDataConfiguration({"first": source, "second": source})
    client.supplemental_data.configure("gbol", "items", known)
    assert client.supplemental_data.get_configuration("gbol", "items") == known


def test_options_nest(sandbox: codat.Sandbox, client: codat.Client) -> None:
    company = client.companies.create("Toft Bakery")
    sandbox.link_platform(company.id)
    connection = client.connections.list(company.id).results[0]
    options = client.push.get_model_options(company.id, connection.id, "invoices")
    assert options.properties is not None
    assert options.properties["status"].options is not None
    assert [each.value for each in options.properties["status"].options] == ["Draft", "Submitted"]
    assert codat.PushOption.from_dict(options.to_dict()) == options
    made = client.request(
        "POST", f"/companies/{company.id}/connections/{connection.id}/push/invoices", body={"reference": "1"}
    )
    pushes = [*client.push.iterate_operations(company.id, page_size=1)]
    assert [each.push_operation_key for each in pushes] == [made.json()["pushOperationKey"]]
    assert pushes[0].status == codat.PushStatus.PENDING


def test_custom_records_can_be_iterated(sandbox: codat.Sandbox, client: codat.Client) -> None:
    company = client.companies.create("Toft Bakery")
    sandbox.link_platform(company.id)
    connection = client.connections.list(company.id).results[0].id
    orders = ("gbol", "Orders")
    made = codat.CustomDataTypeConfiguration("api/orders", {"number": "$.number"}, ["$.id"])
    assert client.custom_data_types.configure(*orders, made) == made
    known = client.custom_data_types.get_configuration(*orders)
    assert known == made
    client.custom_data_types.configure(*orders, replace(known, source_modified_date=["$.changed"]))
    client.custom_data_types.configure(*orders, known.to_dict())
    sandbox.set_pull_time(0)
    client.custom_data_types.refresh(company.id, connection, "Orders")

    async def ids() -> list[str | None]:
        async with sandbox.async_client() as own:
            records = own.custom_data_types.iterate_records(company.id, connection, "Orders", page_size=1)
            return [record.id async for record in records]

    expected = ["Orders-1", "Orders-2", "Orders-3"]
    assert asyncio.run(ids()) == expected
    rows = client.custom_data_types.iterate_records(company.id, connection, "Orders", page=2, page_size=2)
    assert [each.id for each in rows] == expected[2:]
    with pytest.raises(TypeError, match=r"CustomDataTypes\.iterate_records\(\) got an unexpected keyword"):
        client.custom_data_types.iterate_records(company.id, connection, "Orders", colour=1)  # type: ignore[call-arg]


def test_an_api_key_works_until_it_is_deleted(sandbox: codat.Sandbox, client: codat.Client) -> None:
    key = client.settings.create_api_key("mine")
    assert key.api_key
    with codat.Client(key.api_key, base_url=sandbox.base_url) as own:
        assert [each.name for each in own.settings.list_api_keys().results] == ["mine"]
        client.settings.delete_api_key(key.id)
        with pytest.raises(codat.UnauthorizedError):
            own.companies.list()
