"""The goals: what libcodat is to need, as a ratio of two medians of one run."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from report import Results


@dataclass(frozen=True)
class Goal:
    """One contestant's median divided by another's, and how small or large that is to be."""

    words: str
    ours: str
    theirs: str
    what: str
    limit: float
    at_least: bool = False

    def measured(self, results: Results, operation: str, threads: int) -> float | None:
        """The ratio; nothing where one of the two was not measured."""
        ours = results.of(self.ours, operation, threads, self.what)
        theirs = results.of(self.theirs, operation, threads, self.what)
        return ours / theirs if ours and theirs else None


CALLS = (
    (Goal("CPU of C, of a bare ureq loop's", "c/codat", "rust/ureq", "cpu_us", 1.15), ("create", "get", "list100", "list5000"), 1),
    (Goal("CPU of C, of a libcurl easy handle's", "c/codat", "c/libcurl", "cpu_us", 1.0), ("create", "get", "list100", "list5000"), 1),
    (Goal("CPU of Python, of the official client's", "python/codat", "python/official", "cpu_us", 1 / 7), ("create", "get"), 1),
    (Goal("CPU of Python, of http.client + json's", "python/codat", "python/http.client", "cpu_us", 0.5), ("create", "get"), 1),
    (Goal("calls a second of Python, times the official client's", "python/codat", "python/official", "rate", 4, True), ("list5000",), 1),
    (Goal("calls a second of 16 Python threads, times the official client's", "python/codat", "python/official", "rate", 6, True), ("create", "get"), 16),
    (Goal("peak memory of Python, of the official client's", "python/codat", "python/official", "peak_mib", 0.5), ("get",), 1),
    (Goal("CPU of Go, of net/http + encoding/json's", "go/codat", "go/net/http", "cpu_us", 0.7), ("create", "get"), 1),
    (Goal("CPU of Go, of net/http + encoding/json's", "go/codat", "go/net/http", "cpu_us", 1.0), ("list5000",), 1),
    (Goal("CPU of C#, of HttpClient + System.Text.Json's", "csharp/codat", "csharp/HttpClient", "cpu_us", 0.8), ("create", "get"), 1),
)
"""Each with its operations and how many threads call them."""


def lines(results: Results) -> list[str]:
    """A table: each goal, what was measured, and whether that reaches it."""
    rows = ["| Goal | | measured | |", "|---|---:|---:|---|"]
    for goal, operations, threads in CALLS:
        for operation in operations:
            measured = goal.measured(results, operation, threads)
            rows += _row(f"{goal.words}: {operation}", goal.limit, measured, goal.at_least, "×")
    for operation in ("create", "get", "list100"):
        opened = results.of("go/codat", operation, 16, "connections")
        rows += _row(f"connections of 16 goroutines: {operation}", 16, opened, False, "")
    imports = {name: _import(results, name) for name in ("codat", "official")}
    ours, theirs = imports.values()
    if ours and theirs:
        rows += _row("import, times faster than the official client's", 15, theirs / ours, True, "×")
    rows += _row("import of Python, more than the bare interpreter", 25, ours, False, " ms")
    lean = results.sizes.get("libcodat.so, stripped")
    rows += _row("the library without the sandbox, stripped", 3, lean, False, " MB")
    return rows


def _import(results: Results, name: str) -> float | None:
    """How much longer a program takes that imports it than one that does nothing."""
    empty, whole = (results.starts.get(f"python/{what} {name}") for what in ("empty for", "import"))
    return whole - empty if empty and whole else None


def _row(words: str, limit: float, measured: float | None, at_least: bool, unit: str) -> list[str]:
    if measured is None:
        return []
    reached = measured >= limit if at_least else measured <= limit
    sign = "≥" if at_least else "≤"
    mark = "reached" if reached else "**not reached**"
    return [f"| {words} | {sign} {limit:.3g}{unit} | {measured:.3g}{unit} | {mark} |"]
