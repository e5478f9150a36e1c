"""A form in steps, with and without JavaScript: on, back, changed, checked, left and come back to."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.incident import (
    DESCRIPTION,
    fill_until_check,
    fill_what,
    go_on,
    heading,
    saved,
    step_of,
    texts,
)
from tests.support.demo import Ready
from tests.support.visit import complaints, new_task, visitor


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def page(request: pytest.FixtureRequest, browser: Browser, demo: Ready) -> Page:
    return visitor(browser, demo, "author", locale="en-GB", java_script_enabled=request.param).new_page()


def test_step_by_step_with_a_change_at_the_end(page: Page, demo: Ready) -> None:
    task = new_task(demo, "incident-report", "author")
    found = complaints(page)

    fill_until_check(page, task["url"])
    expect(page.locator(".caption")).to_contain_text("Step 5 of 5")
    expect(page.locator("main")).to_contain_text(DESCRIPTION)
    page.get_by_role("link", name="Change Is it over?").click()
    heading(page, "When")
    page.get_by_label("Yes, everything works again").check()
    go_on(page)
    expect(page.locator(".summary")).to_contain_text("Enter since when it is over.")
    page.get_by_label("Over since").fill("2026-03-04T11:00")
    go_on(page)
    heading(page, "Check your answers")
    expect(page.locator("main")).to_contain_text("11:00")
    page.get_by_role("button", name="Send report").click()

    heading(page, "Thank you")
    expect(page.locator(".copy")).to_contain_text(DESCRIPTION)
    assert found == []


def test_a_step_with_mistakes_is_not_left_and_back_keeps_what_was_typed(page: Page, demo: Ready) -> None:
    page.goto(new_task(demo, "incident-report", "author")["url"])

    go_on(page)
    expect(page.locator(".summary")).to_be_focused()
    fill_what(page)
    go_on(page)
    heading(page, "When")
    page.get_by_label("Started").fill("2026-03-04T09:05")
    page.get_by_role("button", name="Back", exact=True).click()

    heading(page, "What happened")
    expect(page.get_by_label("What exactly do you see")).to_have_value(DESCRIPTION)
    go_on(page)
    heading(page, "When")
    expect(page.get_by_label("Started")).to_have_value("2026-03-04T09:05")


def test_save_leave_and_come_back_on_another_device(page: Page, browser: Browser, demo: Ready) -> None:
    task = new_task(demo, "incident-report", "author")
    page.goto(task["url"])
    fill_what(page)
    go_on(page)
    heading(page, "When")
    page.get_by_label("Started").fill("2026-03-04T09:05")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.locator(".notice")).to_contain_text("saved")

    other = visitor(browser, demo, "author").new_page()
    other.goto(task["url"])

    heading(other, "When")
    expect(other.get_by_label("Started")).to_have_value("2026-03-04T09:05")


def test_another_tabs_answers_are_not_overwritten_in_silence(page: Page, demo: Ready) -> None:
    task = new_task(demo, "incident-report", "author")
    page.goto(task["url"])
    other = page.context.new_page()
    other.goto(task["url"])
    fill_what(other)
    go_on(other)
    heading(other, "When")

    fill_what(page)
    page.get_by_label("What exactly do you see").fill("Something else altogether is what I see here.")
    go_on(page)

    expect(page.locator(".notice, .state[data-now=elsewhere]").first).to_contain_text("another tab")
    expect(page.get_by_label("What exactly do you see")).to_have_value(
        "Something else altogether is what I see here."
    )


def test_what_is_typed_is_saved_by_itself(browser: Browser, demo: Ready) -> None:
    task = new_task(demo, "expense-approval", "author")
    page = visitor(browser, demo, "author").new_page()
    page.goto(task["url"])

    page.get_by_role("textbox", name="Comment").fill("half a sent")
    saved(page)
    page.reload()  # no warning: nothing is unsaved

    expect(page.get_by_role("textbox", name="Comment")).to_have_value("half a sent")


def test_by_keyboard_alone_on_a_phone_in_arabic_without_javascript(browser: Browser, demo: Ready) -> None:
    task, told = new_task(demo, "incident-report", "author"), texts("ar")
    context = visitor(
        browser, demo, "author", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto(f"{task['url']}?locale=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")

    tab_to(page, page.get_by_label(told["options.severity.critical"]).get_attribute("id"), "Space")
    tab_to(page, "f-description")
    page.keyboard.insert_text("توقفت كل عمليات الدفع بالبطاقة منذ الساعة التاسعة.")
    press(page, told["form.next"])
    heading(page, told["groups.when"])
    tab_to(page, "f-started_at")
    page.keyboard.type("03042026")
    page.keyboard.press("Tab")  # a year may have more digits
    page.keyboard.type("0905AM")
    tab_to(page, page.get_by_label(told["options.resolved.no"]).get_attribute("id"), "Space")
    press(page, told["form.next"])
    heading(page, told["groups.impact"])
    tab_to(page, page.locator(".row").nth(1).get_by_label(told["options.impact.partial"]).get_attribute("id"))
    page.keyboard.press("Space")
    press(page, told["form.next"])
    heading(page, told["groups.contact"])
    press(page, told["form.next"])
    heading(page, told["form.check"])
    assert page.locator("html").evaluate("e => e.scrollWidth") <= 320
    press(page, told["submit"])

    heading(page, told["done.submitted.title"])
    assert step_of(page) == ""


def tab_to(page: Page, element: str | None, key: str = "") -> None:
    """Presses Tab until the element with this id has the focus; radio buttons of one group are one stop."""
    assert element
    target = page.locator(f"[id='{element}']")
    name = target.get_attribute("name")
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() == 0:  # past the end: the browser's own controls
            continue
        if focused.get_attribute("id") == element:
            break
        if name and focused.get_attribute("name") == name and focused.get_attribute("type") == "radio":
            while page.locator(":focus").get_attribute("id") != element:
                page.keyboard.press("ArrowDown")
            break
    expect(target).to_be_focused()
    if key:
        page.keyboard.press(key)


def press(page: Page, text: str) -> None:
    """Tab to the button that is called so, and press it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator("button:focus")
        if focused.count() and focused.inner_text() == text:
            return page.keyboard.press("Enter")
    raise AssertionError(f"no button '{text}' in the order of Tab")
