"""Tools that are shown a model, and subclasses of it, change no model's data."""

from __future__ import annotations

import dataclasses
import inspect
import json
import unittest.mock
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Optional, get_type_hints

import cattrs
import msgspec
import pydantic
import pytest
from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder

import codat
from codat import _model

MODELS: list[type[codat.Model]] = [
    each
    for each in (getattr(codat, name) for name in codat.__all__)
    if isinstance(each, type) and issubclass(each, codat.Model) and each.__module__ == "codat"
    if each not in (codat.Model, codat.DataStatuses)
]
SENT = {"id": "1", "name": "Toft", "redirect": "https://link", "tags": {"a": "b"}, "groups": [{"id": "g"}]}


def all_data() -> dict[str, Any]:
    """The value of every field of every model, each of an object that has all fields."""
    found = {}
    for model in MODELS:
        fields = _model._plan(model).fields
        made = model.from_dict({each.member: f"sent {name}" for name, each in fields.items()})
        found[model.__name__] = {name: getattr(made, name) for name in fields}
    return found


@pytest.fixture(autouse=True)
def nothing_changes() -> Iterator[None]:
    before = all_data()
    yield
    assert all_data() == before
    assert all(value == f"sent {name}" for values in before.values() for name, value in values.items())


@pytest.fixture
def company() -> codat.Company:
    return codat.Company.from_dict(SENT)


def attempt(name_it: Callable[[], object]) -> None:
    """Some tools do not take the model; what they did until then must not matter either."""
    with suppress(Exception):
        name_it()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_pydantic_accepts_each_model(model: type[codat.Model], company: codat.Company) -> None:
    attempt(lambda: pydantic.TypeAdapter(model))
    attempt(lambda: pydantic.create_model("Named", named=(model, ...))(named=company))
    attempt(lambda: pydantic.dataclasses.dataclass(model))
    attempt(lambda: pydantic.RootModel[model])  # type: ignore[valid-type]
    assert company.redirect == "https://link"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_fastapi_accepts_each_model(model: type[codat.Model], company: codat.Company) -> None:
    app = FastAPI()

    def get() -> codat.Model:
        return company

    attempt(lambda: app.get("/named", response_model=Optional[model])(get))
    get.__annotations__["return"] = model
    attempt(lambda: app.get("/annotated")(get))
    get.__annotations__["return"] = list[model]  # type: ignore[valid-type]
    attempt(lambda: app.get("/list")(get))
    attempt(app.openapi)
    assert jsonable_encoder(company)["redirect"] == "https://link"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_other_tools_accept_each_model(model: type[codat.Model], company: codat.Company) -> None:
    converter = cattrs.Converter()
    attempt(lambda: converter.unstructure(company))
    attempt(lambda: converter.structure({**SENT}, model))
    attempt(lambda: msgspec.convert({**SENT}, model))
    attempt(lambda: msgspec.inspect.type_info(model))
    attempt(lambda: get_type_hints(model))
    assert inspect.getmembers(model)
    assert dataclasses.fields(model)  # type: ignore[arg-type]
    unittest.mock.create_autospec(model, instance=True)
    unittest.mock.Mock(spec=model)
    dataclasses.make_dataclass("Holder", [("named", model)])(named=company)


def test_tools_write_all_fields(company: codat.Company) -> None:
    assert json.loads(msgspec.json.encode(company))["redirect"] == "https://link"
    assert dataclasses.asdict(company)["groups"] == [{"id": "g", "name": None}]
    assert "redirect" in dir(company)
    assert codat.Company.redirect is None
    with unittest.mock.patch.object(codat.Company, "redirect", "patched"):
        assert codat.Company.from_dict(SENT).redirect == "patched"
    assert codat.Company.from_dict(SENT).redirect == "https://link"


def test_a_received_field_overrides_the_default_of_a_subclass() -> None:
    class Enriched(codat.Company):
        """With a default of its own."""

        redirect = "unset"

        @property
        def status(self) -> str:
            """Computed from what was sent."""
            return f"({super().status})"

    assert Enriched.from_dict({**SENT, "status": "Linked"}).redirect == "https://link"
    assert Enriched.from_dict({**SENT, "status": "Linked"}).status == "(Linked)"
    assert Enriched.from_dict({"id": "1"}).redirect == "unset"
    assert Enriched.from_dict({"id": "1"}).groups is None
    assert codat.Company.from_dict({"id": "1"}).redirect is None


def test_subclasses_that_are_dataclasses_have_their_own_fields() -> None:
    @dataclass(frozen=True)
    class MyCompany(codat.Company):
        risk: str = "unknown"
        credit_limits: list[int] = dataclasses.field(default_factory=list)

    mine = MyCompany.from_dict({**SENT, "risk": "high", "creditLimits": [5], "more": 1})
    assert (mine.risk, mine.credit_limits, mine.redirect) == ("high", [5], "https://link")
    assert vars(mine)["groups"] == mine.groups == [codat.Group("g")]
    assert mine.extra == {"more": 1}
    assert mine.to_dict() == {**SENT, "risk": "high", "creditLimits": [5], "more": 1}
    bare = MyCompany.from_dict({"id": "1"})
    assert (bare.risk, bare.credit_limits, bare.tags) == ("unknown", [], None)
    made = MyCompany(id="2", name="By hand", risk="low")
    assert (made.risk, made.name, made.redirect, made.credit_limits) == ("low", "By hand", None, [])
    assert dataclasses.replace(made, risk="high").risk == "high"
    assert MyCompany.from_dict({"id": "1", "risk": "low"}) == MyCompany(id="1", risk="low")

    @pydantic.dataclasses.dataclass(frozen=True)
    class Checked(codat.Company):
        risk: str = "unknown"

    assert (Checked.from_dict(SENT).redirect, Checked.from_dict(SENT).risk) == ("https://link", "unknown")

    class Further(MyCompany):
        risk = "none"

    assert Further.from_dict({"id": "1"}).risk == "none"
    assert Further.from_dict({"id": "1", "risk": "high"}).risk == "high"
    assert MyCompany.from_dict({"id": "1"}).risk == "unknown"
