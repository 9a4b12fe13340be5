"""Runs the programs of `make bench` side by side; see `docs/explanation/how-we-measure.md`.

It builds nothing. One server responds to all of them. In each round every contestant has its turn at every
operation, and each round begins with another one, so that whatever else the machine does hits all alike; what
is reported are medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict

import report
from contestants import BUILT, CONTESTANTS, SERVER, Contestant, environment, starts
from results import Results

TASKS = (
    ("create", 1),
    ("get", 1),
    ("list100", 1),
    ("list5000", 1),
    ("create", 16),
    ("get", 16),
    ("list100", 16),
    ("get", 64),
)
"""Operations, and how many threads call them at once."""


class Server:
    """The server, as long as it runs."""

    def __enter__(self) -> Server:
        self._process = subprocess.Popen([SERVER], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.url = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def connections(self) -> int:
        """The number of connections that were opened since the last call."""
        with urllib.request.urlopen(f"{self.url}/_stats") as answer:
            return int(json.load(answer)["connections"])


def measure(server: Server, contestant: Contestant, operation: str, threads: int, seconds: float) -> dict:
    """One contestant's turn: what it needs for a call."""
    server.connections()
    command = [*contestant.command, server.url, operation, str(threads), str(seconds)]
    done = subprocess.run(
        command, env=environment(), stdout=subprocess.PIPE, text=True, timeout=300, check=True
    )
    seen = json.loads(done.stdout)
    return {
        "cpu_us": seen["cpu"] / seen["calls"] * 1e6,
        "rate": seen["calls"] / seen["seconds"],
        "peak_mib": seen["peak_kib"] / 1024,
        "connections": server.connections(),
    }


def time_starts(server: Server, present: list[Contestant], times: int) -> dict[str, list[float]]:
    """How long whole programs take, in milliseconds, several times in turn."""
    found = defaultdict(list)
    for _ in range(times):
        for start in starts(present):
            command = [server.url if part == "URL" else part for part in start.command]
            began = time.perf_counter()
            subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, timeout=60, check=True)
            found[start.key].append((time.perf_counter() - began) * 1000)
    return found


def wanted(text: str | None, name: str) -> bool:
    """Whether a list such as `c,rust` names this, or there is none."""
    return not text or name in text.split(",")


def main() -> int:
    """Measures, prints, and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="languages, such as c,rust; default: all")
    parser.add_argument("--ops", help="operations, such as create,list100; default: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--seconds", type=float, default=1.0, help="for each turn, after half of it to warm up"
    )
    parser.add_argument("--update-docs", action="store_true", help="put the results into docs/")
    parser.add_argument("--one-processor", action="store_true", help="client and server share one")
    options = parser.parse_args()
    if options.one_processor:
        # Programs that are started from here inherit it.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    chosen = [
        each for each in CONTESTANTS if wanted(options.only, each.language) or wanted(options.only, each.key)
    ]
    present = [each for each in chosen if each.present]
    for contestant in chosen:
        if not contestant.present:
            print(f"skipped: {contestant.key} was not built")
    # As with all that is skipped: where CI is set it is an error.
    if not present or (os.environ.get("CI") and present != chosen):
        return 1
    tasks = [task for task in TASKS if wanted(options.ops, task[0])]
    if (load := os.getloadavg()[0]) > 1:
        print(f"the machine is busy: its load is {load:.1f}, and times will be longer than they need to be")

    rounds: dict[tuple[str, str, int], list[dict]] = defaultdict(list)
    whole: dict[str, list[float]] = defaultdict(list)
    with Server() as server:
        for number in range(options.rounds):
            if sys.stderr.isatty() or os.environ.get("CI"):
                print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
            turn = number * 3 % len(present)
            for operation, threads in tasks:
                for contestant in present[turn:] + present[:turn]:
                    seen = measure(server, contestant, operation, threads, options.seconds)
                    rounds[contestant.key, operation, threads].append(seen)
            for key, times in time_starts(server, present, 3).items():
                whole[key] += times

    results = Results(
        calls={
            of: {name: statistics.median(seen[name] for seen in all_seen) for name in all_seen[0]}
            for of, all_seen in rounds.items()
        },
        starts={key: statistics.median(times) for key, times in whole.items()},
        sizes=report.sizes(),
    )
    report.write_json(BUILT / "bench.json", results, options.rounds, options.seconds)
    print(report.text(results, present, tasks))
    if options.update_docs:
        report.update_docs(results, present, tasks)
    return 0


if __name__ == "__main__":
    sys.exit(main())
