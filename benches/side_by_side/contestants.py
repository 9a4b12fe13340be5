"""Who takes part in `make bench`: how each program is started, and what is measured of it as a whole."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / os.environ.get("CODAT_BENCH_BUILT", "target/bench")
LIBRARY = ROOT / os.environ.get("CODAT_BENCH_LIBRARY", BUILT / "library" / "release") / "libcodat.so"
PLAIN_PYTHON = BUILT / "venv" / "bin" / "python"
"""An interpreter with nothing installed, for all but the official client."""
OFFICIAL_PYTHON = BUILT / "venv-official" / "bin" / "python"
SERVER = BUILT / "release" / "bench-server"

LANGUAGES = {"c": "C", "rust": "Rust", "python": "Python", "go": "Go", "csharp": "C#", "node": "TypeScript"}


@dataclass(frozen=True)
class Contestant:
    """A program that makes calls."""

    language: str
    name: str
    command: tuple[str, ...]
    """To be followed by URL OPERATION THREADS SECONDS."""
    what: str

    @property
    def key(self) -> str:
        """Its name in results."""
        return f"{self.language}/{self.name}"

    @property
    def present(self) -> bool:
        """Whether it was built."""
        return all(Path(part).exists() for part in self.command if part.startswith(str(ROOT)))


@dataclass(frozen=True)
class Start:
    """A whole program, from its start to its end."""

    language: str
    name: str
    command: tuple[str, ...]
    """`URL` in it stands for the server's."""

    @property
    def key(self) -> str:
        """Its name in results."""
        return f"{self.language}/{self.name}"


def dotnet() -> str:
    """The program that runs C# programs."""
    return shutil.which("dotnet") or "dotnet"


def node() -> str:
    """The program that runs JavaScript programs."""
    return shutil.which("node") or "node"


_RUST = str(BUILT / "release" / "bench-rust")
_PYTHON = str(ROOT / "benches" / "side_by_side" / "python" / "contestant.py")
_GO = {name: str(BUILT / f"bench-go-{name}") for name in ("codat", "nethttp")}
_CSHARP = str(BUILT / "csharp" / "Bench.dll")
_NODE = str(BUILT / "node" / "contestant.mjs")

CONTESTANTS = (
    Contestant("c", "codat", (str(BUILT / "bench-c-codat"),), "libcodat"),
    Contestant("c", "libcurl", (str(BUILT / "bench-c-curl"),), "libcurl, easy handle"),
    Contestant("rust", "codat", (_RUST, "codat"), "libcodat, typed"),
    Contestant("rust", "codat-raw", (_RUST, "codat-raw"), "libcodat, JSON"),
    Contestant("rust", "ureq-typed", (_RUST, "ureq-typed"), "ureq + serde_json"),
    Contestant("rust", "ureq", (_RUST, "ureq"), "ureq, bytes"),
    Contestant("python", "codat", (str(PLAIN_PYTHON), _PYTHON, "codat"), "libcodat"),
    Contestant("python", "http.client", (str(PLAIN_PYTHON), _PYTHON, "http.client"), "http.client + json"),
    Contestant("python", "official", (str(OFFICIAL_PYTHON), _PYTHON, "official"), "official client"),
    Contestant("python", "codat-async", (str(PLAIN_PYTHON), _PYTHON, "codat-async"), "libcodat, asyncio"),
    Contestant("python", "httpx", (str(OFFICIAL_PYTHON), _PYTHON, "httpx"), "httpx, asyncio + json"),
    Contestant("python", "aiohttp", (str(OFFICIAL_PYTHON), _PYTHON, "aiohttp"), "aiohttp + json"),
    Contestant("go", "codat", (_GO["codat"],), "libcodat"),
    Contestant("go", "net/http", (_GO["nethttp"],), "net/http + encoding/json"),
    Contestant("csharp", "codat", (dotnet(), _CSHARP, "codat"), "libcodat"),
    Contestant("csharp", "codat-sync", (dotnet(), _CSHARP, "codat-sync"), "libcodat, blocking"),
    Contestant("csharp", "HttpClient", (dotnet(), _CSHARP, "HttpClient"), "HttpClient + System.Text.Json"),
    Contestant("node", "codat", (node(), _NODE, "codat"), "libcodat"),
    Contestant("node", "fetch", (node(), _NODE, "fetch"), "undici fetch + JSON.parse"),
    Contestant("node", "undici.request", (node(), _NODE, "undici.request"), "undici.request + JSON.parse"),
)

_ONE_CALL = ("URL", "get", "1", "0")
_OF_PYTHON = ((str(PLAIN_PYTHON), "codat", "codat"), (str(OFFICIAL_PYTHON), "official", "codat_platform"))


def starts(present: list[Contestant]) -> list[Start]:
    """For each language the program that does nothing, and for each contestant a program of one call."""
    found = []
    languages = {contestant.language for contestant in present}
    empty = {
        "c": (str(BUILT / "bench-c-empty"),),
        "rust": (_RUST, "empty"),
        "go": (_GO["nethttp"], "empty"),
        "csharp": (dotnet(), _CSHARP, "empty"),
        "node": (node(), _NODE, "empty"),
    }
    for language, command in empty.items():
        if language in languages:
            found.append(Start(language, "empty", command))
    for interpreter, name, module in _OF_PYTHON:
        if any(each.key == f"python/{name}" for each in present):
            found.append(Start("python", f"empty for {name}", (interpreter, "-c", "pass")))
            found.append(Start("python", f"import {name}", (interpreter, "-c", f"import {module}")))
    found.extend(Start(each.language, f"first {each.name}", each.command + _ONE_CALL) for each in present)
    return found


def environment() -> dict[str, str]:
    """What the programs find in their environment: the library just built, and Python compiled once."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **inherited,
        "PYTHONPYCACHEPREFIX": str(BUILT / "pycache"),
        "CODAT_LIBRARY": str(LIBRARY),
        "LD_LIBRARY_PATH": str(LIBRARY.parent),
        "PYTHONPATH": str(ROOT / "bindings" / "python" / "src"),
    }
