"""Puts the native library into the wheel, which makes it one for this platform."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAMES = ("libcodat.so", "libcodat.dylib", "codat.dll")


class NativeLibrary(BuildHookInterface):
    """Takes the library that `PACKAGED_LIBRARY` names, or else runs cargo at the root, two folders up."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the library to a wheel; an editable install uses the one that `CODAT_LIBRARY` names."""
        if version == "editable":
            return
        prebuilt = os.environ.get("PACKAGED_LIBRARY")
        library = Path(prebuilt) if prebuilt else self.build()
        if not library.is_file():
            raise SystemExit(f"there is no library {library}")
        build_data["force_include"][str(library)] = f"codat/_lib/{library.name}"
        build_data["pure_python"] = False
        # The library needs no particular Python, and neither does ctypes.
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"

    def build(self) -> Path:
        """Builds the library and tells where cargo put it."""
        command = [
            "cargo",
            "rustc",
            "--release",
            "--features",
            "no-rust-log",
            "--lib",
            "--crate-type",
            "cdylib",
            "--locked",
            "--message-format=json-render-diagnostics",
        ]
        try:
            built = subprocess.run(
                command, cwd=Path(self.root).parents[1], stdout=subprocess.PIPE, check=True, text=True
            )
        except FileNotFoundError:
            raise SystemExit("cargo was not found: install Rust from https://rustup.rs") from None
        for line in built.stdout.splitlines():
            for file in json.loads(line).get("filenames", []):
                if Path(file).name in NAMES:
                    return Path(file)
        raise SystemExit("cargo built no library")
