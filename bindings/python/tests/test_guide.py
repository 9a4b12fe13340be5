"""The blocks of docs/languages/python.md, and the first program, run as they are printed."""

from __future__ import annotations

import ast
import asyncio
import dataclasses
import inspect
import logging
import re
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import codat

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/languages/python.md").read_text()
BLOCKS = re.findall(r"^```python\n(?!\{\{)(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


class Endpoints:
    """A web application with decorators like Flask's."""

    def __init__(self) -> None:
        self.functions: dict[str, Any] = {}

    def post(self, path: str) -> Callable[[Any], Any]:
        """Decorates the function for a path."""

        def decorated(function: Any) -> Any:
            self.functions[path] = function
            return function

        return decorated


def run(code: str, known: dict[str, Any]) -> None:
    """Runs a block, which may await."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    body = eval(compile(code, "python.md", "exec", flags), known)
    if inspect.isawaitable(body):

        async def main() -> None:
            await body

        asyncio.run(main())


def test_the_first_program_runs_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    run((ROOT / "examples/python/first.py").read_text(), {})
    link, pulled = capsys.readouterr().out.splitlines()
    assert link.startswith("Send your customer to http://127.0.0.1:")
    assert pulled == "Invoices pulled: True"


@pytest.mark.parametrize("code", BLOCKS, ids=[str(at) for at in range(len(BLOCKS))])
def test_each_block_of_the_guide_runs_as_printed(
    code: str,
    sandbox: codat.Sandbox,
    client: codat.Client,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    if "asyncio.timeout" in code and sys.version_info < (3, 11):
        pytest.skip("asyncio.timeout is new in Python 3.11")
    monkeypatch.setenv("CODAT_API_KEY", sandbox.api_key)
    monkeypatch.setenv("CODAT_BASE_URL", sandbox.base_url)
    monkeypatch.chdir(tmp_path)
    company = client.companies.create("Harbour Cafe")
    sandbox.link_platform(company.id)
    sandbox.set_pull_time(0)
    async_client = sandbox.async_client()
    known: dict[str, Any] = {
        "codat": codat,
        "asyncio": asyncio,
        "dataclasses": dataclasses,
        "logging": logging,
        "threading": threading,
        "uuid": uuid,
        "app": Endpoints(),
        "SECRET": sandbox.webhook_secret,
        "client": async_client if "await client" in code or "client.interrupted" in code else client,
        "company": company,
        "company_id": company.id,
        "group": client.groups.create("Invoice finance"),
        "log": logging.getLogger("guide"),
        "rows": [{"name": f"Shop {each}", "reference": str(each)} for each in range(3)],
        "store": print,
    }
    try:
        run(code, known)
    finally:
        asyncio.run(async_client.close())
        for value in list(known.values()):
            if isinstance(value, codat.Client):
                value.close()
