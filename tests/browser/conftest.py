"""A sandbox, a real Chromium, and pages that fail their test if they log an error or load from elsewhere."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


class Sandbox:
    """A separate `codat-sandbox` program."""

    def __init__(self) -> None:
        program = os.environ.get("CODAT_SANDBOX", str(ROOT / "target/debug/codat-sandbox"))
        self.process = subprocess.Popen([program, "--port", "0"], stdout=subprocess.PIPE, text=True)
        lines = dict(self.process.stdout.readline().strip().split(": ", 1) for _ in range(3))
        self.url, self.key = lines["base-url"], lines["api-key"]

    def send(self, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or "null")

    def api(self, method, path, body=None):
        key = base64.b64encode(self.key.encode()).decode()
        return self.send(method, path, body, Authorization=f"Basic {key}")

    def control(self, action, **body):
        return self.send("POST", f"/_sandbox/{action}", body)

    def company(self, name="Toft Bakery"):
        return self.api("POST", "/companies", {"name": name})

    def connections(self, company):
        return self.api("GET", f"/companies/{company['id']}/connections")["results"]


@pytest.fixture
def sandbox():
    sandbox = Sandbox()
    yield sandbox
    sandbox.process.terminate()
    assert sandbox.process.wait(20) == 0


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, sandbox: Sandbox):
    """Opens a page of the sandbox; other origins may be named that it may be sent to."""
    pages: list[Page] = []
    problems: list[str] = []
    allowed = {sandbox.url}

    def seen(request) -> None:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        if origin not in allowed:
            problems.append(f"a request to {request.url}")

    def open_one(url, to=(), problem=None, **options):
        allowed.update(to)
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(20_000)
        page.on("request", seen)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                problems.append(message.text)
                if message.type == "error" and not (problem and problem in message.text)
                else None
            ),
        )
        pages.append(page)
        page.goto(url)
        return page

    yield open_one
    for page in pages:
        page.context.close()
    assert not problems


@pytest.fixture
def lender():
    """The base URL of the lender's server, which responds to everything with a page."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<link rel=icon href='data:,'><h1>Thank you</h1>")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def picture():
    """Takes a picture, for the README where CODAT_SCREENSHOTS is set."""
    folder = ROOT / ("docs/images" if os.environ.get("CODAT_SCREENSHOTS") else "target/screenshots")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        file = folder / f"{name}.png"
        page.screenshot(path=str(file))
        assert 5_000 < file.stat().st_size < 150_000

    return take
