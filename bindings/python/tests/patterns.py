"""What must come out: the patterns of tests/conformance/README.md."""

from __future__ import annotations

import re
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
ABSENT = "<absent>"


def mismatch(pattern: Any, value: Any, where: str = "") -> str | None:
    """Why a value does not fit, or None."""
    if fits_named(pattern, value) or (not is_named(pattern) and pattern == value):
        return None
    if isinstance(pattern, dict) and not is_named(pattern) and isinstance(value, dict):
        members = (mismatch(each, value.get(name), f"{where}/{name}") for name, each in pattern.items())
        return next((found for found in members if found), None)
    if isinstance(pattern, list) and isinstance(value, list) and len(pattern) == len(value):
        items = (mismatch(a, b, f"{where}/{at}") for at, (a, b) in enumerate(zip(pattern, value)))
        return next((found for found in items if found), None)
    return f"{where or '/'}: expected {pattern!r}, found {value!r}"


def is_named(pattern: Any) -> bool:
    if isinstance(pattern, dict):
        return pattern.keys() in ({"<length>"}, {"<contains>"})
    return isinstance(pattern, str) and pattern in ("<uuid>", "<text>", "<number>", ABSENT)


def fits_named(pattern: Any, value: Any) -> bool:
    if not is_named(pattern):
        return False
    if isinstance(pattern, dict):
        if "<length>" in pattern:
            return isinstance(value, list) and len(value) == pattern["<length>"]
        return isinstance(value, str) and pattern["<contains>"] in value
    return {
        "<uuid>": isinstance(value, str) and bool(UUID.fullmatch(value)),
        "<text>": isinstance(value, str) and value != "",
        "<number>": isinstance(value, (int, float)) and not isinstance(value, bool),
        ABSENT: value is None,
    }[pattern]
