"""The programs in examples/python that `make demo` does not run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import codat

ONBOARD = Path(__file__).parents[3] / "examples/python/onboard.py"


def test_onboarding_on_the_sandbox() -> None:
    ran = subprocess.run(
        [sys.executable, ONBOARD, "--sandbox", "30"], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(
        "30 companies in 4 groups: 30 created, 0 there before, 0 failed, 0 not tried"
    )
    assert ran.stderr.splitlines()[-1] == "30/30"


def test_onboarding_a_file_twice(
    client: codat.Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = importlib.util.spec_from_file_location("onboard", ONBOARD)
    assert spec is not None
    assert spec.loader is not None
    onboard = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(onboard)
    file = tmp_path / "companies.csv"
    file.write_text(
        "name,description,group,reference\nToft Bakery,Bread,Term loans,A-1\nHarbour Cafe,,,A-2\n"
    )
    there = client.groups.create("Term loans")
    assert onboard.onboard(client, file) == 0
    assert onboard.onboard(client, file) == 0
    assert "2 companies in 1 groups: 0 created, 2 there before" in capsys.readouterr().out
    cafe, bakery = client.companies.iterate(order_by="name")
    assert [group.id for group in bakery.groups or []] == [there.id]
    assert (bakery.description, cafe.description, cafe.groups) == ("Bread", None, [])
