"""What callers give, in the form that the library takes."""

from __future__ import annotations

import json
import math
import re

from ._errors import InvalidArgumentError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_SURROGATES = "expected text without unpaired surrogates"


def encode(text: str, what: str) -> bytes:
    """Text that is no JSON.

    Raises:
        InvalidArgumentError: It holds NUL or an unpaired surrogate, or is no text.

    """
    if not isinstance(text, str):
        raise InvalidArgumentError(f"{what}: expected a string, found {type(text).__name__}", member=what)
    if "\0" in text:
        raise InvalidArgumentError(f"{what}: expected text without NUL characters", member=what)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidArgumentError(f"{what}: {_SURROGATES}", member=what) from None


def encode_json(members: Mapping[str, Any], operation: str | None = None, within: str = "") -> bytes:
    """An operation's input, a configuration or options as JSON; `within` is what all of it is part of.

    Raises:
        InvalidArgumentError: A value cannot be written as JSON; `member` names it.

    """
    try:
        return json.dumps(members, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        for member, problem in _problems(members, within):
            message = f"{_python_name(member)}: {problem}"
            raise InvalidArgumentError(message, member=member, operation=operation) from None
        raise


def _problems(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """What JSON does not have, each with the path to it."""
    if isinstance(value, str):
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
    """`companyId` as `company_id`, and `timeoutMs` as `timeout`: the keyword that the value came in."""
    first = re.match(r"\w*", member)
    keyword = first[0] if first else ""
    snake = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), keyword)
    return re.sub("_ms$", "", snake) + member[len(keyword) :]
