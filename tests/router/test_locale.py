"""Which language a person reads, and how they change it with everything they typed."""

import re

import httpx2
import pytest

from router.locale import locale_of
from router.request import EdgeRequest
from tests.router.conftest import RunningEdge
from tests.router.nodes import SUBMITTED, plan_task
from tests.router.targets import TASK
from tests.support.neighbour import Neighbour

LOCALES = ("en", "de", "fr", "pt-BR")


def request(query: str = "", cookie: str = "", accept: str = "") -> EdgeRequest:
    given = [(b"cookie", cookie.encode()), (b"accept-language", accept.encode())]
    headers = [(name, value) for name, value in given if value]
    return EdgeRequest({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("asked", "told", "locale"),
    [
        (request("locale=fr", "interfaces_locale=de", "en"), "de", "fr"),
        (request("", "a=b; interfaces_locale=de; c=d", "en"), "fr", "de"),
        (request("", "", "en"), "de_AT", "de"),
        (request("", "", "en;q=0.5, fr"), "", "fr"),
        (request("", "interfaces_locale=xx", "fr"), "yy", "fr"),
        (request("", "interfaces_locale=de;q=0", ""), "", "de"),
        (request("", "interfaces_locale=;;,,", "fr"), "", "fr"),
        (request("locale=nope", "", ""), "pt-br", "pt-BR"),
        (request("", "", ""), "", "en"),
    ],
)
def test_the_url_comes_first_then_an_earlier_choice_then_the_token_then_the_browser(
    asked: EdgeRequest, told: str, locale: str
) -> None:
    assert locale_of(asked, LOCALES, told) == locale


@pytest.mark.anyio
async def test_the_switch_keeps_what_was_typed(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)
    typed = {"$key": "k" * 22, "note": "halb <fertig>", "amount": "1,2,3", "$op": "locale:de"}

    got = await http.post(TASK, data=typed, headers=edge.browser())

    assert got.status_code == 200
    assert '<html lang="de"' in got.text
    assert f'action="{TASK}?locale=de&amp;turn=1"' in got.text
    assert "halb &lt;fertig&gt;" in got.text
    assert 'value="1,2,3"' in got.text
    assert f'value="{"k" * 22}"' in got.text
    assert [sent.method for sent in neighbour.received] == ["GET"]

    again = await http.get(TASK, headers=edge.browser() | {"Cookie": _cookies(edge, got)})
    assert '<html lang="de"' in again.text


def _cookies(edge: RunningEdge, got: httpx2.Response) -> str:
    return f"{edge.browser()['Cookie']}; {got.headers['set-cookie'].partition(';')[0]}"


@pytest.mark.anyio
async def test_the_cookie_is_for_us_alone(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.post(TASK, data={"$op": "locale:de"}, headers=edge.browser())

    assert got.headers["set-cookie"] == (
        "interfaces_locale=de; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    )


@pytest.mark.anyio
@pytest.mark.parametrize("operation", ["locale:xx", "locale:", "locale:de; Path=/"])
async def test_a_language_that_is_not_there_is_no_operation(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, operation: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.post(TASK, data={"$op": operation}, headers=edge.browser())

    assert got.status_code == 400
    assert "set-cookie" not in got.headers


@pytest.mark.anyio
async def test_what_enter_presses_is_none_of_the_languages(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    """Browsers press a form's first button, wherever it stands in the page."""
    plan_task(neighbour, digest)

    page = (await http.get(TASK, headers=edge.browser())).text

    first = re.search(r'<(?:button|input)[^>]*type="submit"[^>]*>', page)
    assert first is not None
    assert 'class="default-button"' in first[0]
    assert "locale:" not in first[0]
    assert page.index(first[0]) < page.index('value="locale:de"')


@pytest.mark.anyio
async def test_the_done_page_has_links(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, status="submitted", submitted_at=SUBMITTED)

    page = (await http.get(f"{TASK}?locale=de", headers=edge.browser())).text

    assert '<a class="language" href="?locale=en" hreflang="en" lang="en" dir="ltr">English</a>' in page
    assert 'aria-current="true">Deutsch</span>' in page
    assert 'name="$op"' not in page


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("accept", "lang", "dir_"), [("ar-EG, en;q=0.5", "ar", "rtl"), ("fr", "fr", "ltr"), ("pl", "en", "ltr")]
)
async def test_errors_are_told_in_the_persons_language(
    edge: RunningEdge, http: httpx2.AsyncClient, accept: str, lang: str, dir_: str
) -> None:
    got = await http.get("/i/nothing", headers=edge.browser() | {"Accept-Language": accept})

    assert got.status_code == 404
    assert f'<html lang="{lang}" dir="{dir_}"' in got.text


@pytest.mark.anyio
async def test_the_switch_keeps_what_is_to_be_corrected(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)
    typed = {"$key": "k" * 22, "note": "", "amount": "1,2,3"}
    refused = await http.post(TASK, data={**typed, "action": "approve"}, headers=edge.browser())
    carried = re.findall(r'name="\$errors" value="(.*?)"', refused.text)

    got = await http.post(
        TASK, data={**typed, "$errors": carried[0], "$op": "locale:de"}, headers=edge.browser()
    )

    assert carried == ["approve"]
    assert '<html lang="de"' in got.text
    links = [
        re.findall(r'href="(#[^"]+)"', page.split('id="errors"')[1].split("</ul>")[0])
        for page in (refused.text, got.text)
    ]
    assert links[0] == links[1] != []
