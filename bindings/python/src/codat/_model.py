"""What all models are: read-only dataclasses of the service's own JSON objects."""

from __future__ import annotations

from ._field import MISSING, Field, fields_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from datetime import datetime
    from inspect import Signature
    from typing import Any, TypeVar

    M = TypeVar("M", bound="Model")
else:
    # Models are dataclasses to type checkers, and to code that asks `dataclasses` about one: `_OfDataclass`.
    # To import that module, and let it compile methods for each model, took most of the time of `import
    # codat`.
    field = Field

    def dataclass(frozen: bool) -> Callable[[type[M]], type[M]]:
        """Turns a class of annotated fields into a model."""
        assert frozen, "every model is read-only"

        def make(cls: type[M]) -> type[M]:
            own = {}
            for name, annotation in cls.__annotations__.items():
                given = vars(cls).get(name, MISSING)
                own[name] = given if isinstance(given, Field) else Field(given)
                setattr(cls, name, own[name].named(name, annotation))
            cls._fields = {**cls._fields, **own}
            return cls

        return make


class _OfDataclass(dict):  # type: ignore[type-arg]  # 3.9 would make it generic at run time
    """The attribute by which `dataclasses` knows its classes, created when it is first used.

    In the namespace of `Model` itself it is an empty dict of fields.
    """

    def __set_name__(self, _: type[Model], name: str) -> None:
        self._name = name

    def __get__(self, _: Model | None, model: type[Model]) -> Any:
        known_as = _known_as.get(model)
        if known_as is None:
            import dataclasses

            fields: Mapping[str, Any] = model._fields  # type: ignore[attr-defined]
            known_as = _known_as[model] = dataclasses.make_dataclass(
                model.__name__,
                [
                    (name, each.annotation, dataclasses.field(**each.keywords()))
                    for name, each in fields.items()
                ],
                frozen=True,
            )
            known_as.__module__ = model.__module__
        return getattr(known_as, self._name)


_known_as: dict[type[Model], type[Any]] = {}


class Model:
    """A JSON object of the service as a read-only dataclass.

    Each field stands for one field of the JSON, its name in snake case; it is `None` if the service sent none
    or null. Values of enumerations are their text, known or not. JSON fields that this version does not know
    are in `extra`: nothing is lost or refused.

    You can create models yourself, for example in tests: `Company(id="…", name="Toft Bakery")`. They compare
    by their fields, can be pickled, and may be read from several threads at once.
    """

    if not TYPE_CHECKING:
        _fields = {}
        __dataclass_fields__ = _OfDataclass()
        __dataclass_params__ = _OfDataclass()

        def __init__(self, *values: Any, **named: Any) -> None:
            given = _signature(type(self)).bind(*values, **named)
            given.apply_defaults()
            self.__dict__.update(given.arguments)

        def __getattr__(self, name: str) -> Any:
            # If a class has no such method, msgspec reads only `__dict__`, without the fields' descriptors.
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

        def __setattr__(self, name: str, value: Any) -> None:
            from dataclasses import FrozenInstanceError

            raise FrozenInstanceError(f"cannot assign to field {name!r}")

        def __delattr__(self, name: str) -> None:
            from dataclasses import FrozenInstanceError

            raise FrozenInstanceError(f"cannot delete field {name!r}")

        def __eq__(self, other: object) -> bool:
            if type(other) is not type(self):
                return NotImplemented
            return _values(self) == _values(other)

        def __hash__(self) -> int:
            return hash(_values(self))

        def __repr__(self) -> str:
            shown = (f"{name}={getattr(self, name)!r}" for name, each in self._fields.items() if each.repr)
            return f"{type(self).__qualname__}({', '.join(shown)})"

    @classmethod
    def from_dict(cls: type[M], json: Mapping[str, Any], meta: Meta | None = None) -> M:
        """Creates a model from the service's own JSON object; `meta` is what is known about its call.

        The object belongs to the model from then on: do not change it.
        """
        plan = _plans.get(cls) or _plan(cls)
        made = cls.__new__(cls)
        values = made.__dict__
        values["_json"] = json
        values["_meta"] = meta
        if plan.is_eager:
            _values(made)
        return made

    def to_dict(self) -> dict[str, Any]:
        """Returns the service's own JSON object, with the fields that are not None, unknown ones included."""
        return {**_members(self, lambda each: each.to_dict()), **self.extra}

    @property
    def extra(self) -> dict[str, Any]:
        """The JSON fields that this version of the library does not know."""
        json: Mapping[str, Any] = self.__dict__.get("_json", {})
        return {member: json[member] for member in json.keys() - _plan(type(self)).members}


class Resource(Model):
    """A model that a call returned, directly or within another model."""

    @property
    def meta(self) -> Meta:
        """What is known about the call that returned this object."""
        return self.__dict__.get("_meta") or NOTHING_KNOWN


def member(
    name: str | None = None, model: type[Model] | None = None, values: type[Model] | None = None
) -> Any:
    """A field that is None if the service sends none, with what is special about it.

    Args:
        name: The field's name in JSON, if it is not the camel case of its name in the class.
        model: The model of its object, or of the objects in its list.
        values: The model of the values of its object, whose names are data.

    """
    return field(default=None, metadata={"name": name, "model": model, "values": values})


class _Plan:
    """How a model is read: its fields, and their names in JSON."""

    def __init__(self, model: type[Model]) -> None:
        self.fields = fields_of(model)
        self.members = frozenset(each.member for each in self.fields.values())
        self.is_eager = "__dataclass_fields__" in vars(model)
        """Whether it is a dataclass of the standard library: some tools read the `__dict__` of these."""


_plans: dict[type[Model], _Plan] = {}


def _plan(model: type[Model]) -> _Plan:
    plan = _plans.get(model)
    if plan is None:
        # Two threads may both create it: they create the same.
        plan = _plans[model] = _Plan(model)
    return plan


def _signature(model: type[Model]) -> Signature:
    """The arguments to create a model with."""
    from inspect import Parameter, Signature

    parameters = []
    for name, each in _plan(model).fields.items():
        given = each.keywords()
        default = given["default_factory"]() if "default_factory" in given else Parameter.empty
        default = given.get("default", default)
        parameters.append(Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default))
    return Signature(parameters)


def _values(model: Model) -> tuple[Any, ...]:
    return tuple(getattr(model, name) for name in _plan(type(model)).fields)


def known(model: Model) -> dict[str, Any]:
    """A model as input: without the fields that this version does not know, which would be refused."""
    return _members(model, known)


def _members(model: Model, of: Callable[[Model], Any]) -> dict[str, Any]:
    """The fields of a model that are not None, as JSON; `of` converts the models within."""
    fields = _plan(type(model)).fields.items()
    return {
        each.member: _plain(value, of) for name, each in fields if (value := getattr(model, name)) is not None
    }


def _plain(value: Any, of: Callable[[Model], Any]) -> Any:
    """A field's value as JSON."""
    if isinstance(value, list):
        return [_plain(item, of) for item in value]
    if isinstance(value, dict):
        return {name: _plain(each, of) for name, each in value.items()}
    return of(value) if isinstance(value, Model) else value


@dataclass(frozen=True)
class RateLimit(Model):
    """The account's request quota, as the service reports it with each response."""

    limit: int | None = None
    """Requests allowed in the quota period."""
    remaining: int | None = None
    """Requests left in the quota period."""
    reset: str | None = None
    """When the quota is renewed; see `parse_time`."""


@dataclass(frozen=True)
class Meta(Model):
    """What is known about a call besides its result."""

    status: int | None = None
    """The HTTP status of the last response; None if there was none."""
    attempts: int = 0
    """The number of attempts to send the request."""
    idempotency_key: str | None = None
    """The `Idempotency-Key` of all attempts; None except for POST and PATCH."""
    rate_limit: RateLimit | None = member(model=RateLimit)
    """The request quota as of the last response; None if the response did not report it."""
    elapsed_ms: int = 0
    """How long the call took, waiting included, in milliseconds."""
    queued_ms: int = 0
    """How long the call waited for its turn, in milliseconds; part of `elapsed_ms`."""

    @property
    def elapsed(self) -> float:
        """How long the call took, waiting included, in seconds."""
        return self.elapsed_ms / 1000


NOTHING_KNOWN = Meta.from_dict({})
"""The `Meta` of results without a call. `Meta()` would import `inspect`, which can fail."""


def parse_time(text: str) -> datetime:
    """Reads a time as the service writes it, such as `company.created`: an aware datetime in UTC.

    Digits beyond microseconds are cut off (the service sends up to 7). A time without a zone is taken as UTC.
    The dates of HTTP headers, such as `rate_limit.reset`, are read as well.

    Raises:
        ValueError: The text is neither, or the time in UTC is before the year 1 or after 9999.

    """
    import re
    from datetime import datetime, timedelta, timezone

    pattern = r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d\d):?(\d\d))?"
    found = re.fullmatch(pattern, text)
    try:
        if not found:
            from email.utils import parsedate_to_datetime

            return parsedate_to_datetime(text).astimezone(timezone.utc)
        date, time, fraction, sign, hours, minutes = found.groups()
        zone = timezone.utc
        if sign:
            offset = timedelta(hours=int(hours), minutes=int(minutes))
            zone = timezone(-offset if sign == "-" else offset)
        parsed = datetime.fromisoformat(f"{date}T{time}")
        microsecond = int((fraction or "")[:6].ljust(6, "0"))
        return parsed.replace(microsecond=microsecond, tzinfo=zone).astimezone(timezone.utc)
    except (IndexError, OverflowError, TypeError, ValueError):
        expected = "expected a time such as 2026-01-31T09:30:00.1234567Z"
        raise ValueError(f"{expected}, found {text!r}") from None
