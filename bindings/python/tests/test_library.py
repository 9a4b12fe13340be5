"""Finding the native library, and the error message if it is not found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codat import _native

PACKAGE = Path(_native.__file__).parent


def python(code: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs code against a copy of the package that has no library of its own."""
    alone = tmp_path / "alone"
    shutil.copytree(
        PACKAGE, alone / "codat", ignore=shutil.ignore_patterns("_lib", "__pycache__"), dirs_exist_ok=True
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(alone)!r})\n{code}"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def library_path() -> str:
    maps = Path("/proc/self/maps")
    _native.library()
    found = [line.split()[-1] for line in maps.read_text().splitlines() if "libcodat.so" in line]
    return found[0]


def test_a_missing_library_names_every_path_and_the_remedy(tmp_path: Path) -> None:
    ran = python("import codat\ncodat.Client('key')", tmp_path)
    assert ran.returncode == 1
    assert "LibraryError: libcodat was not found" in ran.stderr
    assert str(tmp_path / "alone/codat/_lib" / _native.FILE_NAME) in ran.stderr
    assert "(the system)" in ran.stderr
    assert "CODAT_LIBRARY" in ran.stderr


def test_importing_needs_no_library(tmp_path: Path) -> None:
    assert python("import codat", tmp_path).returncode == 0


def test_only_the_library_in_codat_library_is_tried(tmp_path: Path) -> None:
    ran = python("import codat; codat.live_objects()", tmp_path, CODAT_LIBRARY="/nowhere/libcodat.so")
    assert "/nowhere/libcodat.so (CODAT_LIBRARY): no such file" in ran.stderr
    assert "the system" not in ran.stderr
    ran = python("import codat; print(codat.live_objects())", tmp_path, CODAT_LIBRARY=library_path())
    assert ran.stdout == "0\n", ran.stderr


def test_the_library_within_the_package_is_found(tmp_path: Path) -> None:
    inside = tmp_path / "alone/codat/_lib"
    inside.mkdir(parents=True)
    (inside / _native.FILE_NAME).symlink_to(library_path())
    ran = python("import codat; print(codat.live_objects())", tmp_path)
    assert ran.stdout == "0\n", ran.stderr


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "unsigned codat_abi_version(void) { return 999; }",
            "it has version 999 of the functions, and this package needs version 1",
        ),
        ("int other(void) { return 0; }", "not a libcodat that this package can use"),
        ("unsigned codat_abi_version(void) { return 1; }", "codat_client_new"),
    ],
)
def test_another_library_is_refused(tmp_path: Path, source: str, message: str) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        assert not os.environ.get("CI"), "a C compiler is required in CI"
        pytest.skip("there is no C compiler to make another library with")
    other = tmp_path / "libcodat.so"
    (tmp_path / "other.c").write_text(source + "\n")
    subprocess.run([compiler, "-shared", "-o", other, tmp_path / "other.c"], check=True)
    ran = python("import codat\ncodat.Sandbox()", tmp_path, CODAT_LIBRARY=str(other))
    assert "LibraryError" in ran.stderr
    assert message in ran.stderr
