"""Checking the webhooks that the service sends.

event = codat.webhook.verify(secret, request.headers, request.body)
if event.event_type == "connection.disconnected":
    ...
"""

from __future__ import annotations

from . import _native
from ._errors import UNDECODABLE, InvalidArgumentError, WebhookMalformedError, error_of
from ._input import encode, encode_json
from ._outcome import decode
from ._webhook_models import WebhookEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Protocol, Union

    class HasItems(Protocol):
        """A mapping, as far as it is needed here: the headers of `http.server` are no `Mapping`."""

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
    """Checks that a webhook comes from the service and is recent. Respond with 2xx only if it does.

    Nothing is sent, and no client is needed. Safe to call from any number of threads at once.

    Args:
        secret: The consumer's secret, `"whsec_…"`; while it is being changed the old and the new one.
        headers: The request's headers: any mapping (of Flask, Django, Starlette, `http.server`, …) or
            pairs, names in any case, text or bytes.
        body: The request's body as it arrived, byte for byte: before any decoding.
        tolerance: How many seconds the event's time may differ from `now`, in either direction. Default: 300.
        now: The current time, in Unix seconds. Default: the system's time.

    Returns:
        The event. Its `id` is the same when the event is delivered again.

    Raises:
        WebhookError: The webhook is not to be trusted; the subclass says why.
        InvalidArgumentError: An argument is not as described.

    """
    secrets = _secrets(secret)
    raw = _bytes(body)
    options = {"toleranceSeconds": tolerance, "now": now}
    status, document = _native.document(
        "codat_webhook_verify",
        encode(secrets, "secret"),
        encode_json(_plain(headers), within="headers"),
        raw,
        len(raw),
        encode_json({name: value for name, value in options.items() if value is not None}),
    )
    if status:
        raise error_of(document)
    try:
        return WebhookEvent.from_dict(decode(document)["result"])
    except UNDECODABLE as problem:
        message = f"the body cannot be decoded ({type(problem).__name__})"
        raise WebhookMalformedError(message) from problem


def _secrets(secret: str | Iterable[str]) -> str:
    """The secrets as the library takes them: separated by spaces."""
    each: list[Any] = [secret] if isinstance(secret, str) or not hasattr(secret, "__iter__") else [*secret]
    for one in each:
        # Iterating over bytes gives numbers, and an environment variable that is not set gives None.
        if not isinstance(one, str):
            found = type(secret if len(each) == 1 else one).__name__
            raise InvalidArgumentError(
                f'secret: expected text such as "whsec_…", or a list of such, found {found}', member="secret"
            )
    return " ".join(each)


def _bytes(body: bytes | bytearray | memoryview) -> bytes:
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise InvalidArgumentError(
            f"body: expected the bytes as they arrived, found {type(body).__name__}", member="body"
        )
    return bytes(body)


def _plain(headers: Headers) -> dict[str, list[str]]:
    """Headers as JSON; if a header came several times, with all its values.

    Raises:
        InvalidArgumentError: The headers are neither a mapping nor pairs.

    """
    items = getattr(headers, "items", None)
    plain: dict[str, list[str]] = {}
    try:
        pairs: Any = items() if callable(items) else headers
        for name, value in pairs:
            values = [value] if isinstance(value, (str, bytes)) else list(value)
            plain.setdefault(_text(name), []).extend(map(_text, values))
    except (TypeError, ValueError):
        raise InvalidArgumentError(
            "headers: expected a mapping, or pairs, of names and values", member="headers"
        ) from None
    return plain


def _text(value: Any) -> str:
    # HTTP's own encoding, in which every byte is a character.
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
