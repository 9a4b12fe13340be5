"""Models: what the service sends, typed, with nothing lost."""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import FrozenInstanceError, asdict, fields, is_dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import codat

SENT = {
    "id": "1",
    "name": "Toft Bakery",
    "dataConnections": [{"id": "2", "status": "Frozen", "mood": "blue"}],
    "groups": [{"id": "3"}],
    "tags": {"a": "b"},
    "shoeSize": 12345678901234567890,
}


def test_fields_are_typed_and_unknown_fields_are_kept() -> None:
    company = codat.Company.from_dict(SENT)
    assert company.data_connections is not None
    connection = company.data_connections[0]
    assert isinstance(connection, codat.Connection)
    assert (connection.status, connection.extra) == ("Frozen", {"mood": "blue"})
    assert company.groups == [codat.Group(id="3")]
    assert company.extra == {"shoeSize": 12345678901234567890}
    assert company.description is None
    assert company.to_dict() == SENT


def test_models_can_be_created_compared_copied_and_pickled() -> None:
    company = codat.Company(id="1", name="Toft Bakery")
    assert company == codat.Company.from_dict({"id": "1", "name": "Toft Bakery"})
    assert company != replace(company, name="Toft")
    assert company.meta == codat.Meta()
    sent = codat.Company.from_dict(SENT)
    assert pickle.loads(pickle.dumps(sent)).to_dict() == SENT


def test_models_are_read_only() -> None:
    for group in (codat.Group(id="1"), codat.Group.from_dict({"id": "1"})):
        with pytest.raises(FrozenInstanceError):
            group.id = "2"  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            del group.id
        assert group.id == "1"


def test_models_are_dataclasses() -> None:
    group = codat.Group.from_dict({"id": "1"})
    assert is_dataclass(codat.Group)
    assert [(each.name, each.type) for each in fields(codat.Group)] == [("id", "str"), ("name", "str | None")]
    assert [each.name for each in fields(codat.CompanyPage)][:2] == ["results", "page_number"]
    assert codat.Group("1") != codat.Group("1", "One") == replace(group, name="One")
    assert asdict(group) == {"id": "1", "name": None}
    assert repr(group) == "Group(id='1', name=None)"
    assert hash(group) == hash(codat.Group("1"))
    assert copy(group) == group
    assert group != codat.GroupList(results=[group])  # type: ignore[comparison-overlap]
    with pytest.raises(TypeError, match="missing a required argument: 'id'"):
        codat.Group()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'size'"):
        codat.Group(id="1", size=2)  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="'Group' object has no attribute 'size'"):
        group.size  # type: ignore[attr-defined]  # noqa: B018


def test_threads_read_the_same_value() -> None:
    together = threading.Barrier(2, timeout=30)

    class Sent(dict[str, Any]):
        def get(self, member: str, default: Any = None) -> Any:
            together.wait()
            return super().get(member, default)

    company = codat.Company.from_dict(Sent(SENT))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: company.data_connections, range(2))
    assert first is second is company.data_connections


def test_a_token_is_not_shown() -> None:
    token = codat.AccessToken(access_token="secret", expires_in=86400)
    assert "secret" not in repr(token)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T09:30:00.1234567Z", datetime(2026, 1, 31, 9, 30, 0, 123456, timezone.utc)),
        ("2026-01-31T09:30:00", datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)),
        ("2026-01-31T09:30:00+02:00", datetime(2026, 1, 31, 7, 30, tzinfo=timezone.utc)),
        ("Sat, 31 Jan 2026 09:30:00 GMT", datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)),
    ],
)
def test_times_are_read(text: str, expected: datetime) -> None:
    assert codat.parse_time(text) == expected
    assert codat.parse_time(text).utcoffset() == timedelta(0)


def test_an_invalid_time_is_refused() -> None:
    with pytest.raises(ValueError, match="found 'tomorrow'"):
        codat.parse_time("tomorrow")
