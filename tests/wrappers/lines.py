"""How many lines of code a wrapper has for each operation, and in all: without blank lines, comments and documentation.

    python3 tests/wrappers/lines.py [FOLDER]

FOLDER is a checkout, this one by default, so that two can be compared. The lines for operations are those of the files with
their methods; models, options and errors count only in the sum.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

RESOURCES = ["companies", "groups", "connections", "refresh", "integrations", "webhooks"]

# The files with the methods, and all files, of each wrapper.
WRAPPERS = {
    "Python": (["bindings/python/src/codat/_{}.py"], ["bindings/python/src/codat/*.py"]),
    "TypeScript": (["bindings/node/src/{}.ts"], ["bindings/node/src/**/*.ts", "bindings/node/native/*.[ch]"]),
    "C#": (["bindings/csharp/src/{}Client*.cs"], ["bindings/csharp/src/*.cs", "bindings/csharp/src/[A-Z]*/*.cs"]),
    "Go": (["bindings/go/{}.go"], ["bindings/go/*.go"]),
    "Rust": (["src/api/{}.rs"], ["src/api/*.rs", "src/models/*.rs"]),
    "C++": ([], ["include/codat.hpp"]),
}

BLANK = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def code_lines(path: Path) -> int:
    """The lines of a file that a compiler needs."""
    text = path.read_text()
    if path.suffix == ".py":
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        code = (token for token in tokens if token.type not in BLANK)
        lines = {line for token in code for line in range(token.start[0], token.end[0] + 1)}
        return len(lines - set(documentation(ast.parse(text))))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return sum(1 for line in lines if line and not line.startswith("//"))


def documentation(tree: ast.Module) -> Iterator[int]:
    """The lines of docstrings, those below attributes included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def named(pattern: str, resource: str) -> str:
    """The file of a resource; C#'s have capitals."""
    return pattern.format(resource.capitalize() if "csharp" in pattern else resource)


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    table = (root / "src/operations/table.rs").read_text()
    operations = len(re.findall(r'^\s+[A-Z_]+ "\w+\.\w+" = ', table, re.MULTILINE))
    print(f"{operations} operations\n")
    print(f"{'wrapper':12}{'lines of operations':>20}{'for each':>10}{'in all':>8}")
    for name, (methods, everything) in WRAPPERS.items():
        patterns = [named(pattern, resource) for pattern in methods for resource in RESOURCES]
        counted = sum(code_lines(path) for pattern in patterns for path in root.glob(pattern))
        whole = {path for pattern in everything for path in root.glob(pattern) if "_test.go" not in path.name}
        each = f"{counted / operations:.1f}" if counted else "-"
        print(f"{name:12}{counted or '-':>20}{each:>10}{sum(map(code_lines, whole)):>8}")


if __name__ == "__main__":
    main()
