"""Objects that belong to a process can be neither copied nor pickled; after that they work as before."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import multiprocessing
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import codat


@dataclasses.dataclass
class Settings:
    """An application's, with a client among them."""

    client: codat.Client


COPIES: list[Callable[[Any], object]] = [
    copy.copy,
    copy.deepcopy,
    pickle.dumps,
    lambda each: pickle.dumps(each, 0),
    lambda each: copy.deepcopy({"each": [each]}),
    lambda each: dataclasses.asdict(Settings(each)),
    lambda each: dataclasses.astuple(Settings(each)),
]


@pytest.mark.parametrize("copied", COPIES)
def test_nothing_with_a_native_object_is_copied(
    sandbox: codat.Sandbox, client: codat.Client, copied: Callable[[Any], object]
) -> None:
    sandbox.seed_companies(3)
    rows = client.companies.iterate(page_size=1)
    next(rows)
    own = sandbox.async_client()
    owners = {
        "Client": client,
        "AsyncClient": own,
        "Context": codat.Context(timeout=60),
        "Sandbox": sandbox,
        "Rows": rows,
        "Companies": client.companies,
        "Groups": client.groups,
        "Connections": client.connections,
        "Refresh": client.refresh,
        "Integrations": client.integrations,
        "Webhooks": client.webhooks,
        "ConnectionManagement": client.connection_management,
        "Push": client.push,
        "SupplementalData": client.supplemental_data,
        "CustomDataTypes": client.custom_data_types,
        "Settings": client.settings,
        "AsyncCompanies": own.companies,
        "BlockingCaller": client._caller,
        "NativeClient": client._caller.native,
        "Handle": client._caller.native._handle,
    }
    live = codat.live_objects()
    for name, owner in owners.items():
        with pytest.raises(TypeError, match=f"cannot pickle '{name}' object.*one in each process"):
            copied(owner)
    with pytest.raises(TypeError, match="cannot pickle '_AsyncRows' object"):
        copied(own.companies.iterate())
    assert codat.live_objects() == live
    assert len([*rows]) == 2
    assert client.companies.list().total_results == 3
    asyncio.run(own.close())


def test_a_client_cannot_be_passed_to_a_spawned_process(client: codat.Client) -> None:
    process = multiprocessing.get_context("spawn").Process(target=print, args=(client,))
    with pytest.raises(TypeError, match="cannot pickle 'Client' object"):
        process.start()
    assert client.groups.list().results == []
