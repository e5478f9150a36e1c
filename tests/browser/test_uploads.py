"""Files in forms, in a real browser against real servers: with JavaScript, without, slow, broken off."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.axe import violations
from tests.support.demo import Ready
from tests.support.memory import Watched
from tests.support.visit import new_task, visitor

PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n"
MB = 1_000_000
FIELD = "Photos of the meter"


def large(folder: Path, size: int = 20 * MB) -> Path:
    path = folder / "a large scan.pdf"
    path.write_bytes(PDF + bytes(size - len(PDF)))
    return path


def open_form(page: Page, demo: Ready) -> None:
    page.goto(new_task(demo, "customer-reg", "author")["url"])


def slow(page: Page, rate: float) -> None:
    """The page sends no more than `rate` bytes a second."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": rate}
    client.send("Network.emulateNetworkConditions", limits)


@pytest.fixture
def page(browser: Browser, demo: Ready) -> Page:
    context = visitor(browser, demo, "author", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    return context.new_page()


def test_twenty_megabytes_show_progress_and_take_little_memory(
    page: Page, demo: Ready, tmp_path: Path
) -> None:
    open_form(page, demo)
    slow(page, 8 * MB)
    page.evaluate("""() => {
      window.seen = [];
      setInterval(() => {
        const bar = document.querySelector(".file progress");
        if (bar) window.seen.push(bar.value);
      }, 20);
    }""")
    edge, api = Watched(demo["edge"]), Watched(demo["api"])

    page.get_by_label(FIELD).set_input_files(large(tmp_path))
    item = page.locator("li.file:has(input[type=hidden])")
    expect(item).to_have_count(1, timeout=60_000)

    expect(item).to_contain_text("20 MB")
    grown = {"edge": edge.grown(), "api": api.grown()}
    assert max(grown.values()) < 30, grown
    seen = page.evaluate("window.seen")
    assert len([value for value in set(seen) if 0 < value < 1]) >= 3, seen[:50]
    assert seen == sorted(seen)


def test_a_sent_file_can_be_opened_and_taken_back(page: Page, demo: Ready) -> None:
    open_form(page, demo)
    page.get_by_label(FIELD).set_input_files(
        {"name": "Zähler 1.png", "mimeType": "image/png", "buffer": PNG + b"1"}
    )

    with page.expect_download() as download:
        page.get_by_role("link", name="Zähler 1.png").click()
    assert download.value.suggested_filename == "Zähler 1.png"
    assert Path(download.value.path()).read_bytes() == PNG + b"1"

    page.get_by_role("button", name="Remove Zähler 1.png").click()
    expect(page.locator("li.file")).to_have_count(0)


def test_what_is_not_taken_says_why_and_can_be_replaced(page: Page, demo: Ready) -> None:
    open_form(page, demo)
    control = page.get_by_label(FIELD)

    control.set_input_files({"name": "virus.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\0"})
    expect(page.get_by_role("alert")).to_have_text(
        "This kind of file is not taken here. Choose another: JPG, PNG, PDF."
    )
    assert violations(page) == []
    page.get_by_role("button", name="Cancel").click()

    expect(page.locator("li.file")).to_have_count(0)
    expect(control).to_be_focused()


def test_a_broken_line_is_tried_again(page: Page, demo: Ready) -> None:
    open_form(page, demo)
    page.route("**/files?*", lambda route: route.abort())
    page.get_by_label(FIELD).set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.get_by_role("alert")).to_have_text("This file could not be sent. Try again.")

    page.unroute("**/files?*")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("link", name="a.png")).to_be_visible()


def test_an_upload_can_be_stopped(page: Page, demo: Ready, tmp_path: Path) -> None:
    open_form(page, demo)
    slow(page, 1 * MB)
    page.get_by_label(FIELD).set_input_files(large(tmp_path))
    expect(page.locator(".file progress")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("button", name="Cancel").click()

    expect(page.locator("li.file")).to_have_count(0)
    assert page.get_by_label(FIELD).evaluate("input => input.files.length") == 0


def fill(page: Page) -> None:
    page.get_by_label("Privately").check()
    for label, value in (
        ("First name", "Nora"),
        ("Last name", "Fink"),
        ("E-mail address", "nora@fink.example"),
        ("Street and house number", "Gasse 9"),
        ("Postal code", "1070"),
        ("Town or city", "Wien"),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Country").select_option("AT")
    page.get_by_label("Flex").check()
    page.get_by_label("I accept the terms").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without"])
def test_a_form_with_files_is_handed_in_and_keeps_them_meanwhile(
    browser: Browser, demo: Ready, scripts: bool
) -> None:
    context: BrowserContext = visitor(browser, demo, "author", java_script_enabled=scripts)
    page = context.new_page()
    open_form(page, demo)
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": PNG + bytes([n])} for n in (1, 2)]
    page.get_by_label("E-mail address").fill("")
    page.get_by_label(FIELD).set_input_files(files)  # type: ignore[arg-type]

    page.get_by_role("button", name="Register").click()
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("li.file")).to_have_count(2)
    page.get_by_role("button", name="Remove 1.png").click()
    expect(page.locator("li.file")).to_have_count(1)
    fill(page)
    page.get_by_role("button", name="Register").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    context.close()


def test_a_preview_tries_a_file_out_and_keeps_nothing(page: Page, demo: Ready) -> None:
    found = {i["interface_package"]: i["preview_url"] for i in demo["interfaces"]}
    page.goto(found["@webapp/interface-customer-reg"])

    page.get_by_label(FIELD).set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})

    item = page.locator("li.file:has(input[type=hidden])")
    expect(item).to_contain_text("a.png")
    expect(item.locator("a[href]")).to_have_count(0)
