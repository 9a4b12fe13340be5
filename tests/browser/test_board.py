"""The page `/_sandbox/`: the data of the sandbox, and the buttons."""

from __future__ import annotations

import threading
import urllib.error
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect
from test_link import accessible

SIZE = {"viewport": {"width": 1100, "height": 930}}


@pytest.fixture
def consumer():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/events"
    server.shutdown()
    server.server_close()


def panel(page, name: str):
    return page.locator("section").filter(has=page.get_by_role("heading", name=name, level=2))


def test_the_board_shows_companies_requests_and_webhooks(sandbox, open_page, consumer, picture):
    page = open_page(sandbox.url + "/_sandbox/", **SIZE)
    expect(page.get_by_text("live")).to_be_visible()
    expect(panel(page, "Companies")).to_contain_text("curl " + sandbox.url)
    sandbox.api(
        "POST", "/webhooks", {"url": consumer, "eventTypes": ["company.created", "connection.connected"]}
    )
    group = sandbox.api("POST", "/groups", {"name": "Invoice finance"})
    company = sandbox.api("POST", "/companies", {"name": "Toft Bakery", "groups": [{"id": group["id"]}]})
    expect(panel(page, "Companies")).to_contain_text("Toft Bakery")
    expect(panel(page, "Companies")).to_contain_text("Invoice finance")
    expect(panel(page, "Groups")).to_contain_text(group["id"])
    sandbox.control("link-connection", companyId=company["id"])
    expect(panel(page, "Companies").get_by_text("Linked", exact=True)).to_be_visible()
    expect(panel(page, "Webhooks")).to_contain_text("connection.connected")
    expect(panel(page, "Webhooks").get_by_text("delivered")).to_have_count(2)
    expect(panel(page, "Requests")).to_contain_text("POST /companies")
    sandbox.api("POST", f"/companies/{company['id']}/data/queue/invoices")
    sandbox.control("queue-faults", faults=[{"effect": "status", "status": 429}])
    with pytest.raises(urllib.error.HTTPError):
        sandbox.api("GET", "/companies")
    struck = panel(page, "Requests").locator("details").filter(has_text="GET /companies")
    expect(struck).to_contain_text("429")
    expect(struck.locator("summary")).to_contain_text("status")
    other = sandbox.company("Harbour Cafe")
    linked = sandbox.control("link-connection", companyId=other["id"], platformKey="fbrh")
    sandbox.control("deauthorize-connection", companyId=other["id"], connectionId=linked["connectionId"])
    expect(panel(page, "Companies").get_by_text("Deauthorized")).to_be_visible()
    picture(page, "sandbox")

    # An opened entry remains open while others are added; the page never has the API key.
    request = panel(page, "Requests").locator("details").filter(has_text="POST /groups")
    request.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(request).to_contain_text("Basic ***")
    sandbox.company("Night Owl")
    expect(panel(page, "Companies")).to_contain_text("Night Owl")
    expect(panel(page, "Requests").locator("details")).to_have_count(7)
    expect(request.locator("pre").first).to_be_visible()
    expect(request.locator("summary")).to_be_focused()
    assert sandbox.key not in page.content()
    # The page's own requests are not in the list.
    assert all("_sandbox" not in each["path"] for each in sandbox.control("list-requests")["requests"])


def test_each_button_does_what_it_says(sandbox, open_page):
    company = sandbox.company()
    page = open_page(sandbox.url + "/_sandbox/", **SIZE)
    path = f"/companies/{company['id']}"

    def press(name: str, said: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#said")).to_contain_text(said)

    for name, said, status in (("Respond with 500", "500", 500), ("Respond with 429", "429", 429)):
        press(name, said)
        with pytest.raises(urllib.error.HTTPError) as refused:
            sandbox.api("GET", path)
        assert refused.value.code == status
    press("Cut the next request", "is cut")
    with pytest.raises(OSError):
        sandbox.api("GET", path)
    press("Lose its response", "lost")
    with pytest.raises(OSError):
        sandbox.company("Lost")
    expect(panel(page, "Companies")).to_contain_text("Lost")
    press("Delay it 5 s", "longer")
    press("Clear faults", "cleared")
    assert sandbox.api("GET", path)["name"] == "Toft Bakery"

    linked = sandbox.control("link-connection", companyId=company["id"])["connectionId"]
    press("Fail the next pull", "fails")
    pull = sandbox.api("POST", f"{path}/data/queue/invoices")
    before = page.locator("#now").inner_text()
    press("+1 minute", "+1 minute")
    press("+1 hour", "+1 hour")
    press("+1 day", "+1 day")
    expect(page.locator("#now")).not_to_contain_text(before[:10])
    assert sandbox.api("GET", f"{path}/data/history/{pull['id']}")["status"] == "FetchError"
    page.get_by_role("button", name="Deauthorize Xero of Toft Bakery").click()
    expect(panel(page, "Companies").get_by_text("Deauthorized")).to_be_visible()
    assert sandbox.api("GET", f"{path}/connections/{linked}")["status"] == "Deauthorized"

    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Reset everything").click()
    assert sandbox.control("stats")["companies"] == 2
    page.once("dialog", lambda dialog: dialog.accept())
    press("Reset everything", "Everything was reset")
    expect(panel(page, "Companies")).to_contain_text("None yet")
    assert sandbox.control("stats")["companies"] == 0
    # The requests before the reset are gone, those after it are shown.
    sandbox.company("After")
    expect(panel(page, "Requests").locator("li")).to_have_count(1)


def test_a_late_response_is_shown_when_it_arrives(sandbox, open_page):
    page = open_page(sandbox.url + "/_sandbox/", **SIZE)
    page.get_by_role("button", name="Delay it 5 s").click()
    expect(panel(page, "What should happen?")).to_contain_text("1 fault is waiting")
    late = threading.Thread(target=sandbox.company)
    late.start()
    expect(panel(page, "Requests")).to_contain_text("no response yet")
    expect(panel(page, "What should happen?")).not_to_contain_text("waiting")
    late.join()
    expect(panel(page, "Requests").get_by_text("200", exact=True)).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_has_enough_contrast(sandbox, open_page, scheme):
    company = sandbox.company()
    linked = sandbox.control("link-connection", companyId=company["id"])["connectionId"]
    sandbox.control("deauthorize-connection", companyId=company["id"], connectionId=linked)
    sandbox.control("link-connection", companyId=company["id"], platformKey="fztf")
    page = open_page(sandbox.url + "/_sandbox/", color_scheme=scheme, **SIZE)
    expect(panel(page, "Companies").get_by_text("Linked", exact=True)).to_be_visible()
    accessible(page)


def test_the_board_fits_a_phone(sandbox, open_page):
    sandbox.company("A company whose name is rather long for a narrow screen")
    page = open_page(sandbox.url + "/_sandbox/", viewport={"width": 360, "height": 740})
    expect(panel(page, "Companies")).to_contain_text("rather long")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_another_name_of_this_machine_is_refused(sandbox):
    for path in ("/_sandbox/", f"/company/{sandbox.company()['id']}"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            sandbox.send("GET", path, Host="evil.example")
        assert refused.value.code == 403
