"""The thread that makes the main thread's calls."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
from waiting import descriptors, threads, wait_for

import codat
from codat import _interrupt

SLOW = {"effect": "delay", "delayMs": 30_000}


def test_one_thread_makes_all_calls(client: codat.Client) -> None:
    client.groups.list()
    before = threads(), descriptors()
    for _ in range(20):
        client.groups.list()
    assert (threads(), descriptors()) == before
    assert len(_interrupt._idle) == 1


def test_a_handler_makes_calls_while_a_call_waits(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({"effect": "delay", "delayMs": 500})
    made = []

    def handle(*_: object) -> None:
        made.append(client.companies.create("From the handler"))

    def send() -> None:
        wait_for(lambda: sandbox.stats()["requests"] > 0)
        os.kill(os.getpid(), signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, handle)
    try:
        _thread.start_new_thread(send, ())
        assert client.groups.list().meta.attempts == 1
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert sandbox.stats()["companies"] == len(made) == 1


def test_nothing_is_left_of_calls_that_a_handler_ended(sandbox: codat.Sandbox, client: codat.Client) -> None:
    class LeftError(Exception):
        pass

    def handle(*_: object) -> None:
        raise LeftError

    def send(requests: int) -> None:
        wait_for(lambda: sandbox.stats()["requests"] > requests)
        os.kill(os.getpid(), signal.SIGUSR1)

    client.groups.list()
    before = threads(), codat.live_objects()
    handler = signal.signal(signal.SIGUSR1, handle)
    try:
        for _ in range(5):
            sandbox.queue_faults(SLOW)
            _thread.start_new_thread(send, (sandbox.stats()["requests"],))
            with pytest.raises(LeftError):
                client.groups.list()
            # Its helper was dismissed: the next call has another, whose answer is its own.
            assert client.companies.list().total_results == 0
    finally:
        signal.signal(signal.SIGUSR1, handler)
    wait_for(lambda: threads() <= before[0] and codat.live_objects() == before[1])


def test_closing_during_a_call_leaves_nothing(sandbox: codat.Sandbox) -> None:
    before = codat.live_objects()
    client = sandbox.client()
    client.groups.list()
    sandbox.queue_faults({"effect": "delay", "delayMs": 300})

    def close() -> None:
        wait_for(lambda: sandbox.stats()["requests"] == 2)
        client.close()

    closing = threading.Thread(target=close)
    closing.start()
    assert client.groups.list().results == []
    closing.join()
    assert codat.live_objects() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork() on Windows")
def test_a_fork_finds_no_helper(client: codat.Client) -> None:
    client.groups.list()
    before = descriptors()
    assert _interrupt._idle
    _interrupt._before_fork()
    assert not _interrupt._idle
    assert descriptors() == before - 4
    assert client.groups.list().results == []


@pytest.mark.parametrize("without", ["threads", "descriptors", "threads of the system"])
def test_where_there_is_no_helper_the_main_thread_does_it(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    client.groups.list()
    _interrupt._before_fork()
    before = descriptors()

    def fail(*_: Any) -> Any:
        raise RuntimeError if without == "threads" else OSError

    if without == "threads":
        # As it is at the end of a program, but for the type: that is what gevent's is told by.
        monkeypatch.setattr(_interrupt, "possible", lambda: True)
    if without == "descriptors":
        monkeypatch.setattr(os, "pipe", fail)
    else:
        monkeypatch.setattr(_thread, "start_new_thread", fail)
    assert client.groups.list().results == []
    assert _interrupt._idle == []
    assert descriptors() == before


def test_a_program_ends_with_its_main_thread() -> None:
    code = "import codat\nwith codat.Sandbox() as s, s.client() as c: c.groups.list()\nprint('done')"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert (ran.stdout, ran.stderr) == ("done\n", "")


def test_other_threads_make_their_calls_themselves(client: codat.Client) -> None:
    _interrupt._before_fork()
    thread = threading.Thread(target=client.groups.list)
    thread.start()
    thread.join()
    assert _interrupt._idle == []
