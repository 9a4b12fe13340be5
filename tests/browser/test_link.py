"""The Link page, as a company's customer meets it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
CONTRAST = """
() => {
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  const texts = "h1, h2, p, a, button, label, li, strong, code, time, .badge, .count";
  for (const element of document.querySelectorAll(texts)) {
    if (!element.textContent.trim() || !element.offsetParent) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const words = element.textContent.trim().slice(0, 30);
    if (ratio < 4.5) poor.push(`${element.tagName} ${words}: ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""


def accessible(page) -> None:
    """Checks that a page works with screen readers and has enough contrast."""
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    for control in page.locator("input:not([type=hidden]), button, a").all():
        if control.is_visible():
            name = control.evaluate(
                "e => e.getAttribute('aria-label') || e.innerText || e.labels?.[0]?.innerText"
            )
            assert name
    assert page.evaluate(CONTRAST) == []
    assert page.get_by_role("note").inner_text().startswith("Sandbox.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_link_connects_a_company(sandbox, open_page, picture, scheme):
    company = sandbox.company()
    page = open_page(company["redirect"], viewport={"width": 1100, "height": 900}, color_scheme=scheme)
    expect(page).to_have_title(re.compile("Choose your software"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sandbox Lender would like to connect to Toft Bakery"
    )
    accessible(page)
    if scheme == "light":
        picture(page, "link-desktop")
    page.get_by_role("link", name="Xero").click()
    expect(page).to_have_title(re.compile("Connect Xero"))
    accessible(page)
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("status")).to_contain_text("You're connected")
    accessible(page)
    (connection,) = sandbox.connections(company)
    assert (connection["platformName"], connection["status"]) == ("Xero", "Linked")


def test_link_with_the_keyboard_alone(sandbox, open_page):
    company = sandbox.company()
    page = open_page(company["redirect"])

    def tab_to(words: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.innerText || document.activeElement.id")
            if words in focused:
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"{words} cannot be reached")

    tab_to("search")
    page.keyboard.type("quickbooks on")
    tab_to("QuickBooks Online")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect QuickBooks Online")
    tab_to("Allow access")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You're connected")
    assert sandbox.connections(company)[0]["integrationKey"] == "qhyg"


def test_link_on_a_phone(sandbox, open_page, picture):
    company = sandbox.company()
    page = open_page(company["redirect"], **PHONE)
    picture(page, "link-phone")
    for title, step in (("Choose your software", "Xero"), ("Connect Xero", "Allow access")):
        expect(page).to_have_title(re.compile(title))
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.get_by_text(step, exact=True).tap()
    expect(page.get_by_role("status")).to_contain_text("You're connected")


def test_a_long_name_fits_a_phone(sandbox, open_page):
    company = sandbox.company("Unbreakable" * 12)
    page = open_page(company["redirect"], **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="Shopify").tap()
    expect(page).to_have_title(re.compile("Connect Shopify"))
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_search_narrows_the_choice(sandbox, open_page):
    page = open_page(sandbox.company()["redirect"])
    choices = page.locator("section.kind li:visible")
    everything = choices.count()
    page.get_by_label("Search").fill("quick")
    expect(choices).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("2 to choose from")
    expect(page.get_by_role("heading", name="Banking")).to_be_hidden()
    page.get_by_label("Search").fill("no such software")
    expect(page.get_by_role("status")).to_contain_text("Nothing fits")
    page.get_by_label("Search").fill("")
    expect(choices).to_have_count(everything)

    # Choices that the server hid for a search in the URL are shown again without a request.
    page.goto(page.url + "?search=Free")
    expect(page.get_by_role("status")).to_have_text("1 to choose from")
    expect(page.get_by_role("link")).to_have_count(1)
    page.get_by_label("Search").fill("")
    expect(choices).to_have_count(everything)


def test_link_works_without_javascript(sandbox, open_page):
    company = sandbox.company()
    page = open_page(company["redirect"] + "?ref=A-17", java_script_enabled=False)
    page.get_by_label("Search").fill("free")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 to choose from")).to_be_visible()
    assert "ref=A-17" in page.url
    page.get_by_role("link", name="FreeAgent").click()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_text("You're connected")).to_be_visible()


def test_a_cancelled_link_leaves_the_connection_pending(sandbox, open_page):
    company = sandbox.company()
    page = open_page(company["redirect"])
    page.get_by_role("link", name="Xero").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status")).to_contain_text("You cancelled")
    assert [each["status"] for each in sandbox.connections(company)] == ["PendingAuth"]


def test_lost_access_can_be_authorized_again(sandbox, open_page):
    company = sandbox.company()
    linked = sandbox.control("link-connection", companyId=company["id"])
    sandbox.control("deauthorize-connection", companyId=company["id"], connectionId=linked["connectionId"])
    (connection,) = sandbox.connections(company)
    page = open_page(connection["linkUrl"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Reconnect Xero")
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("status")).to_contain_text("You're connected")
    assert [each["status"] for each in sandbox.connections(company)] == ["Linked"]
    assert sandbox.control("stats")["companies"] == 1

    # The company's own link leads there too, and offers what can still be added.
    sandbox.control("deauthorize-connection", companyId=company["id"], connectionId=linked["connectionId"])
    page.goto(company["redirect"] + "?ref=A-17")
    page.get_by_role("link", name="Reconnect Xero").click()
    assert page.url == connection["linkUrl"] + "?ref=A-17"
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("status")).to_contain_text("You're connected")
    page.goto(company["redirect"])
    expect(page.get_by_text("Xero is connected already")).to_be_visible()
    expect(page.get_by_role("heading", name="Accounting")).to_have_count(0)
    expect(page.get_by_role("link", name="Shopify")).to_be_visible()


def test_access_that_cannot_be_restored_is_not_offered(sandbox, open_page):
    company = sandbox.company()
    lost = sandbox.control("link-connection", companyId=company["id"], platformKey="fbrh")
    sandbox.control("deauthorize-connection", companyId=company["id"], connectionId=lost["connectionId"])
    page = open_page(company["redirect"])
    expect(page.get_by_role("link", name="Reconnect FreeAgent")).to_be_visible()
    sandbox.control("link-connection", companyId=company["id"], platformKey="gbol")
    page.reload()
    expect(page.get_by_text("Xero is connected already")).to_be_visible()
    expect(page.get_by_role("link", name="Reconnect FreeAgent")).to_have_count(0)
    page.goto(next(each["linkUrl"] for each in sandbox.connections(company) if each["status"] != "Linked"))
    expect(page.get_by_text("Xero is connected already")).to_be_visible()
    page.get_by_role("link", name="Shopify").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect Shopify")


def test_the_redirect_has_the_outcome(sandbox, open_page, lender):
    names = (
        "companyId",
        "connectionId",
        "sourceType",
        "platformKey",
        "statusCode",
        "errorMessage",
        "clientId",
    )
    query = "&".join(f"{name}={{{name}}}" for name in (*names, "ref", "absent"))
    sandbox.control("set-redirect", url=f"{lender}/done?{query}")
    company = sandbox.company()

    def visit(button: str) -> dict[str, list[str]]:
        page = open_page(company["redirect"] + "?ref=A%2F17+%26+S%C3%B8n", to=[lender])
        page.get_by_role("link", name="Shopify").click()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert page.url.startswith(lender + "/done?")
        return parse_qs(urlsplit(page.url).query, keep_blank_values=True)

    cancelled = visit("Cancel")
    assert (cancelled["statusCode"], cancelled["errorMessage"]) == (["403"], ["User cancelled"])
    linked = visit("Allow access")
    (connection,) = sandbox.connections(company)
    assert linked["connectionId"] == [connection["id"]]
    assert (linked["companyId"], linked["sourceType"]) == ([company["id"]], ["Commerce"])
    assert (linked["statusCode"], linked["errorMessage"], linked["absent"]) == (["200"], [""], [""])
    assert linked["ref"] == ["A/17 & Søn"]


def test_a_redirect_to_a_host_that_is_not_allowed_is_refused(sandbox, open_page):
    sandbox.control(
        "set-redirect", url="https://{region}.lender.example/", allowedHosts=["uk.lender.example"]
    )
    company = sandbox.company()
    page = open_page(company["redirect"] + "?region=evil", problem="400")
    page.get_by_role("link", name="Xero").click()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("alert")).to_contain_text("evil.lender.example")
    assert urlsplit(page.url).netloc in sandbox.url
    assert [each["status"] for each in sandbox.connections(company)] == ["Linked"]


def test_a_reload_gives_no_second_permission(sandbox, open_page):
    company = sandbox.company()
    page = open_page(company["redirect"] + "?ref=A-17")
    page.get_by_role("link", name="Shopify").click()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("status")).to_contain_text("You're connected")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("You're connected")
    (connection,) = sandbox.connections(company)
    assert page.url == connection["linkUrl"] + "?ref=A-17"


def test_links_of_unknown_and_deleted_companies_are_refused(sandbox, open_page):
    company = sandbox.company()
    sandbox.api("DELETE", f"/companies/{company['id']}")
    for path in (
        f"/company/{company['id']}",
        "/company/00000000-0000-0000-0000-000000000000",
        "/company/nonsense",
        f"/company/{sandbox.company()['id']}/connection/{company['id']}",
    ):
        page = open_page(sandbox.url + path, problem="404")
        expect(page.get_by_role("alert")).to_contain_text("This link leads nowhere")
        accessible(page)


def test_a_name_is_never_markup(sandbox, open_page):
    company = sandbox.company("Toft & Sons")
    page = open_page(company["redirect"] + "?<script>alert(1)</script>=%22%3E%3Cimg%20src%3Dx%3E")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Toft & Sons")
    assert page.locator("img").count() == 0
