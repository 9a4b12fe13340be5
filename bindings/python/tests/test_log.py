"""What clients tell `logging`, and what they never do."""

from __future__ import annotations

import base64
import contextlib
import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import codat
from codat import _log

KEY = "a-key-that-nobody-may-see"


class Events(logging.Handler):
    """What a logger was told."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def logger(events: Events) -> Iterator[logging.Logger]:
    logger = logging.Logger("own", logging.DEBUG)
    logger.addHandler(events)
    yield logger
    assert not _log._loggers, "every client that was closed is forgotten"


@pytest.fixture
def sandbox() -> Iterator[codat.Sandbox]:
    with codat.Sandbox(api_key=KEY) as sandbox:
        yield sandbox


def test_records_have_a_readable_message(
    sandbox: codat.Sandbox, logger: logging.Logger, events: Events
) -> None:
    with sandbox.client(logger=logger, retry_delay=0.001) as client:
        sandbox.queue_faults({"effect": "status", "status": 503})
        client.groups.list()
    retried, succeeded = (record.getMessage() for record in events.records)
    assert retried.startswith("groups.list retry: attempt 1, ")
    assert "HTTP 503, server, again in" in retried
    assert succeeded.startswith("groups.list succeeded: attempt 2, ")
    assert [record.levelno for record in events.records] == [logging.WARNING, logging.DEBUG]
    assert events.records[1].codat["operation"] == "groups.list"  # type: ignore[attr-defined]


def test_the_log_level_is_that_at_the_creation_of_the_client(
    sandbox: codat.Sandbox, logger: logging.Logger, events: Events
) -> None:
    logger.setLevel(logging.INFO)
    with sandbox.client(logger=logger) as client:
        client.groups.list()
        with pytest.raises(codat.NotFoundError):
            client.companies.get("nobody")
    assert [record.levelname for record in events.records] == ["INFO"]


def test_a_disabled_logger_is_not_called(sandbox: codat.Sandbox, logger: logging.Logger) -> None:
    logger.setLevel(logging.CRITICAL)
    with sandbox.client(logger=logger):
        assert not _log._loggers


def test_a_log_handler_may_raise_and_make_calls(sandbox: codat.Sandbox, logger: logging.Logger) -> None:
    seen: list[Any] = []
    unraisable: list[Any] = []

    class Reckless(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append((record, client.groups.list()))
            raise RuntimeError("on purpose")

    logger.addHandler(Reckless())
    hook, sys.unraisablehook = sys.unraisablehook, unraisable.append
    try:
        with sandbox.client(logger=logger) as client:
            threads = [threading.Thread(target=client.groups.list) for _ in range(2)]
            for thread in threads:
                thread.start()
                thread.join()
            # In the main thread it may come from a signal handler: there it is raised.
            with pytest.raises(RuntimeError) as raised:
                client.groups.list()
            error = codat.call_error(raised.value)
            assert isinstance(error, codat.CallCancelledError)
            assert error.result.results == []
    finally:
        sys.unraisablehook = hook
    assert (len(seen), len(unraisable)) == (3, 2)


def test_closing_and_collecting_while_calls_run(sandbox: codat.Sandbox, logger: logging.Logger) -> None:
    sandbox.queue_faults({"effect": "delay", "delayMs": 50, "times": 64})

    def call(client: codat.Client) -> None:
        with contextlib.suppress(codat.InvalidHandleError):  # closed before it began
            client.groups.list()

    def work() -> None:
        client = sandbox.client(logger=logger)
        caller = threading.Thread(target=call, args=(client,))
        caller.start()
        client.close()
        caller.join()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sandbox.client(logger=logger)  # nobody keeps it
    gc.collect()


def test_a_client_left_open_ends_with_its_program() -> None:
    program = (
        "import logging, codat; logging.basicConfig(level=logging.DEBUG);"
        "sandbox = codat.Sandbox(); client = sandbox.client(); client.groups.list()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "DEBUG:codat:groups.list succeeded" in done.stderr


def test_no_secret_is_logged(sandbox: codat.Sandbox, logger: logging.Logger, events: Events) -> None:
    texts: list[str] = []
    with sandbox.client(logger=logger, retry_delay=0.001, max_retries=1) as client:
        for effect in ("cut", "garbage", "html", "empty", "truncate"):
            sandbox.queue_faults({"effect": effect, "times": 2})
            try:
                client.companies.create("x", description=KEY[::-1])
            except codat.CodatError as error:
                texts += [repr(error), str(error), repr(error.meta)]
        sandbox.clear_faults()
        client.groups.list()
        texts += [
            repr(client),
            repr(client.companies),
            repr(client.groups.list().meta),
            repr(codat.Context()),
        ]
    with pytest.raises(codat.InvalidArgumentError) as refused:
        codat.Client(KEY + "\nX")
    texts += [repr(refused.value), *(record.getMessage() for record in events.records)]
    texts += [repr(record.__dict__) for record in events.records]
    assert len(events.records) > 6
    for secret in (KEY, base64.b64encode(KEY.encode()).decode().rstrip("="), KEY[::-1]):
        assert not any(secret in text for text in texts)
