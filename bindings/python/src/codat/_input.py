"""What callers pass, in the form that the library takes."""

from __future__ import annotations

import json
import math
import re

from ._errors import InvalidArgumentError
from ._model import Model, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

_SURROGATES = "expected text without unpaired surrogates"


def encode(text: str, what: str) -> bytes:
    """Encodes text that is not JSON.

    Raises:
        InvalidArgumentError: The text holds NUL or an unpaired surrogate, or is no text.

    """
    if not isinstance(text, str):
        raise InvalidArgumentError(f"{what}: expected a string, found {type(text).__name__}", member=what)
    if "\0" in text:
        raise InvalidArgumentError(f"{what}: expected text without NUL characters", member=what)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidArgumentError(f"{what}: {_SURROGATES}", member=what) from None


class Given:
    """An argument that becomes JSON when the call begins, which refuses a wrong type."""

    def __init__(self, member: str, value: Any, plain: Callable[[Any], Any]) -> None:
        self._member = member
        self._value = value
        self._plain = plain
        self._made: Any = None

    def json(self) -> Any:
        """The argument in JSON.

        Raises:
            InvalidArgumentError: The argument has another type.

        """
        if self._made is None:
            try:
                self._made = self._plain(self._value)
            except InvalidArgumentError:
                raise
            except (TypeError, ValueError) as problem:
                message = f"{_python_name(self._member)}: {problem}"
                raise InvalidArgumentError(message, member=self._member) from None
        return self._made


def several(
    member: str, values: Iterable[Any] | None, plain: Callable[[Any], Any] | None = None
) -> Given | None:
    """An iterable of texts or other values, each converted by `plain`; None if `values` is None."""

    def as_list(values: Any) -> list[Any]:
        # Text is an iterable of its characters, which is never what the caller means.
        if isinstance(values, (str, bytes, bytearray, dict)) or not hasattr(values, "__iter__"):
            raise TypeError(f"expected a list or another iterable, found {type(values).__name__}")
        return [each if plain is None else plain(each) for each in values]

    return None if values is None else Given(member, values, as_list)


def pairs(member: str, values: Mapping[str, str] | None) -> Given | None:
    """A mapping; None if `values` is None."""
    return None if values is None else Given(member, values, _as_dict)


def _as_dict(values: Any, expected: str = "a mapping") -> dict[str, Any]:
    if not hasattr(values, "keys"):
        raise TypeError(f"expected {expected}, found {type(values).__name__}")
    made = dict(values)
    for name in made:
        # `json` would write names that are None, True or numbers as text.
        if not isinstance(name, str):
            raise TypeError(f"expected text for each name, found {type(name).__name__}")
    return made


def plain(value: Any) -> dict[str, Any]:
    """A model, or a mapping with the names of the JSON, as JSON."""
    return known(value) if isinstance(value, Model) else _as_dict(value, "a model or a mapping")


def with_fields(what: str, value: Any, **parameters: str) -> dict[str, Any]:
    """The input of an operation: its parameters, and the fields of a model or mapping, the argument `what`.

    Raises:
        InvalidArgumentError: The value is neither, or has a field with the name of a parameter.

    """
    fields: dict[str, Any] = Given(what, value, plain).json()
    for name in (*parameters, "extra"):
        if name in fields:
            raise InvalidArgumentError(f"{name}: unknown in {what}", member=name)
    return {**parameters, **fields}


def milliseconds(name: str, seconds: float) -> int:
    """Seconds as whole milliseconds, rounded up: a short time must not become zero.

    Raises:
        InvalidArgumentError: `seconds` is no number of seconds.

    """
    try:
        known = not isinstance(seconds, bool) and isinstance(seconds, (int, float)) and math.isfinite(seconds)
    except OverflowError:
        known = False
    if not known:
        raise InvalidArgumentError(f"{name}: expected a number of seconds, found {seconds!r}", member=name)
    return math.ceil(seconds * 1000)


def _json_of(value: Any) -> Any:
    if isinstance(value, Given):
        return value.json()
    if isinstance(value, Model):
        return known(value)
    raise TypeError


# One encoder for all calls: `json.dumps` would create one for each call.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_json_of).encode


def encode_input(input: str | Mapping[str, Any]) -> bytes:
    """An operation's input as JSON; text is JSON already.

    Raises:
        InvalidArgumentError: The input is neither text nor a mapping, or cannot be written as JSON.

    """
    if isinstance(input, str):
        return encode(input, "input")
    try:
        members = dict(input)
    except (TypeError, ValueError):
        message = f"input: expected text or a mapping, found {type(input).__name__}"
        raise InvalidArgumentError(message, member="input") from None
    return encode_json(members)


def encode_json(members: Mapping[str, Any], operation: str | None = None, within: str = "") -> bytes:
    """An operation's input, a configuration or options as JSON; `within` is the path to them.

    Raises:
        InvalidArgumentError: A value cannot be written as JSON; `member` names it.

    """
    try:
        return _encode(members).encode()
    except InvalidArgumentError as refused:
        refused.operation = operation
        raise
    except RecursionError:
        raise InvalidArgumentError("nested too deep", member=within or "input", operation=operation) from None
    except (TypeError, ValueError) as failure:
        if "Circular" in str(failure):
            message = "expected a value that JSON has, found one that contains itself"
            raise InvalidArgumentError(message, member=within or "input", operation=operation) from None
        for member, problem in _problems(members, within):
            message = f"{_python_name(member)}: {problem}"
            raise InvalidArgumentError(message, member=member, operation=operation) from None
        raise


def _problems(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The values that JSON does not have, each with its path."""
    if isinstance(value, (Given, Model)):
        yield from _problems(_json_of(value), path)
    elif isinstance(value, str):
        if not _is_clean(value):
            yield path, _SURROGATES
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield path, f"expected a finite number, found {value!r}"
    elif isinstance(value, dict):
        for name, each in value.items():
            if not isinstance(name, str):
                yield path, f"expected text for each name, found {type(name).__name__}"
            elif not _is_clean(name):
                yield path, _SURROGATES
            else:
                yield from _problems(each, f"{path}.{name}" if path else name)
    elif isinstance(value, (list, tuple)):
        for index, each in enumerate(value):
            yield from _problems(each, f"{path}[{index}]")
    elif value is not None and not isinstance(value, int):
        yield path, f"expected a value that JSON has, found {type(value).__name__}"


def _is_clean(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


def _python_name(member: str) -> str:
    """Returns `company_id` for `companyId`, and `timeout` for `timeoutMs`: the keyword of the value."""
    first = re.match(r"\w*", member)
    keyword = first[0] if first else ""
    snake = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), keyword)
    return re.sub("_ms$", "", snake) + member[len(keyword) :]
