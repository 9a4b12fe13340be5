"""Every JSON example that the service's OpenAPI documents give for an operation decodes into its model.

The OpenAPI documents are in the folder that `CODAT_OAS_DIR` names; without it the test is skipped.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import inspect
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from names import snake

import codat
from codat import _native

FOLDER = os.environ.get("CODAT_OAS_DIR")
NEEDED = "CODAT_OAS_DIR names no folder with the service's OpenAPI documents"

ROWS: list[dict[str, Any]] = json.loads(_native.document("codat_operations")[1])["result"]
OPERATIONS: dict[str, str] = {each["operationId"]: each["name"] for each in ROWS if "operationId" in each}
# Which fields of a response must be equal to which argument.
ECHOES: dict[str, list[dict[str, Any]]] = {each["name"]: each.get("echoes", []) for each in ROWS}
VALUES: dict[str, Any] = {
    "event_types": ["read.completed"],
    "authorization": {"user": "me"},
    "allowed_origins": ["https://example.com"],
    "settings": [],
}


def resolved(document: Any, value: Any) -> Any:
    """What a `$ref` stands for."""
    while isinstance(value, dict) and "$ref" in value:
        target = document
        for part in value["$ref"].lstrip("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def examples_in(document: Any, content: Any) -> Iterator[Any]:
    """The examples of a body, its own and those of its schema."""
    media = content.get("content", {}).get("application/json", {})
    for each in media.get("examples", {}).values():
        yield resolved(document, each).get("value")
    schema = resolved(document, media.get("schema", {}))
    yield from (part["example"] for part in (media, schema) if "example" in part)
    yield from schema.get("examples", [])


def examples() -> Iterator[Any]:
    """Operation or event, the status of the response, and the example."""
    for path in sorted(Path(FOLDER or "/nowhere").glob("codat-platform-*.json")):
        document = json.loads(path.read_text())
        for item in document["paths"].values():
            for operation in (each for each in item.values() if isinstance(each, dict)):
                name = OPERATIONS.get(operation.get("operationId", ""), "")
                for status, response in operation.get("responses", {}).items() if name else ():
                    for number, value in enumerate(examples_in(document, resolved(document, response))):
                        about = f"{path.stem}-{name}-{status}-{number}"
                        yield pytest.param(name, int(status), value, id=about)


def events() -> Iterator[Any]:
    for path in sorted(Path(FOLDER or "/nowhere").glob("codat-platform-*.json")):
        document = json.loads(path.read_text())
        for name, item in document.get("webhooks", {}).items():
            for operation in (each for each in item.values() if isinstance(each, dict)):
                body = resolved(document, operation.get("requestBody", {}))
                for number, value in enumerate(examples_in(document, body)):
                    yield pytest.param(value, id=f"{path.stem}-{name}-{number}")


def call(client: codat.Client, operation: str, example: Any) -> Any:
    given = dict(VALUES)
    source = {"dataSource": example.get("dataSource", "x"), "requiredData": {}, "keyBy": []}
    is_custom = operation.startswith("custom")
    given["profile"] = {"name": example.get("name", "x"), "redirectUrl": "https://example.com"}
    given["configuration"] = source if is_custom else {"supplementalDataConfig": {}}
    for echo in ECHOES[operation]:
        holder = example.get("results", [{}])[0] if echo["inRows"] else example
        value = holder.get(echo["field"], "x")
        company = re.search("/companies/([^/]+)", value) if echo["how"] == "link" else None
        given[snake(echo["member"])] = company[1] if company else value
    subject, verb = operation.split(".")
    method = getattr(getattr(client, subject), verb)
    parameters = inspect.signature(method).parameters.values()
    needed = [
        each.name
        for each in parameters
        if (each.default, each.kind) == (each.empty, each.POSITIONAL_OR_KEYWORD)
    ]
    return method(*(given.get(name, "11111111-1111-4111-8111-111111111111") for name in needed))


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def check_read(model: codat.Model) -> None:
    """Every object within is the model that its field has, and what is not known is kept."""
    for name, each in type(model)._fields.items():  # type: ignore[attr-defined]
        value = getattr(model, name)
        for item in value if isinstance(value, list) else [value]:
            if each.metadata.get("model") is not None and item is not None:
                assert isinstance(item, each.metadata["model"])
                check_read(item)


def test_there_are_openapi_documents() -> None:
    if FOLDER is None:
        assert not os.environ.get("CI"), NEEDED
        pytest.skip(NEEDED)
    assert len([*examples()]) > 60
    assert len({each.values[0] for each in examples()}) > 25
    assert len([*events()]) > 10


@pytest.mark.parametrize(("operation", "status", "example"), [*examples()])
def test_each_openapi_example_decodes(
    sandbox: codat.Sandbox, client: codat.Client, operation: str, status: int, example: Any
) -> None:
    fault = {"effect": "status", "status": status, "body": json.dumps(example), "times": 9}
    sandbox.queue_faults(fault)
    if status >= 400:
        with pytest.raises(codat.CodatError) as raised:
            call(client, operation, example)
        assert raised.value.http_status == status
        assert raised.value.message == example["error"]
        return
    result = call(client, operation, example)
    if isinstance(result, codat.Meta):
        return
    assert without_nulls(result.to_dict()) == without_nulls(example)
    check_read(result)


@pytest.mark.parametrize("example", [*events()])
def test_each_example_of_a_webhook_decodes(example: Any) -> None:
    body, key, now = json.dumps(example).encode(), b"0123456789abcdef01234567", 1_700_000_000
    digest = base64.b64encode(hmac.new(key, f"1.{now}.".encode() + body, hashlib.sha256).digest())
    signature = f"v1,{digest.decode()}"
    headers = {"webhook-id": "1", "webhook-timestamp": str(now), "webhook-signature": signature}
    event = codat.webhook.verify(f"whsec_{base64.b64encode(key).decode()}", headers, body, now=now)
    assert without_nulls(event.body.to_dict()) == without_nulls(example)
    check_read(event.body)
