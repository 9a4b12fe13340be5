"""The scenarios that every language runs: tests/conformance."""

from __future__ import annotations

import inspect
import json
import logging
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from names import camel, snake
from patterns import mismatch

import codat

SCENARIOS = sorted((Path(__file__).parents[3] / "tests/conformance/scenarios").glob("*.json"))


@contextmanager
def reported(name: str) -> Iterator[None]:
    """Adds a line to the table of scenarios and languages, where one is wanted."""
    outcome = "fail"
    try:
        yield
        outcome = "pass"
    finally:
        if "CODAT_CONFORMANCE_REPORT" in os.environ:
            with open(os.environ["CODAT_CONFORMANCE_REPORT"], "a") as table:
                table.write(f"python\t{name}\t{outcome}\n")


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) > 30


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    with reported(path.stem):
        play(json.loads(path.read_text()))


def play(scenario: dict[str, Any]) -> None:
    # No day ends, and no quota is renewed, while a scenario runs.
    with codat.Sandbox(start_time="2026-06-15T12:00:00Z") as sandbox:
        saved = {"baseUrl": sandbox.base_url, "apiKey": sandbox.api_key}
        with listening() as events, sandbox.client(**arguments(scenario.get("client", {}))) as client:
            for number, step in enumerate(scenario["steps"], 1):
                for _ in range(step.get("times", 1)):
                    events.clear()
                    run(fill(step, saved), sandbox, client, saved, events, f"step {number}")


@contextmanager
def listening() -> Iterator[list[dict[str, Any]]]:
    """The log events of the clients that are created in the `with` block, as they arrive."""
    events: list[dict[str, Any]] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            level = {"WARNING": "warn"}.get(record.levelname, record.levelname.lower())
            events.append({**record.codat, "level": level})  # type: ignore[attr-defined]

    logger, handler = logging.getLogger("codat"), Handler()
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield events
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


def run(
    step: dict[str, Any],
    sandbox: codat.Sandbox,
    client: codat.Client,
    saved: dict[str, str],
    events: list[dict[str, Any]],
    where: str,
) -> None:
    try:
        document = perform(step, sandbox, client)
    except codat.CodatError as error:
        document = {"error": plain_error(error), "meta": error.meta.to_dict()}
    document["log"] = events
    expect = step.get("expect", {})
    if "error" not in expect:
        assert "error" not in document, f"{where}: {document}"
    for part in ("result", "error", "meta", "log"):
        if part in expect:
            assert not mismatch(expect[part], document.get(part)), where
    if "text" in expect:
        assert expect["text"] in document["text"], where
    for name, pointer in step.get("save", {}).items():
        value: Any = document
        for member in pointer.strip("/").split("/"):
            value = value[int(member) if isinstance(value, list) else member]
        saved[name] = value


def perform(step: dict[str, Any], sandbox: codat.Sandbox, client: codat.Client) -> dict[str, Any]:
    members = step.get("input", {})
    context = codat.Context(**arguments(step["context"])) if "context" in step else codat.Context()
    cancelling = threading.Timer(step.get("cancelAfterMs", 0) / 1000, context.cancel)
    if step.get("cancelAfterMs") == 0:
        context.cancel()
    elif "cancelAfterMs" in step:
        cancelling.start()
    try:
        if "control" in step:
            return {"result": sandbox.control(step["control"], **members)}
        if "verify" in step:
            event = verify(step["verify"])
            return {"result": event.to_dict()}
        if "newClient" in step:
            codat.Client(**arguments(step["newClient"])).close()
            return {}
        if "iterate" in step:
            if step["iterate"] == "request.list":
                return {"result": list(client.iterate(context=context, **members))}
            companies = client.companies.iterate(context=context, **arguments(members))
            return {"result": [company.to_dict() for company in companies]}
        if "inputText" in step:
            answer = client.call(step["call"], step["inputText"], context=context)
            text = f'{{"result":{answer.text},"meta":{{'
            return {"result": answer.json(), "meta": answer.meta.to_dict(), "text": text}
        return typed(step["call"], members, client, context)
    finally:
        cancelling.cancel()


def verify(webhook: dict[str, Any]) -> codat.WebhookEvent:
    return codat.webhook.verify(
        webhook["secret"],
        webhook["headers"],
        webhook["body"].encode(),
        tolerance=webhook.get("toleranceSeconds"),
        now=webhook["now"],
    )


def typed(
    operation: str, members: dict[str, Any], client: codat.Client, context: codat.Context
) -> dict[str, Any]:
    subject, verb = operation.split(".")
    if subject == "request":
        if verb == "list":
            query = {"page": members["page"], **members["query"]}
            verb, members = "get", {"path": members["path"], "query": query}
        result = client.request(verb.upper(), context=context, **members)
        return {"result": result.json(), "meta": result.meta.to_dict()}
    method = getattr(getattr(client, subject), verb)
    taken = list(inspect.signature(method).parameters.values())
    positional = [camel(each.name) for each in taken if each.kind is each.POSITIONAL_OR_KEYWORD]
    if "companies" in members:
        requests = [codat.CompanyRequest.from_dict(each) for each in members["companies"]]
        members = {**members, "companies": requests}
    leading = [members[name] for name in positional if name in members]
    others = {name: value for name, value in members.items() if name not in positional}
    if {"profile", "configuration"}.intersection(positional):
        leading, others = [*leading, others], {}
    if "groups" in others:
        others["groups"] = [group["id"] for group in others["groups"]]
    answer = method(*leading, context=context, **arguments(others))
    if isinstance(answer, codat.Meta):
        return {"result": None, "meta": answer.to_dict()}
    return {"result": answer.to_dict(), "meta": answer.meta.to_dict()}


def arguments(members: dict[str, Any]) -> dict[str, Any]:
    """Fields of the JSON as keywords of Python: snake case, times in seconds."""
    given = {}
    for member, value in members.items():
        name = snake(member)
        if name.endswith("_ms"):
            name, value = name[:-3], value / 1000
        given[name] = value
    return given


def plain_error(error: codat.CodatError) -> dict[str, Any]:
    """The attributes of an error under the names of the JSON."""
    names = [*codat.CodatError.__annotations__]
    names.remove("meta")
    plain = {camel(name): getattr(error, name) for name in names}
    after = plain.pop("retryAfter")
    plain["retryAfterMs"] = None if after is None else after * 1000
    return plain


def fill(value: Any, saved: dict[str, str]) -> Any:
    """Replaces `${name}` by what was saved under the name."""
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda name: saved[name[1]], value)
    if isinstance(value, list):
        return [fill(item, saved) for item in value]
    if isinstance(value, dict):
        return {name: fill(item, saved) for name, item in value.items()}
    return value
