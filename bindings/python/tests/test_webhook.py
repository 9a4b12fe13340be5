"""Webhooks: what is genuine is told from what is not."""

from __future__ import annotations

import threading
import time
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

import codat

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
NOW = 1614265330
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(NOW),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_headers_of_any_kind() -> None:
    message = Message()
    for name, value in HEADERS.items():
        message[name.title()] = value
    kinds: list[Any] = [
        HEADERS,
        message,
        [*HEADERS.items()],
        {name: [value] for name, value in HEADERS.items()},
        [(name.encode(), value.encode()) for name, value in HEADERS.items()],
        {**HEADERS, "cookie": "caf\xe9", "x-empty": ""},
    ]
    for headers in kinds:
        event = codat.webhook.verify(SECRET, headers, BODY, now=NOW)
        assert (event.id, event.timestamp, event.event_type) == (HEADERS["webhook-id"], NOW, None)
        assert event.body.to_dict() == {"test": 2432232314}
    codat.webhook.verify(
        ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", SECRET], HEADERS, bytearray(BODY), now=NOW
    )


def test_ten_thousand_changed_bits_are_refused() -> None:
    parts = [BODY, *(HEADERS[name].encode() for name in HEADERS)]
    bits = [(part, bit) for part in range(4) for bit in range(8 * len(parts[part]))]
    refused = 0
    for turn in range(10_000):
        part, bit = bits[turn % len(bits)]
        changed = [bytearray(each) for each in parts]
        changed[part][bit // 8] ^= 1 << bit % 8
        # From the second round on another bit of the same part is changed as well.
        other = (bit + 1 + turn // len(bits)) % (8 * len(parts[part]))
        if turn >= len(bits):
            changed[part][other // 8] ^= 1 << other % 8
        body, *values = changed
        headers = dict(zip(HEADERS, (bytes(value) for value in values)))
        with pytest.raises((codat.WebhookError, codat.InvalidArgumentError)):
            codat.webhook.verify(SECRET, headers, bytes(body), now=NOW)
        refused += 1
    assert refused == 10_000


@pytest.mark.parametrize(
    ("changes", "body", "now", "error"),
    [
        ({"webhook-id": None}, BODY, NOW, codat.WebhookMissingHeaderError),
        ({}, BODY, NOW + 301, codat.WebhookStaleError),
        ({}, BODY, NOW - 301, codat.WebhookFutureError),
        ({}, BODY + b"\0", NOW, codat.WebhookBadSignatureError),
        ({}, b"\xff\xfe", NOW, codat.WebhookBadSignatureError),
        ({"webhook-timestamp": "soon"}, BODY, NOW, codat.WebhookMalformedError),
    ],
)
def test_each_reason_has_its_class(
    changes: dict[str, Any], body: bytes, now: int, error: type[codat.WebhookError]
) -> None:
    headers = {name: value for name, value in {**HEADERS, **changes}.items() if value is not None}
    with pytest.raises(error) as caught:
        codat.webhook.verify(SECRET, headers, body, now=now)
    assert isinstance(caught.value, codat.WebhookError)
    assert SECRET[6:] not in str(caught.value)


def test_a_decoded_body_is_refused() -> None:
    with pytest.raises(codat.InvalidArgumentError, match="bytes"):
        codat.webhook.verify(SECRET, HEADERS, BODY.decode(), now=NOW)  # type: ignore[arg-type]


def test_what_the_sandbox_sends_verifies() -> None:
    received: list[codat.WebhookEvent] = []
    arrived = threading.Event()

    class Consumer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(codat.webhook.verify(sandbox.webhook_secret, self.headers, body))
            self.send_response(204)
            self.end_headers()
            if received[-1].event_type == "read.completed":
                arrived.set()

        def log_message(self, *_: object) -> None:
            pass

    with (
        codat.Sandbox() as sandbox,
        sandbox.client() as client,
        HTTPServer(("127.0.0.1", 0), Consumer) as server,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client.webhooks.create(
            f"http://127.0.0.1:{server.server_port}/events", ["connection.connected", "read.completed"]
        )
        company = client.companies.create("Toft Bakery")
        linked = sandbox.link_platform(company.id)
        sandbox.set_pull_time(0)
        client.refresh.by_data_type(company.id, "invoices")
        assert arrived.wait(30)
        # The sandbox records the attempt after the response has arrived.
        deadline = time.monotonic() + 30
        while any(each["status"] != "delivered" for each in sandbox.webhooks()):
            assert time.monotonic() < deadline
        server.shutdown()
    connected, read = received
    assert connected.event_type == "connection.connected"
    payload = connected.body.payload
    assert payload
    assert payload.connection
    assert payload.reference_company
    assert (payload.connection.id, payload.connection.status) == (
        linked,
        codat.ConnectionStatus.LINKED,
    )
    assert payload.reference_company.name == "Toft Bakery"
    payload = read.body.payload
    assert payload
    assert payload.data_types
    assert [each.data_type for each in payload.data_types] == ["invoices"]
