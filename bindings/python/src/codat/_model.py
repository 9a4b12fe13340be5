"""What all models are: read-only dataclasses of the service's own JSON objects."""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError, field, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass as dataclass
    from datetime import datetime
    from inspect import Signature
    from typing import Any, TypeVar

    M = TypeVar("M", bound="Model")
else:

    def dataclass(frozen: bool) -> Callable[[type[M]], type[M]]:
        """Makes a class a dataclass that takes the methods of all of them from `Model`.

        Those of `dataclasses` are compiled for each class, which took most of the time of `import codat`.
        """

        def make(cls: type[M]) -> type[M]:
            made = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
            # What is not there yet is read by `__getattr__`: no default of the class may stand before it.
            for name in made.__dataclass_fields__.keys() & vars(made).keys():
                delattr(made, name)
            return made

        assert frozen, "every model is read-only"
        return make


class Model:
    """A JSON object of the service as a read-only dataclass.

    Each field stands for one member, its name in snake case; it is `None` where the service sent none or
    null. Values of enumerations are their text, known or not. Members that this version does not know are in
    `extra`: nothing is lost or refused.

    Models can be made by hand, in tests for instance: `Company(id="…", name="Toft Bakery")`. They compare by
    their fields, can be pickled, and may be read from several threads at once.
    """

    if not TYPE_CHECKING:

        def __init__(self, *values: Any, **named: Any) -> None:
            given = _plan(type(self)).signature().bind(*values, **named)
            given.apply_defaults()
            self.__dict__.update(given.arguments)

        def __getattr__(self, name: str) -> Any:
            # Each member of the JSON object is read when it is first asked for: pages hold thousands.
            json = self.__dict__.get("_json")
            known = None if json is None else _plan(type(self)).fields.get(name)
            if known is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            member, nested, default = known
            value = json.get(member, default)
            if nested is not None and value is not None:
                value = _nest(nested, value, self.__dict__["_meta"])
            # Two threads may both come here: they get the same.
            return self.__dict__.setdefault(name, value)

        def __setattr__(self, name: str, value: Any) -> None:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")

        def __delattr__(self, name: str) -> None:
            raise FrozenInstanceError(f"cannot delete field {name!r}")

        def __eq__(self, other: object) -> bool:
            if type(other) is not type(self):
                return NotImplemented
            return _values(self) == _values(other)

        def __hash__(self) -> int:
            return hash(_values(self))

        def __repr__(self) -> str:
            shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
            return f"{type(self).__qualname__}({', '.join(shown)})"

    @classmethod
    def from_dict(cls: type[M], json: Mapping[str, Any], meta: Meta | None = None) -> M:
        """Makes a model of the service's own JSON object; `meta` is what is known about its call.

        The object is the model's from then on: do not change it.
        """
        made = cls.__new__(cls)
        values = made.__dict__
        values["_json"] = json
        values["_meta"] = meta
        return made

    def to_dict(self) -> dict[str, Any]:
        """The service's own JSON object again, with the members that are not None, unknown ones included."""
        plain = {
            member: _plain(value)
            for name, (member, *_) in _plan(type(self)).fields.items()
            if (value := getattr(self, name)) is not None
        }
        return {**plain, **self.extra}

    @property
    def extra(self) -> dict[str, Any]:
        """The members that this version of the library does not know."""
        json: Mapping[str, Any] = self.__dict__.get("_json", {})
        return {member: json[member] for member in json.keys() - _plan(type(self)).members}


class Resource(Model):
    """A model that a call returned, by itself or within another."""

    @property
    def meta(self) -> Meta:
        """What is known about the call that returned this object."""
        return self.__dict__.get("_meta") or Meta()


def member(name: str | None = None, model: type[Model] | None = None) -> Any:
    """A field that is None where the service sends none, and what is special about its member.

    Args:
        name: The member's name, where it is not the field's in camel case.
        model: What its object is, or the objects of its list.

    """
    return field(default=None, metadata={"name": name, "model": model})


class _Plan:
    """How a model is read: its fields, each with its member, the model within, and what it is by default."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.fields: dict[str, tuple[str, type[Model] | None, Any]] = {}
        self.required: list[str] = []
        for each in fields(model):  # type: ignore[arg-type]  # every model is a dataclass
            first, *rest = each.name.split("_")
            camel = first + "".join(word.capitalize() for word in rest)
            name = each.metadata.get("name") or camel
            default = None if each.default is MISSING else each.default
            self.fields[each.name] = name, each.metadata.get("model"), default
            if each.default is MISSING and each.default_factory is MISSING:
                self.required.append(name)
        self.members = frozenset(name for name, *_ in self.fields.values())

    def signature(self) -> Signature:
        """What the model is made of by hand."""
        from inspect import Parameter, Signature

        parameters = []
        for each in fields(self.model):  # type: ignore[arg-type]
            default = Parameter.empty if each.default is MISSING else each.default
            if each.default_factory is not MISSING:
                default = each.default_factory()
            parameters.append(Parameter(each.name, Parameter.POSITIONAL_OR_KEYWORD, default=default))
        return Signature(parameters)


_plans: dict[type[Model], _Plan] = {}


def _plan(model: type[Model]) -> _Plan:
    plan = _plans.get(model)
    if plan is None:
        # Two threads may both make it: they make the same.
        plan = _plans[model] = _Plan(model)
    return plan


def required(model: type[Model]) -> list[str]:
    """The members without which an answer is none."""
    return _plan(model).required


def _values(model: Model) -> tuple[Any, ...]:
    return tuple(getattr(model, name) for name in _plan(type(model)).fields)


def _nest(model: type[Model], value: Any, meta: Meta | None) -> Any:
    """Models of JSON objects; what is something else survives as it is."""
    if isinstance(value, list):
        return [model.from_dict(item, meta) if isinstance(item, dict) else item for item in value]
    return model.from_dict(value, meta) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    """A field's value as it is in JSON."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.to_dict() if isinstance(value, Model) else value


@dataclass(frozen=True)
class RateLimit(Model):
    """The account's request quota, as the service tells it with each answer."""

    limit: int | None = None
    """Requests allowed in the quota period."""
    remaining: int | None = None
    """Requests left in it."""
    reset: str | None = None
    """When the quota is renewed; see `parse_time`."""


@dataclass(frozen=True)
class Meta(Model):
    """What is known about a call besides its result."""

    status: int | None = None
    """The HTTP status of the last answer; None where there was none."""
    attempts: int = 0
    """How many times the request was sent, or tried to be."""
    idempotency_key: str | None = None
    """The `Idempotency-Key` of all attempts; None except for POST and PATCH."""
    rate_limit: RateLimit | None = member(model=RateLimit)
    """The request quota as of the last answer; None where it did not tell."""
    elapsed_ms: int = 0
    """How long the call took, waiting included, in milliseconds."""

    @property
    def elapsed(self) -> float:
        """How long the call took, waiting included, in seconds."""
        return self.elapsed_ms / 1000


def parse_time(text: str) -> datetime:
    """Reads a time as the service writes it, such as `company.created`: an aware datetime in UTC.

    Digits beyond microseconds are cut off (the service sends up to 7). A time without a zone is taken as UTC.
    The dates of HTTP headers, such as `rate_limit.reset`, are read as well.

    Raises:
        ValueError: It is neither.

    """
    import re
    from datetime import datetime, timedelta, timezone

    pattern = r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d\d):?(\d\d))?"
    found = re.fullmatch(pattern, text)
    if not found:
        from email.utils import parsedate_to_datetime

        try:
            return parsedate_to_datetime(text).astimezone(timezone.utc)
        except (TypeError, ValueError):
            expected = "expected a time such as 2026-01-31T09:30:00.1234567Z"
            raise ValueError(f"{expected}, found {text!r}") from None
    date, time, fraction, sign, hours, minutes = found.groups()
    zone = timezone.utc
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        zone = timezone(-offset if sign == "-" else offset)
    parsed = datetime.fromisoformat(f"{date}T{time}")
    microsecond = int((fraction or "")[:6].ljust(6, "0"))
    return parsed.replace(microsecond=microsecond, tzinfo=zone).astimezone(timezone.utc)
