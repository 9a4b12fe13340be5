"""The goals: what libcodat is to need, as a ratio of two medians of one run."""

from __future__ import annotations

from dataclasses import dataclass

from contestants import CONTESTANTS, LANGUAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from results import Results


WHAT = {"cpu_us": "CPU for a call", "rate": "calls a second", "peak_mib": "peak memory"}
MORE_IS_BETTER = ("rate",)


@dataclass(frozen=True)
class Goal:
    """A contestant's median divided by another's, and how small or large that is to be."""

    ours: str
    theirs: str
    operations: tuple[str, ...]
    limit: float
    what: str = "cpu_us"
    threads: int = 1

    def row(self, results: Results, operation: str) -> list[str]:
        """A row of the table; none where one of the two was not measured."""
        ours = results.of(self.ours, operation, self.threads, self.what)
        theirs = results.of(self.theirs, operation, self.threads, self.what)
        beside = next(each.what for each in CONTESTANTS if each.key == self.theirs)
        threads = "" if self.threads == 1 else f" from {self.threads} threads"
        language = LANGUAGES[self.ours.split("/")[0]]
        words = f"{language}, {operation}{threads}: {WHAT[self.what]}, against {beside}"
        measured = ours / theirs if ours and theirs else None
        return _row(words, self.limit, measured, self.what in MORE_IS_BETTER, " times")


GOALS = (
    Goal("c/codat", "rust/ureq", ("create", "get", "list100", "list5000"), 1.15),
    Goal("c/codat", "c/libcurl", ("create", "get", "list100", "list5000"), 1.0),
    Goal("python/codat", "python/official", ("create", "get"), 1 / 7),
    Goal("python/codat", "python/http.client", ("create", "get"), 0.5),
    Goal("python/codat", "python/official", ("list5000",), 4, "rate"),
    Goal("python/codat", "python/official", ("create", "get"), 6, "rate", threads=16),
    Goal("python/codat", "python/official", ("get",), 0.5, "peak_mib"),
    Goal("go/codat", "go/net/http", ("create", "get"), 0.7),
    Goal("go/codat", "go/net/http", ("list5000",), 1.0),
    Goal("csharp/codat", "csharp/HttpClient", ("create", "get"), 0.8),
)


def lines(results: Results) -> list[str]:
    """A table: each goal, what was measured, and whether that reaches it."""
    rows = ["| Goal | | measured | |", "|---|---:|---:|---|"]
    for goal in GOALS:
        for operation in goal.operations:
            rows += goal.row(results, operation)
    for operation in ("create", "get", "list100"):
        opened = results.of("go/codat", operation, 16, "connections")
        rows += _row(f"Go, {operation} from 16 goroutines: connections", 16, opened, False, "")
    imports = {name: _import(results, name) for name in ("codat", "official")}
    ours, theirs = imports.values()
    if ours and theirs:
        rows += _row(
            "Python, import: how much faster than the official client", 15, theirs / ours, True, " times"
        )
    rows += _row("Python, import: on top of the bare interpreter", 25, ours, False, " ms")
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
