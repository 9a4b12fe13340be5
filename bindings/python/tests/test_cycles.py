"""The check that no files use each other in a circle finds such files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parents[3] / "tests/wrappers/cycles.py"
PACKAGE, NODE, BENCHES = "bindings/python/src/codat", "bindings/node/src", "benches/side_by_side"
CSHARP = "bindings/csharp/src"
CLEAN = {
    f"{PACKAGE}/__init__.py": "from ._a import A",
    f"{PACKAGE}/_a.py": "from . import _b",
    f"{PACKAGE}/_b.py": "import json",
    f"{NODE}/a.ts": 'import type { B } from "./models/b.js";',
    f"{NODE}/models/b.ts": '// import { A } from "../a.js";',
    f"{CSHARP}/A.cs": "namespace N\n{\n    public partial class A\n    {\n        B b;\n    }\n}\n",
    f"{CSHARP}/A.More.cs": "namespace N\n{\n    public partial class A { A a; }\n}\n",
    f"{CSHARP}/Interop/B.cs": 'unsafe delegate int B();\n// A\nstruct C { string c = "A" + x.A; /* A */ }\n',
    f"{CSHARP}/obj/D.cs": "class D { A a; B b; E e; }",
    f"{CSHARP}/E.cs": "class E { D d; }",
    f"{BENCHES}/report.py": "import picture",
    f"{BENCHES}/picture.py": "",
}


def check(root: Path, changed: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for name, text in {**CLEAN, **changed}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True, timeout=60)


def test_a_folder_without_circular_imports_passes(tmp_path: Path) -> None:
    done = check(tmp_path, {})
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize(
    ("folder", "file", "text", "cycle"),
    [
        (PACKAGE, "_b.py", "\nfrom ._a import A", "_a.py, _b.py"),
        (PACKAGE, "_b.py", "\nif TYPE_CHECKING:\n    from ._a import A", "_a.py, _b.py"),
        (PACKAGE, "_b.py", "\ndef f():\n    from codat import _a", "_a.py, _b.py"),
        (PACKAGE, "_b.py", "\nimport codat._a", "_a.py, _b.py"),
        (PACKAGE, "_b.py", "\nfrom . import A", "__init__.py, _a.py, _b.py"),
        (PACKAGE, "_b.py", "\nimport codat", "__init__.py, _a.py, _b.py"),
        (NODE, "models/b.ts", '\nimport { A } from "../a.js";', "a.ts, models/b.ts"),
        (NODE, "models/b.ts", '\nimport {\n  A,\n} from "../a.js";', "a.ts, models/b.ts"),
        (NODE, "models/b.ts", '\nconst a = await import("../a.js");', "a.ts, models/b.ts"),
        (CSHARP, "Interop/B.cs", "class B { A a; }", "A.cs, Interop/B.cs"),
        (CSHARP, "A.More.cs", "class D { E e; }", "A.More.cs, E.cs"),
        (CSHARP, "E.cs", "class B { Codat.Interop.A a; }", "A.cs, E.cs"),
        (BENCHES, "picture.py", "\nfrom report import Results", "picture.py, report.py"),
    ],
)
def test_a_circular_import_is_reported(folder: str, file: str, text: str, cycle: str, tmp_path: Path) -> None:
    done = check(tmp_path, {f"{folder}/{file}": text})
    assert done.returncode == 1, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first == f"{folder}: {cycle} use each other in a circle"
    assert any(line.startswith(f"    {folder}/{file}:") for line in lines)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, CHECK, tmp_path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "has no files" in done.stderr
