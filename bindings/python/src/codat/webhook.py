"""Checking what the service sends of its own accord.

event = codat.webhook.verify(secret, request.headers, request.body)
if event.event_type == "connection.disconnected":
    ...
"""

from __future__ import annotations

import json

from . import _native
from ._errors import InvalidArgumentError, error_of
from ._webhook_models import WebhookEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Protocol, Union

    class HasItems(Protocol):
        """A mapping, as far as it is needed here; the headers of `http.server` are none otherwise."""

        def items(self) -> Iterable[tuple[Any, Any]]:
            """The names, each with its value or values."""

    Text = Union[str, bytes]
    Headers = Union[HasItems, Iterable[tuple[Text, Text]]]

__all__ = ["verify"]


def verify(
    secret: str | Iterable[str],
    headers: Headers,
    body: bytes | bytearray | memoryview,
    *,
    tolerance: int | None = None,
    now: int | None = None,
) -> WebhookEvent:
    """Checks that a webhook comes from the service, and is of now. Answer its request 2xx only where it does.

    Nothing is sent, and no client is needed. Safe to call from any number of threads at once.

    Args:
        secret: The consumer's secret, `"whsec_…"`; while it is being changed the old and the new one.
        headers: The request's headers: any mapping (of Flask, Django, Starlette, `http.server`, …) or
            pairs, names in any case, text or bytes.
        body: The request's body as it arrived, byte for byte: before any decoding.
        tolerance: How many seconds the event's time may be from `now`, to either side. Default: 300.
        now: What time it is, in Unix seconds. Default: the system's time.

    Returns:
        The event. Its `id` is the same when it is delivered again.

    Raises:
        WebhookError: It is not to be trusted; its subclasses tell why.
        InvalidArgumentError: An argument is not as described.

    """
    secrets = secret if isinstance(secret, str) else " ".join(secret)
    if isinstance(body, str):
        raise InvalidArgumentError("body: expected the bytes as they arrived, found str", member="body")
    raw = bytes(body)
    options = {"toleranceSeconds": tolerance, "now": now}
    status, document = _native.document(
        "codat_webhook_verify",
        _native.encode(secrets, "secret"),
        json.dumps(_plain(headers)).encode(),
        raw,
        len(raw),
        json.dumps({name: value for name, value in options.items() if value is not None}).encode(),
    )
    if status:
        raise error_of(document)
    return WebhookEvent.from_dict(json.loads(document)["result"])


def _plain(headers: Headers) -> dict[str, list[str]]:
    """Headers as JSON; of one that came several times, all its values."""
    items = getattr(headers, "items", None)
    pairs: Any = items() if callable(items) else headers
    plain: dict[str, list[str]] = {}
    for name, value in pairs:
        values = [value] if isinstance(value, (str, bytes)) else list(value)
        plain.setdefault(_text(name), []).extend(map(_text, values))
    return plain


def _text(value: Any) -> str:
    # HTTP's own encoding, in which every byte is a character.
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
