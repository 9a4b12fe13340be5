"""The example with `--browser`: people do the customer's part themselves."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from conftest import ROOT
from playwright.sync_api import expect


def test_the_guide_waits_for_a_customer_in_the_browser(browser):
    library = os.environ.get("CODAT_LIBRARY", str(ROOT / "target/debug/libcodat.so"))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "bindings/python/src"),
        "PYTHONUNBUFFERED": "1",
        "CODAT_LIBRARY": library,
        # The guide would open another browser window.
        "BROWSER": "true",
    }
    guide = subprocess.Popen(
        [sys.executable, str(ROOT / "examples/python/guide.py"), "--browser"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for button in ("Xero", "Reconnect Xero"):
        url = re.search(r"Open (\S+) and pick Xero", guide.stderr.readline())[1]
        page = browser.new_page()
        page.goto(url)
        page.get_by_role("link", name=button).click()
        page.get_by_role("button", name="Allow access").click()
        expect(page.get_by_role("status").first).to_contain_text("connected")
        page.close()
    said, _ = guide.communicate(timeout=60)
    assert guide.returncode == 0
    assert said == (ROOT / "examples/output.txt").read_text()
