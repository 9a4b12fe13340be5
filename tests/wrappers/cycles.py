"""Finds files of the wrappers and the benchmarks that use each other in a circle, and fails if any do.

    python3 tests/wrappers/cycles.py [FOLDER]

FOLDER is a checkout, this one by default. Imports for type checkers and within functions count as well. C#
files do not import each other: a file uses another if it names one of its types, other than after a dot.
bindings/go/layers_test.go checks the files of the Go package.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TYPESCRIPT = re.compile(r"""^(?!\s*//).*?(?:\bfrom|\bimport\(?)\s*["'](\.[^"']*)["']""", re.MULTILINE)
"""An import of another file, also for its types alone."""

CSHARP_TYPE = re.compile(
    r"^ {0,4}(?:\w+ )*(?:class|struct|enum|interface|record|delegate \S+) (\w+)", re.MULTILINE
)
"""A type at the top of a namespace."""

CSHARP_TEXT = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'\\?.[^']*'|\b(?:Codat|Interop)\.""", re.DOTALL
)
"""A comment, a string, or a namespace in front of a type."""

FOLDERS = ("bindings/python/src/codat", "bindings/node/src", "bindings/csharp/src", "benches/side_by_side")

Uses = dict[str, dict[str, int]]
"""What each file uses, and in which line."""


def uses(folder: Path) -> Uses:
    """The files of a folder that each of them uses."""
    found = csharp_uses(folder) if folder.parent.name == "csharp" else {}
    for path in sorted([*folder.glob("*.py"), *folder.rglob("*.ts")]):
        names = python_imports(path) if path.suffix == ".py" else typescript_imports(path)
        own = path.relative_to(folder).as_posix()
        found[own] = {}
        for file, line in names:
            if file.is_file() and file != path:
                found[own].setdefault(file.relative_to(folder).as_posix(), line)
    return found


def python_imports(path: Path) -> Iterator[tuple[Path, int]]:
    """The files that an import of a Python module may mean."""
    folder = path.parent
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module not in (None, folder.name):
            names = [str(node.module)]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [name.name for name in node.names]
        else:
            continue
        for name in names:
            # In the package `codat.x` is `x`; `codat` is `__init__`, which has the names that are no files.
            inner = name.removeprefix(f"{folder.name}.").split(".")[0]
            file = folder / f"{inner}.py"
            of_package = inner == folder.name or (isinstance(node, ast.ImportFrom) and name != node.module)
            yield (folder / "__init__.py" if of_package and not file.exists() else file), node.lineno


def typescript_imports(path: Path) -> Iterator[tuple[Path, int]]:
    """The files that a TypeScript module imports."""
    text = path.read_text()
    for found in TYPESCRIPT.finditer(text):
        yield (path.parent / found[1]).resolve().with_suffix(".ts"), text.count("\n", 0, found.start(1)) + 1


def csharp_uses(folder: Path) -> Uses:
    """The C# files that have the types that each of them names."""
    texts: dict[str, str] = {}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.cs")):
        file = path.relative_to(folder).as_posix()
        if not file.startswith(("bin/", "obj/")):
            texts[file] = CSHARP_TEXT.sub(lambda found: "\n" * found[0].count("\n"), path.read_text())
            for name in CSHARP_TYPE.findall(texts[file]):
                owners[name].add(file)
    uses: Uses = {}
    for file, text in texts.items():
        uses[file] = {}
        for word in re.finditer(r"(?<![.\w])[A-Za-z]\w*", text):
            # The files of a partial class are its owners together.
            if file not in owners[word[0]]:
                for owner in sorted(owners[word[0]]):
                    uses[file].setdefault(owner, text.count("\n", 0, word.start()) + 1)
    return uses


def cycles(graph: Uses) -> list[list[str]]:
    """The largest groups of files of which each reaches each other."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        left = [start]
        while left:
            fresh = graph.get(left.pop(), {}).keys() - seen
            seen |= fresh
            left += fresh
        return seen

    reach = {file: reached(file) for file in graph}
    groups = {tuple(sorted(other for other in reach[file] if file in reach.get(other, ()))) for file in graph}
    return sorted(list(group) for group in groups if group)


def main() -> None:
    """Prints the cycles, with the lines that make them."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    failed = False
    for folder in FOLDERS:
        graph = uses(root / folder)
        if not graph:
            sys.exit(f"{folder} has no files: is it elsewhere now?")
        for cycle in cycles(graph):
            failed = True
            print(f"{folder}: {', '.join(cycle)} use each other in a circle")
            for file in cycle:
                for other, line in graph[file].items():
                    if other in cycle:
                        print(f"    {folder}/{file}:{line} uses {other}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
