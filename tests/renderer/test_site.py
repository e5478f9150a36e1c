"""The engine's own pages."""

import pytest

from renderer.faults import Fault
from renderer.site import render_site
from renderer.texts import built_in
from tests.renderer.form.browser import Page

HOSTILE = "</title><script>alert(1)</script>\"'{{ 7 * 7 }}"
COMMON = {"locale": "en", "theme": "dark", "nonce": "abc"}


def site(template: str, **values: object) -> Page:
    return Page(render_site(template, **COMMON, **values))


def test_an_error_page_says_what_happened_and_which_request_it_was() -> None:
    page = site("error", status=404, name="not-found", request_id=HOSTILE, sign_in="")

    assert page.one("h1").text == "Not found"
    assert "Check the link" in page.one("main").text
    assert page.one("code").text == HOSTILE
    assert page.all("script") == []
    assert page.one("html")["data-theme"] == "dark"
    assert page.one("style")["nonce"] == "abc"


def test_who_is_not_signed_in_is_led_there() -> None:
    page = site("error", status=401, name="sign-in", request_id="r", sign_in="/signin?next=/i/a")

    assert page.one("a", class_="button")["href"] == "/signin?next=/i/a"


def test_signing_in_offers_the_people() -> None:
    people = [("author", "author@example.com"), ("member", HOSTILE)]

    page = site("signin", action="/issuer/authorize?state=a&nonce=b", people=people)

    form = page.one("form", method="post")
    assert form["action"] == "/issuer/authorize?state=a&nonce=b"
    assert [button["value"] for button in page.all("button", name="who")] == ["author", "member"]


def test_whoever_signed_out_can_go_on_or_come_back() -> None:
    going, gone = (site("signed-out", next=url) for url in ("https://id.example/logout?a=b", ""))

    assert going.one("a", class_="button")["href"] == "https://id.example/logout?a=b"
    assert gone.one("a", class_="button")["href"] == "/signin"


def test_the_gallery_shows_interfaces_their_faults_and_tasks() -> None:
    task = {"title": "Ten chairs", "url": "/i/1/2/3", "assigned_to": ""}
    good = {
        "title": "Invoice",
        "name": "@webapp/interface-invoice",
        "version": "1.0.0",
        "locales": ["en"],
        "url": "/u-u-i-d",
        "faults": [],
        "tasks": [task],
    }
    bad = {
        "title": HOSTILE,
        "name": "",
        "version": "",
        "locales": (),
        "url": "",
        "faults": [HOSTILE],
        "tasks": [],
    }

    page = site("gallery", username="ada", interfaces=[good, bad], tasks=[])

    links = {link["href"]: link.text for link in page.all("a")}
    assert links["/u-u-i-d"] == "Invoice"
    assert links["/i/1/2/3"] == "Ten chairs"
    assert "1 fault to mend" in page.one("details").text
    assert page.all("script") == []


def test_answers_that_could_not_be_sent_can_be_sent_again() -> None:
    pairs = [("a", HOSTILE), ("$key", "k")]

    page = site("kept", name="unavailable", request_id="r", pairs=pairs, sign_in="", again="?turn=1")

    assert page.controls() == pairs


@pytest.mark.parametrize("template", ["faults", "fault_panel"])
def test_faults_are_told_with_place_message_and_way_out(template: str) -> None:
    faults = [
        (Fault("schema.json", 3, HOSTILE, "Mend it."), ()),
        (Fault("ui.json", 0, "is odd.", "Look."), ()),
    ]

    page = site(template, package="@webapp/x", faults=faults, assets="/a/", events="/e", shown="s", sync=None)

    assert [place.text for place in page.all(class_="place")] == ["schema.json:3", "ui.json"]
    assert [message.text for message in page.all(class_="message")] == [HOSTILE, "is odd."]


@pytest.mark.parametrize(("locale", "direction"), [("de", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_every_page_speaks_the_persons_language(locale: str, direction: str) -> None:
    own = COMMON | {"locale": locale}
    people = [("author", "a"), ("member", "m")]
    pages = [
        render_site("error", **own, status=404, name="not-found", request_id="r", sign_in="/signin"),
        render_site("signin", **own, action="/", next="/", people=people, error=""),
        render_site("gallery", **own, username="a", interfaces=[], tasks=[]),
        render_site("kept", **own, name="unavailable", request_id="r", pairs=[], sign_in="", again="?turn=1"),
        render_site(
            "kept", **own, name="sign-in", request_id="r", pairs=[], sign_in="/signin", again="?turn=1"
        ),
    ]

    assert {(Page(page).one("html")["lang"], Page(page).one("html")["dir"]) for page in pages} == {
        (locale, direction)
    }
    english = [text for text in built_in("en").values() if " " in text and "{" not in text]
    shown = " ".join(Page(page).one("body").text for page in pages)
    assert [text for text in english if text in shown] == []
