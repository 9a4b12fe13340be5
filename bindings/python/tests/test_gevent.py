"""Programs that gevent has patched: other greenlets run while one waits for a call."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

import codat

pytest.importorskip("gevent")

START = """
from gevent import monkey
monkey.patch_all()
import gevent, logging, time, codat
from gevent.event import Event

LATE = {"method": "POST", "path": "/companies", "effect": "delay", "delayMs": 30_000, "when": "after"}

def until(condition):
    with gevent.Timeout(30):
        while not condition():
            gevent.sleep(0.002)
"""


def run(program: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(codat.__file__))}
    command = [sys.executable, "-c", START + textwrap.dedent(program)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_calls_of_greenlets_run_concurrently() -> None:
    run(
        """
        with codat.Sandbox() as sandbox, sandbox.client() as client:
            sandbox.queue_faults({"effect": "delay", "delayMs": 30_000, "times": 10})
            context = codat.Context()
            jobs = [gevent.spawn(client.groups.list, context=context) for _ in range(10)]
            # This greenlet runs while all ten wait for the service.
            until(lambda: sandbox.stats()["requests"] == 10)
            context.cancel()
            gevent.joinall(jobs)
            assert {type(job.exception) for job in jobs} == {codat.CallCancelledError}
        """
    )


def test_all_kinds_of_calls_run_under_gevent() -> None:
    out = run(
        """
        seen = []
        class Handler(logging.Handler):
            def emit(self, record):
                gevent.sleep(0)
                seen.append(record.codat["operation"])
        logger = logging.Logger("own", logging.DEBUG)
        logger.addHandler(Handler())

        def progress(event):
            gevent.sleep(0.001)
            done.append(event.done)

        done = []
        with codat.Sandbox() as sandbox, sandbox.client(logger=logger) as client:
            many = client.companies.create_many(
                [codat.CompanyRequest(f"Company {n}") for n in range(20)], progress=progress
            )
            assert (many.created, sorted(done)) == (20, [*range(1, 21)])
            assert len(list(client.companies.iterate(page_size=7))) == 20
            try:
                client.companies.get("nobody")
            except codat.NotFoundError:
                pass
            assert seen[-1] == "companies.get"
            pool = gevent.get_hub().threadpool
            assert pool.spawn(client.groups.list).get().results == []
            gevent.sleep(0)
        print(codat.live_objects())
        """
    )
    assert out == "0\n"


def test_a_timeout_of_gevent_ends_a_call_and_has_its_key() -> None:
    run(
        """
        with codat.Sandbox() as sandbox, sandbox.client() as client:
            sandbox.queue_faults(LATE)
            def create():
                try:
                    client.companies.create("Only once")
                except BaseException as ended:
                    return codat.call_error(ended)
            job = gevent.spawn(create)
            until(lambda: sandbox.stats()["companies"] == 1)
            job.kill(gevent.Timeout(1))
            error = job.value
            assert (error.operation, error.outcome_unknown) == ("companies.create", True)
            repeated = client.companies.create("Only once", idempotency_key=error.idempotency_key)
            assert [each.id for each in client.companies.iterate()] == [repeated.id]
        """
    )


def test_two_thousand_waits_hold_no_thread() -> None:
    run(
        """
        import os
        def threads():
            return len(os.listdir("/proc/self/task"))
        with codat.Sandbox() as sandbox, sandbox.client(max_connections=4) as client:
            sandbox.set_limits(requests_per_day=10**6, concurrent_requests=1000)
            company = client.companies.create("Toft Bakery")
            before = threads()
            context = codat.Context()
            waits = [
                gevent.spawn(
                    client.connections.wait_until_linked, company.id, poll_interval=60, context=context
                )
                for _ in range(2000)
            ]
            # Each has looked once.
            until(lambda: sandbox.stats()["requests"] > 2000)
            assert threads() <= before + 4 + 2
            assert client.companies.get(company.id, timeout=1).id == company.id
            context.cancel()
            gevent.joinall(waits)
            assert {type(each.exception) for each in waits} == {codat.CallCancelledError}
        """
    )
