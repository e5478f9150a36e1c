"""Who may not see a task learns nothing about it: not that it exists, not what it is about."""

import re
from collections.abc import Mapping
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from tests.support.demo import Ready
from tests.support.visit import Who, api, new_task, visitor

# Says which request it was, or is made anew for every page.
FRESH = re.compile(r'nonce-[\w-]+|nonce="[^"]+"|\b[0-9a-f]{32}\b|/i/[0-9a-f/-]+')


@pytest.fixture(scope="module")
def task(demo: Ready) -> Mapping[str, str]:
    return new_task(demo, "invoice", "author")


def look(demo: Ready, url: str, who: Who | None, accept: str = "text/html") -> httpx2.Response:
    with api(demo, who) as client:
        return client.get(url, headers={"Accept": accept})


def same(answer: httpx2.Response) -> tuple[object, ...]:
    names = {
        name: FRESH.sub("", value)
        for name, value in answer.headers.items()
        if name not in ("date", "x-request-id", "content-length")  # compressed, the nonce has a length too
    }
    return answer.status_code, FRESH.sub("", answer.text), names


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_foreign_unknown_and_misaddressed_tasks_look_the_same(
    demo: Ready, task: Mapping[str, str], accept: str
) -> None:
    foreign = look(demo, task["url"], "member", accept)
    misaddressed = task["url"].replace(task["workflow_uuid"], str(uuid4()))
    unknown = task["url"].replace(task["execution_uuid"], str(uuid4()))

    assert foreign.status_code == 404
    assert same(look(demo, misaddressed, "author", accept)) == same(foreign)
    assert same(look(demo, unknown, "author", accept)) == same(foreign)


def test_the_page_that_is_refused_tells_nothing_of_the_task(
    browser: Browser, demo: Ready, task: Mapping[str, str]
) -> None:
    page = visitor(browser, demo, "member").new_page()

    answer = page.goto(task["url"])

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    text = page.content()
    for secret in ("Approve an invoice", "Halden", "interface-invoice"):
        assert secret not in text


def test_without_a_token_there_is_401_and_a_way_to_sign_in(
    browser: Browser, demo: Ready, task: Mapping[str, str]
) -> None:
    page = visitor(browser, demo, None).new_page()

    answer = page.goto(task["url"])

    assert answer is not None
    assert answer.status == look(demo, task["url"], None, "application/json").status_code == 401
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert "invoice" not in page.content()


def test_signing_in_as_the_wrong_person_ends_at_the_404_page(
    browser: Browser, demo: Ready, task: Mapping[str, str]
) -> None:
    page = visitor(browser, demo, None).new_page()
    page.goto(task["url"])
    page.get_by_role("link", name="Sign in").click()

    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Continue as member").click()

    assert navigation.value.status == 404


def test_a_member_cannot_see_previews(demo: Ready) -> None:
    for interface in demo["interfaces"]:
        assert look(demo, interface["preview_url"], "member").status_code == 404
        assert look(demo, interface["preview_url"], None, "application/json").status_code == 401


def test_a_task_of_nobody_is_open_to_everybody_who_is_signed_in(demo: Ready) -> None:
    anybodys = new_task(demo, "invoice", None)

    assert look(demo, anybodys["url"], "member").status_code == 200
    assert look(demo, anybodys["url"], "author").status_code == 200
    assert look(demo, anybodys["url"], None, "application/json").status_code == 401
