"""The fields of models: descriptors that read a field of the service's JSON when it is used."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Protocol

    class Read(Protocol):
        """A model, as far as its fields need it: it is read from an object of the service's JSON."""

        @classmethod
        def from_dict(cls, json: Any, meta: Any) -> Any:
            """Creates a model from a JSON object."""


class _Missing:
    """No value: one object, even after pickling."""

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


class Field:
    """The arguments of `dataclasses.field`, and the descriptor that reads a model's field from its JSON.

    The descriptor remains on the class, as the default does in a dataclass of the standard library: tools
    that find no such attribute set one, which would override what the service sent, in every object of the
    class.
    """

    name: str
    annotation: str
    member: str
    model: type[Read] | None
    values: type[Read] | None
    """The model of the values of an object whose names are data."""

    def __init__(
        self,
        default: Any = MISSING,
        default_factory: Callable[[], Any] = MISSING,
        repr: bool = True,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.repr = repr
        self.metadata = metadata or {}

    def named(self, name: str, annotation: str) -> Field:
        """Names the field as in the class; its name in JSON is camel case unless the metadata has another."""
        first, *rest = name.split("_")
        self.name, self.annotation = name, annotation
        self.member = self.metadata.get("name") or first + "".join(word.capitalize() for word in rest)
        self.model = self.metadata.get("model")
        self.values = self.metadata.get("values")
        return self

    def keywords(self) -> dict[str, Any]:
        """The same as arguments of `dataclasses.field`."""
        given = {name: getattr(self, name) for name in ("default", "default_factory", "repr", "metadata")}
        return {name: value for name, value in given.items() if value is not MISSING}

    def without(self) -> Any:
        """The value if the service did not send the field."""
        if self.default_factory is not MISSING:
            return self.default_factory()
        return None if self.default is MISSING else self.default

    def __get__(self, model: Read | None, cls: type[Read]) -> Any:
        if model is None:
            if self.default is MISSING:
                raise AttributeError(f"type object {cls.__name__!r} has no attribute {self.name!r}")
            return self.default
        # Each field is read when it is first used: pages hold thousands of objects.
        values = model.__dict__
        if "_json" not in values:
            raise AttributeError(f"{type(model).__name__!r} object has no attribute {self.name!r}")
        json = values["_json"]
        value = json.get(self.member, MISSING)
        if value is MISSING:
            value = self.without()
        elif self.model is not None:
            value = _nest(self.model, value, values["_meta"])
        elif self.values is not None and isinstance(value, dict):
            nested, meta = self.values, values["_meta"]
            value = {name: _nest(nested, each, meta) for name, each in value.items()}
        # Two threads may both come here: they get the same object.
        return values.setdefault(self.name, value)


def _nest(model: type[Read], value: Any, meta: object) -> Any:
    """Models of JSON objects; any other value is kept as it is."""
    if isinstance(value, list):
        return [model.from_dict(item, meta) if isinstance(item, dict) else item for item in value]
    return model.from_dict(value, meta) if isinstance(value, dict) else value


def fields_of(model: type[Read]) -> dict[str, Field]:
    """A model's fields, with those that a subclass adds or whose default it changes.

    A plain attribute of a subclass becomes its field's default, and so does the default of a field that the
    standard library's `dataclass` adds: a value that the service sends overrides it.
    """
    declared: dict[str, Field] = model._fields  # type: ignore[attr-defined]  # see `dataclass`
    added: Mapping[str, Any] = next(
        (own for cls in model.__mro__ if isinstance(own := vars(cls).get("__dataclass_fields__"), dict)), {}
    )
    fields = {}
    for name in {**declared, **added}:
        found = next((vars(cls)[name] for cls in model.__mro__ if name in vars(cls)), MISSING)
        if not isinstance(found, Field):
            like = declared.get(name)
            theirs: Any = added.get(name)
            made = Field(default=found, metadata=like.metadata if like else theirs.metadata)
            if callable(getattr(theirs, "default_factory", None)):
                made.default_factory = theirs.default_factory
            made.named(name, like.annotation if like else theirs.type)
            # An attribute that computes its value, such as a property, is kept.
            if not hasattr(found, "__get__"):
                setattr(model, name, made)
            found = made
        fields[name] = found
    return fields
