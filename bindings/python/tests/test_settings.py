"""The account's settings, pushes, and data beyond the usual types."""

from __future__ import annotations

import asyncio
import copy
import pickle

import pytest

import codat

SECRETS = [
    codat.ApiKey(id="1", api_key="secret", name="shown"),
    codat.Profile(redirect_url="https://example.com", api_key="secret", name="shown"),
    codat.ZapierKey(key="secret"),
]


@pytest.mark.parametrize("model", SECRETS, ids=lambda model: type(model).__name__)
def test_a_key_is_not_shown_but_kept(model: codat.Model) -> None:
    assert "secret" not in f"{model!r} {model} {[model]}"
    assert type(model).from_dict(model.to_dict()) == model
    assert pickle.loads(pickle.dumps(model)) == copy.copy(model) == model
    assert "secret" in model.to_dict().values()


def test_a_profile_is_changed_and_sent_back(client: codat.Client) -> None:
    profile = client.settings.update_profile(
        "Bob's Burgers",
        "https://example.com/{companyId}",
        white_list_urls=["https://example.com"],
        api_key="secret",
        confirm_company_name=False,
    )
    assert profile == client.settings.get_profile()
    changed = {**profile.to_dict(), "name": "Bob's Buns"}
    arguments = {
        "name": changed["name"],
        "redirect_url": changed["redirectUrl"],
        "white_list_urls": changed["whiteListUrls"],
        "api_key": profile.api_key,
    }
    sent = client.settings.update_profile(**arguments)
    assert (sent.name, sent.api_key, sent.confirm_company_name) == ("Bob's Buns", "secret", None)


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
    for wrong in ("invoices", [7], 7):
        with pytest.raises(codat.InvalidArgumentError, match="settings: expected"):
            client.companies.set_sync_settings("1", wrong)  # type: ignore[arg-type]
    with pytest.raises(codat.InvalidArgumentError) as raised:
        client.supplemental_data.configure("gbol", "items", {"mine": {"pullData": {"a": 1}}})
    assert raised.value.member == "supplementalDataConfig.mine.pullData.a"


def test_supplemental_data_is_sent_back_as_it_came(client: codat.Client) -> None:
    source = codat.SupplementalDataSource(data_source="/Items", pull_data={"mine": "Quantity"})
    client.supplemental_data.configure("gbol", "items", {"first": source, "second": source.to_dict()})
    known = client.supplemental_data.get_configuration("gbol", "items").supplemental_data_config
    assert known == {"first": source, "second": source}
    client.supplemental_data.configure("gbol", "items", known)


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
    client.custom_data_types.configure(*orders, "api/orders", {"number": "$.number"}, ["$.id"])
    assert client.custom_data_types.get_configuration(*orders).key_by == ["$.id"]
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
