"""Signal handlers while the main thread waits in a call."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable

import pytest
from waiting import threads, wait_for

import codat
from codat import _interrupt

SLOW = {"effect": "delay", "delayMs": 30_000}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals come upon nothing that waits on Windows")


class LeftError(Exception):
    """What handlers raise."""


@contextmanager
def on_signal(handle: Callable[[], object]) -> Iterator[None]:
    before = signal.signal(signal.SIGUSR1, lambda *_: handle())
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)


def leave() -> None:
    raise LeftError


def send_when(condition: Callable[[], bool]) -> None:
    def send() -> None:
        wait_for(condition)
        os.kill(os.getpid(), signal.SIGUSR1)

    _thread.start_new_thread(send, ())


def send_at_request(sandbox: codat.Sandbox, number: int) -> None:
    send_when(lambda: sandbox.stats()["requests"] >= number)


def test_calls_of_the_main_thread_start_no_thread(client: codat.Client) -> None:
    client.groups.list()
    before = threads()
    for _ in range(20):
        client.groups.list()
    assert threads() == before
    assert len(client._caller.native._asked) == 1


def test_a_signal_handler_makes_calls_while_a_call_waits(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    sandbox.queue_faults({"effect": "delay", "delayMs": 500})
    made = []
    with on_signal(lambda: made.append(client.companies.create("From the handler"))):
        send_at_request(sandbox, 1)
        assert client.groups.list().meta.attempts == 1
    assert sandbox.stats()["companies"] == len(made) == 1


def test_a_call_of_a_signal_handler_can_be_ended(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults(SLOW, SLOW)
    heard = []

    def handle() -> None:
        heard.append(1)
        if len(heard) == 2:
            raise LeftError
        send_at_request(sandbox, 2)
        client.groups.list()

    with on_signal(handle):
        send_at_request(sandbox, 1)
        with pytest.raises(LeftError):
            client.groups.list()
    assert client.companies.list().total_results == 0


@pytest.mark.parametrize("options", [{}, {"timeout": 60.0}])
def test_calls_that_a_signal_handler_ended_leave_nothing(
    sandbox: codat.Sandbox, client: codat.Client, options: Any
) -> None:
    client.groups.list()
    before = threads(), codat.live_objects()
    with on_signal(leave):
        for _ in range(5):
            sandbox.queue_faults(SLOW)
            send_at_request(sandbox, sandbox.stats()["requests"] + 1)
            with pytest.raises(LeftError):
                client.groups.list(**options)
            assert client.companies.list().total_results == 0
    wait_for(lambda: threads() <= before[0] and codat.live_objects() == before[1])


def test_a_signal_handler_ends_the_wait_for_a_page(sandbox: codat.Sandbox, client: codat.Client) -> None:
    for name in ("One", "Two"):
        client.companies.create(name)
    with on_signal(leave):
        rows = client.companies.iterate(page_size=1)
        sandbox.queue_faults({**SLOW, "delayMs": 1}, {**SLOW, "delayMs": 1000})
        assert next(rows).name == "One"

        def next_row() -> None:
            # The page is fetched ahead: the signal may come at once.
            send_at_request(sandbox, 4)
            next(rows)

        with pytest.raises(LeftError):
            next_row()
        # It did not end there.
        assert [row.name for row in rows] == ["Two"]


def test_a_signal_handler_ends_create_many(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults({**SLOW, "times": 100})
    with on_signal(leave):
        send_at_request(sandbox, 1)
        with pytest.raises(LeftError):
            client.companies.create_many([codat.CompanyRequest(f"Company {n}") for n in range(30)])


def test_a_signal_handler_cancels_the_call_that_it_interrupts(
    sandbox: codat.Sandbox, client: codat.Client
) -> None:
    sandbox.queue_faults(SLOW)
    context = codat.Context()
    with on_signal(context.cancel):
        send_at_request(sandbox, 1)
        with pytest.raises(codat.CallCancelledError):
            client.groups.list(context=context)


def list_and_go_on(client: codat.Client) -> None:
    client.groups.list()
    # Where Python runs a second handler only after the call, it is here.
    for _ in range(1000):
        pass


def test_two_signals_end_one_call(sandbox: codat.Sandbox, client: codat.Client) -> None:
    sandbox.queue_faults(SLOW)
    heard = []

    def handle() -> None:
        heard.append(1)
        if len(heard) == 1:
            # It is there before the first handler has returned.
            os.kill(os.getpid(), signal.SIGUSR1)
        raise LeftError

    with on_signal(handle):
        send_at_request(sandbox, 1)
        with pytest.raises(LeftError):
            list_and_go_on(client)
    assert client.companies.list().total_results == 0


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


def test_a_program_with_open_objects_ends_silently() -> None:
    code = "import codat\nwith codat.Sandbox() as s, s.client() as c: c.groups.list()\nprint('done')"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert (ran.stdout, ran.stderr) == ("done\n", "")


def test_other_threads_set_no_interrupt_callback() -> None:
    asked = []
    thread = threading.Thread(target=lambda: asked.append(_interrupt.possible()))
    thread.start()
    thread.join()
    assert asked == [False]
    assert _interrupt.possible()


def test_green_threads_set_no_interrupt_callback(
    client: codat.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start_new_thread() -> None: ...

    # That is what gevent's is told by.
    monkeypatch.setattr(_thread, "start_new_thread", start_new_thread)
    assert not _interrupt.possible()
    assert client.groups.list().results == []
    assert client._caller.native._asked == []
