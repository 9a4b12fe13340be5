"""What `make bench` reports: tables, the goals, a JSON file, and docs/explanation/benchmarks.md."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import picture
from contestants import BUILT, LANGUAGES, LIBRARY, OFFICIAL_PYTHON, ROOT, Contestant
from goals import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from results import Results


def text(results: Results, present: list[Contestant], tasks: list[tuple[str, int]]) -> str:
    """All of it, as Markdown."""
    return "\n".join(
        [
            *_calls("CPU for a call, in µs", "cpu_us", results, present, tasks),
            *_calls("Calls a second", "rate", results, present, tasks),
            *_calls("Peak memory, in MiB", "peak_mib", results, present, tasks),
            *_calls("Connections", "connections", results, present, tasks),
            *_starts(results),
            *_sizes(results),
            *lines(results),
        ]
    )


def _calls(
    title: str, what: str, results: Results, present: list[Contestant], tasks: list[tuple[str, int]]
) -> list[str]:
    """A table: a row for each contestant, a column for each operation."""
    heads = [operation if threads == 1 else f"{operation}, {threads} threads" for operation, threads in tasks]
    rows = [f"| {title} | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads)]
    for each in present:
        cells = [_number(results.of(each.key, *task, what)) for task in tasks]
        rows.append(f"| {LANGUAGES[each.language]}: {each.what} | " + " | ".join(cells) + " |")
    return [*rows, ""]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def _starts(results: Results) -> list[str]:
    rows = ["| Whole programs, in ms | |", "|---|---:|"]
    for key, milliseconds in results.starts.items():
        language, name = key.split("/", 1)
        rows.append(f"| {LANGUAGES[language]}: {name} | {milliseconds:.1f} |")
    return [*rows, ""]


def _sizes(results: Results) -> list[str]:
    rows = ["| Installed, in MB | |", "|---|---:|"]
    rows += [f"| {name} | {size:.1f} |" for name, size in results.sizes.items()]
    return [*rows, ""]


def sizes() -> dict[str, float]:
    """Of what is installed, in MB."""
    found = {}
    stripped = BUILT / "libcodat-stripped.so"
    strip = shutil.which("strip")
    if LIBRARY.exists() and strip:
        subprocess.run([strip, "-o", stripped, LIBRARY], check=True)
        found["libcodat.so, stripped"] = stripped.stat().st_size / 1e6
        package = _size_of(ROOT / "bindings" / "python" / "src" / "codat")
        found["Python: codat, with the library"] = found["libcodat.so, stripped"] + package
    if OFFICIAL_PYTHON.exists():
        packages = next(OFFICIAL_PYTHON.parent.parent.glob("lib/python*/site-packages"))
        tools = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
        found["Python: official client, with what it needs"] = sum(
            _size_of(each) for each in packages.iterdir() if not each.name.startswith(tools)
        )
    for name, file in {
        "Go: program with codat": "bench-go-codat",
        "Go: program with net/http": "bench-go-nethttp",
    }.items():
        if (BUILT / file).exists():
            found[name] = (BUILT / file).stat().st_size / 1e6
    return found


def _size_of(path: Path) -> float:
    """A file's size, or that of all in a folder but compiled Python."""
    files = [path] if path.is_file() else path.rglob("*")
    return sum(f.stat().st_size for f in files if f.is_file() and f.suffix != ".pyc") / 1e6


def machine() -> str:
    """What it was measured on."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    name = cpu.group(1) if cpu else platform.machine()
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def write_json(file: Path, results: Results, rounds: int, seconds: float) -> None:
    """Everything, for other programs to read."""
    calls = [
        {"contestant": key, "operation": operation, "threads": threads, **medians}
        for (key, operation, threads), medians in results.calls.items()
    ]
    content = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "rounds": rounds,
        "seconds": seconds,
        "calls": calls,
        "starts_ms": results.starts,
        "sizes_mb": results.sizes,
    }
    file.write_text(json.dumps(content, indent=1) + "\n")


def update_docs(results: Results, present: list[Contestant], tasks: list[tuple[str, int]]) -> None:
    """Puts the picture into docs/images, and the tables into docs/explanation/benchmarks.md."""
    (ROOT / "docs" / "images" / "bench.svg").write_text(picture.draw(results))
    page = ROOT / "docs/explanation/benchmarks.md"
    content = page.read_text()
    begin, end = "<!-- bench:begin -->\n", "<!-- bench:end -->"
    if begin not in content or end not in content:
        raise SystemExit(f"{page} has no {begin.strip()} and {end}")
    alone = [task for task in tasks if task[1] == 1]
    block = [
        "![CPU for a call, against each language's usual way](../images/bench.svg)",
        "",
        f"Medians of {datetime.date.today():%-d %B %Y}, on this machine:",
        f"{machine()}.",
        "",
        *_calls("CPU for a call, in µs", "cpu_us", results, present, alone),
        *lines(results),
    ]
    before, after = content[: content.index(begin) + len(begin)], content[content.index(end) :]
    page.write_text(before + "\n".join(block) + "\n" + after)
