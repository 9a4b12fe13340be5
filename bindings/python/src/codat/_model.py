"""What all models are: read-only, typed views of the service's own JSON objects."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any, ClassVar


class Model:
    """A read-only, typed view of a JSON object as the service sent it.

    Each attribute stands for one member; it is `None` where the service sent none or null. Values of
    enumerations are their text, known or not. Members that this version does not know are in `extra`. Nothing
    is
    lost or refused, and nothing is converted before it is asked for: pages of thousands cost little.

    Models compare by their content, can be pickled, and can be made from a mapping, in tests for instance:
    `Company({"id": "…", "name": "Toft Bakery"})`. They may be read from several threads at once.
    """

    # A plain function per attribute would do the same; this spares hundreds of lines of them, and the time
    # that importing `dataclasses` takes.
    _members: ClassVar[dict[str, str]] = {}
    _required: ClassVar[tuple[str, ...]] = ()

    def __init__(self, json: Mapping[str, Any], meta: Meta | None = None) -> None:
        """Makes a view of `json`, which it keeps; `meta` is what is known about the call that returned it."""
        self.__dict__["_json"] = json
        self.__dict__["_meta"] = meta

    def __init_subclass__(
        cls,
        names: Mapping[str, str] | None = None,
        nested: Mapping[str, type[Model]] | None = None,
        required: tuple[str, ...] = (),
    ) -> None:
        """Makes an attribute of each annotation.

        `names` are members whose name is not the attribute's in camel case, `nested` the attributes that hold
        models or lists of them, and `required` the members without which an answer is none.
        """
        cls._required = required
        cls._members = {}
        for attribute in cls.__annotations__:
            first, *rest = attribute.split("_")
            member = (names or {}).get(attribute) or first + "".join(word.capitalize() for word in rest)
            cls._members[attribute] = member
            setattr(cls, attribute, _Member(attribute, member, (nested or {}).get(attribute)))

    @property
    def meta(self) -> Meta:
        """What is known about the call that returned this object, by itself or within another."""
        meta: Meta | None = self.__dict__["_meta"]
        return Meta({"attempts": 0, "elapsedMs": 0}) if meta is None else meta

    @property
    def extra(self) -> dict[str, Any]:
        """The members that this version of the library does not know."""
        known = set(self._members.values())
        return {member: value for member, value in self._json.items() if member not in known}

    def to_dict(self) -> dict[str, Any]:
        """The service's own JSON object, unknown members included, as a copy that is yours to change."""
        from copy import deepcopy

        return deepcopy(dict(self._json))

    @property
    def _json(self) -> Mapping[str, Any]:
        json: Mapping[str, Any] = self.__dict__["_json"]
        return json

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __eq__(self, other: object) -> bool:
        return self._json == other._json if type(other) is type(self) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # the content is made of lists and dicts

    def __repr__(self) -> str:
        shown = {name: self._json.get(member) for name, member in self._members.items()}
        told = ", ".join(f"{name}={value!r}" for name, value in shown.items() if value is not None)
        return f"{type(self).__name__}({told})"


class _Member:
    """An attribute of a model: looked up when it is first read, then found in the object's own dict."""

    def __init__(self, attribute: str, member: str, model: type[Model] | None) -> None:
        self.attribute, self.member, self.model = attribute, member, model

    def __get__(self, model: Model | None, owner: type[Model]) -> Any:
        if model is None:
            return self
        value = model._json.get(self.member)
        if self.model is not None:
            value = _nest(self.model, value, model.__dict__["_meta"])
        model.__dict__[self.attribute] = value
        return value


def _nest(model: type[Model], value: Any, meta: Meta | None) -> Any:
    """Models of JSON objects; what is something else survives as it is."""
    if isinstance(value, list):
        return [model(item, meta) if isinstance(item, dict) else item for item in value]
    return model(value, meta) if isinstance(value, dict) else value


class RateLimit(Model):
    """The account's request quota, as the service tells it with each answer."""

    limit: int | None
    """Requests allowed in the quota period."""
    remaining: int | None
    """Requests left in it."""
    reset: str | None
    """When the quota is renewed; see `parse_time`."""


class Meta(Model, nested={"rate_limit": RateLimit}):
    """What is known about a call besides its result."""

    status: int | None
    """The HTTP status of the last answer; None where there was none."""
    attempts: int
    """How many times the request was sent, or tried to be."""
    idempotency_key: str | None
    """The `Idempotency-Key` of all attempts; None except for POST and PATCH."""
    rate_limit: RateLimit | None
    """The request quota as of the last answer; None where it did not tell."""
    elapsed_ms: int
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
