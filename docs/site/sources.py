"""The project's files, and how the build ends where something is missing."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
# The folder of the TypeScript wrapper.
HAS_NODE = (ROOT / "bindings/node/README.md").exists()


def fail(why: str) -> NoReturn:
    """Ends the build."""
    raise SystemExit(f"docs/site: {why}")


def read(*patterns: str) -> str:
    """The text of all files that match."""
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    if not paths:
        fail(f"there is no {' or '.join(patterns)}")
    return "\n".join(path.read_text() for path in paths)
