"""A program ends with exit code 0, and at once, whatever its daemon threads do."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import codat

TIMES = int(os.environ.get("CODAT_EXITS", "6"))
AT_ONCE = 6

# Each defines `work` for daemon threads; `inside` is set when the threads have reached the point at which the
# program is to end.
START = '''
import asyncio, atexit, logging, os, sys, threading, time
import codat

inside = threading.Event()
sandbox = codat.Sandbox()
sandbox.set_limits(requests_per_day=10**9, concurrent_requests=10**6, companies=10**6)
sandbox.seed_companies(50)

class Handler(logging.Handler):
    def createLock(self):
        # One that is held would keep `logging` itself from ending.
        self.lock = None

    def emit(self, record):
        inside.set()

def logged():
    logger = logging.Logger("own", logging.DEBUG)
    logger.addHandler(Handler())
    return sandbox.client(logger=logger)

def served(requests):
    """Sets `inside` as soon as the sandbox has had so many requests."""
    def watch():
        while sandbox.stats()["requests"] < requests:
            time.sleep(0.001)
        inside.set()
    threading.Thread(target=watch, daemon=True).start()

def requests():
    return [codat.CompanyRequest(f"Company {number}") for number in range(3000)]

def forever(*_):
    inside.set()
    while True:
        time.sleep(0.001)
'''
END = """
for _ in range({threads}):
    threading.Thread(target=work, daemon=True).start()
inside.wait()
"""

PROGRAMS = {
    "reads that are logged": (
        8,
        """
client = logged()
def work():
    while True:
        client.companies.list(page_size=5)
""",
    ),
    "lists that are gone through and logged": (
        4,
        """
client = logged()
def work():
    while True:
        for _ in client.companies.iterate(page_size=1):
            pass
""",
    ),
    "create_many with progress": (
        1,
        """
client = sandbox.client()
def work():
    client.companies.create_many(requests(), progress=lambda event: inside.set())
""",
    ),
    "create_many, logged": (
        1,
        """
client = logged()
def work():
    client.companies.create_many(requests())
""",
    ),
    "a handler that never returns": (
        1,
        """
client = logged()
Handler.emit = forever
work = client.groups.list
""",
    ),
    "progress that never returns": (
        1,
        """
client = sandbox.client()
def work():
    client.companies.create_many(requests(), progress=forever)
""",
    ),
    "event loops": (
        4,
        """
client = logged().aio
async def call():
    while True:
        await client.companies.list(page_size=5)
        inside.set()
async def main():
    await asyncio.gather(*(call() for _ in range(20)))
def work():
    asyncio.run(main())
""",
    ),
    "event loops that iterate and create": (
        2,
        """
client = logged().aio
async def iterate():
    while True:
        async for _ in client.companies.iterate(page_size=1):
            pass
async def main():
    many = client.companies.create_many(requests(), progress=lambda event: inside.set())
    await asyncio.gather(iterate(), many)
def work():
    asyncio.run(main())
""",
    ),
    "waits of an event loop": (
        1,
        """
client = sandbox.async_client()
async def main():
    company = await client.companies.create("Toft Bakery")
    waits = [asyncio.ensure_future(client.connections.wait_until_linked(company.id)) for _ in range(100)]
    await asyncio.sleep(0)
    inside.set()
    await asyncio.gather(*waits)
def work():
    asyncio.run(main())
""",
    ),
    "a client that is closed meanwhile": (
        4,
        """
client = logged()
def work():
    while True:
        try:
            client.groups.list()
        except codat.InvalidHandleError:
            time.sleep(0)
import atexit
atexit.register(client.close)
""",
    ),
    "calls that wait for a response": (
        4,
        """
client = sandbox.client()
sandbox.queue_faults({"effect": "delay", "delayMs": 600_000, "times": 4})
work = client.groups.list
served(4)
""",
    ),
    "waits": (
        4,
        """
client = logged()
company = client.companies.create("Toft Bakery")
def work():
    client.connections.wait_until_linked(company.id, poll_interval=0.01)
served(20)
""",
    ),
    "a thread that calls sys.exit": (
        4,
        """
client = logged()
def work():
    while not inside.is_set():
        client.groups.list()
    client.groups.list()
    sys.exit(3)
""",
    ),
    "a child of fork": (
        4,
        """
client = logged()
client.groups.list()
inside.clear()
child = os.fork()
if child:
    # It ends as the child did.
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
def work():
    while True:
        client.groups.list()
""",
    ),
    "handlers of atexit that make calls": (
        4,
        """
client = logged()
def work():
    while True:
        client.groups.list()
async def awaited():
    assert (await client.aio.groups.list()).results == []
@atexit.register
def last():
    assert client.groups.list().results == []
    asyncio.run(awaited())
""",
    ),
    "an event loop that was stopped amid its calls": (
        0,
        """
client = sandbox.client()
sandbox.queue_faults({"effect": "delay", "delayMs": 600_000, "times": 4})
async def main():
    calls = [client.aio.groups.list() for _ in range(4)]
    await asyncio.gather(*calls)
loop = asyncio.new_event_loop()
task = loop.create_task(main())
loop.create_task(asyncio.to_thread(inside.wait)).add_done_callback(lambda _: loop.stop())
served(4)
try:
    loop.run_until_complete(task)
except RuntimeError:
    pass
""",
    ),
    "the service is down": (
        4,
        """
client = codat.Client("key", base_url="http://127.0.0.1:9", retry_delay=0.001)
logger = logging.getLogger("codat")
logger.addHandler(Handler())
def work():
    while True:
        try:
            codat.Client("key", base_url="http://127.0.0.1:9", retry_delay=0.001).groups.list()
        except codat.ConnectionFailedError:
            pass
""",
    ),
}


AFTER_THE_END = """
import asyncio, atexit, threading

@atexit.register
def last():
    # It was registered before the package's own handler, and so runs after it.
    assert client.groups.list().results == []
    assert len(list(client.companies.iterate(page_size=2))) == 5
    many = client.companies.create_many([codat.CompanyRequest("One")], progress=reported.append)
    assert (many.created, len(reported)) in ((1, 0), (1, 1))
    assert asyncio.run(awaited()) == []

async def awaited():
    return (await client.aio.groups.list()).results

import codat

reported = []
sandbox = codat.Sandbox()
sandbox.seed_companies(5)
client = sandbox.client()
def work():
    while True:
        client.groups.list()
threading.Thread(target=work, daemon=True).start()
client.groups.list()
"""


def test_calls_in_atexit_handlers_work() -> None:
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(codat.__file__))}
    command = [sys.executable, "-c", AFTER_THE_END]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    # An exception in a handler of `atexit` does not change the exit code.
    assert ran.stderr == ""


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_with_pending_calls_has_its_exit_code(name: str) -> None:
    threads, work = PROGRAMS[name]
    program = START + work + END.format(threads=threads)
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(codat.__file__))}
    for first in range(0, TIMES, AT_ONCE):
        running = [
            subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE)
            for _ in range(first, min(first + AT_ONCE, TIMES))
        ]
        try:
            ended = [(each.communicate(timeout=60)[1], each.returncode) for each in running]
        finally:
            for each in running:
                each.kill()
        assert [code for _, code in ended] == [0] * len(ended), ended
