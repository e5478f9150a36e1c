"""The main job in a browser, with and without JavaScript: sign in, open, err, correct, submit."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from api.cipher import Cipher, Place
from api.keyring import open_keys
from tests.support.demo import Ready
from tests.support.visit import complaints, new_task, visitor


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def page(request: pytest.FixtureRequest, browser: Browser, demo: Ready) -> Page:
    return visitor(browser, demo, None, java_script_enabled=request.param).new_page()


def stored_response(demo: Ready, task: Mapping[str, str]) -> bytes:
    query = (
        "SELECT interface_response FROM workflow_execution_nodes WHERE execution_uuid = %s AND node_uuid = %s"
    )
    with psycopg.connect(demo["database_url"]) as connection:
        row = connection.execute(query, (task["execution_uuid"], task["node_uuid"])).fetchone()
    assert row is not None
    return bytes(row[0])


def decrypted(demo: Ready, task: Mapping[str, str], sealed: bytes) -> object:
    key = (Path(demo["packages_dir"]).parents[1] / "encryption.key").read_text().strip()
    place = Place(
        "workflow_execution_nodes", "interface_response", (task["execution_uuid"], task["node_uuid"])
    )
    return json.loads(Cipher(open_keys(key)).decrypt(sealed, place))


def test_sign_in_open_err_correct_submit(page: Page, demo: Ready) -> None:
    task = new_task(demo, "expense-approval", "author")
    found = complaints(page)

    page.goto(task["url"])
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Continue as author").click()
    expect(page).to_have_url(task["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve expenses")

    page.get_by_role("textbox", name="Comment").fill("Looked at twice, it is fine")
    page.get_by_role("button", name="Approve").click()
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Looked at twice, it is fine")

    page.get_by_label("I have looked at every receipt").check()
    page.get_by_role("button", name="Approve").click()
    expect(page).to_have_url(task["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")

    sealed = stored_response(demo, task)
    assert b"Looked at twice" not in sealed
    assert decrypted(demo, task, sealed) == {
        "action": "approve",
        "approved_amount": 731.4,
        "cost_center": "P-1042",
        "receipts_checked": True,
        "comment": "Looked at twice, it is fine",
    }
    assert found == []


def test_a_second_submission_says_so_and_changes_nothing(page: Page, browser: Browser, demo: Ready) -> None:
    task = new_task(demo, "expense-approval", "author")
    page.context.add_cookies(
        [{"name": "interfaces_token", "value": demo["tokens"]["author"], "url": demo["edge"]}]
    )
    other_tab = page.context.new_page()
    for tab in (page, other_tab):
        tab.goto(task["url"])
        tab.get_by_label("I have looked at every receipt").check()

    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    before = stored_response(demo, task)
    other_tab.get_by_role("textbox", name="Comment").fill("And another thing entirely")
    other_tab.get_by_role("button", name="Ask back").click()

    expect(other_tab.get_by_text("already submitted")).to_be_visible()
    assert stored_response(demo, task) == before


def test_rows_are_added_and_removed_and_typed_text_stays(page: Page, demo: Ready) -> None:
    task = new_task(demo, "incident-report", "author", "empty-start")
    page.context.add_cookies(
        [{"name": "interfaces_token", "value": demo["tokens"]["author"], "url": demo["edge"]}]
    )
    page.goto(f"{task['url']}?step=impact")
    add = page.get_by_role("button", name=re.compile("^Add"))
    rows = page.locator(".row")
    start = rows.count()

    add.click()
    expect(rows).to_have_count(start + 1)
    rows.last.get_by_role("textbox").first.fill("typed before the next row")
    add.click()
    expect(rows).to_have_count(start + 2)

    expect(rows.nth(start).get_by_role("textbox").first).to_have_value("typed before the next row")
    rows.last.get_by_role("button", name=re.compile("^Remove")).click()
    expect(rows).to_have_count(start + 1)


def test_nasty_data_is_shown_as_text_and_runs_nothing(page: Page, demo: Ready) -> None:
    found = complaints(page)
    page.context.add_cookies(
        [{"name": "interfaces_token", "value": demo["tokens"]["author"], "url": demo["edge"]}]
    )

    for interface in demo["interfaces"]:
        page.goto(
            new_task(demo, interface["interface_package"].partition("interface-")[2], "author", "nasty")[
                "url"
            ]
        )
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert found == []
