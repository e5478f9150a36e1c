"""A form that another site sends is refused before anything is read or asked."""

import httpx2
import pytest

from tests.router.conftest import RunningEdge, StartEdge
from tests.router.targets import SUBMIT, TASK
from tests.support.neighbour import Neighbour

pytestmark = pytest.mark.anyio


# What browsers send for each attack; None: the header is missing.
ATTACKS: list[tuple[str, str | None, str | None]] = [
    ("a form on another site", "https://evil.example", "cross-site"),
    ("the same with an old browser", "https://evil.example", None),
    ("a form in a sandboxed frame", "null", "cross-site"),
    ("a data: or file: page", "null", None),
    ("a sister site of ours", "{scheme}://evil.{host}", "same-site"),
    ("our host on another port", "{scheme}://{name}:1", "same-site"),
    ("our host with another scheme", "https://{host}", "cross-site"),
    ("our host as a prefix", "{scheme}://{host}.evil.example", "cross-site"),
    ("our host as user info", "{scheme}://{host}@evil.example", "cross-site"),
    ("a script that hides its origin", None, "cross-site"),
    ("a navigation without an origin", None, None),
    ("our origin, but the browser knows better", "{scheme}://{host}", "cross-site"),
    ("our origin and another", "{scheme}://{host}, https://evil.example", "cross-site"),
]


def headers_of(edge: RunningEdge, origin: str | None, site: str | None) -> dict[str, str]:
    host = edge.url.removeprefix("http://")
    headers = edge.browser()
    del headers["Origin"], headers["Sec-Fetch-Site"]
    if origin is not None:
        headers["Origin"] = origin.format(scheme="http", host=host, name=host.partition(":")[0])
    if site is not None:
        headers["Sec-Fetch-Site"] = site
    return headers


@pytest.mark.parametrize(("said", "site"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS])
@pytest.mark.parametrize("path", [TASK, "/issuer/authorize", "/signin/out"])
async def test_a_form_from_elsewhere_is_refused(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, path: str, said: str, site: str
) -> None:
    got = await http.post(path, data={"note": "hello", "who": "author"}, headers=headers_of(edge, said, site))

    assert got.status_code == 403
    assert "set-cookie" not in got.headers
    assert neighbour.received == []


@pytest.mark.parametrize(("said", "site"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS])
async def test_json_that_only_a_cookie_vouches_for_is_refused_as_well(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, said: str, site: str
) -> None:
    headers = headers_of(edge, said, site) | {"Content-Type": "application/json"}

    got = await http.post(SUBMIT, content=b'{"response_data": {}}', headers=headers)

    assert got.status_code == 403
    assert neighbour.received == []


async def test_the_public_url_is_our_origin_when_one_is_set(start_edge: StartEdge, api_url: str) -> None:
    edge = start_edge(api_url=api_url, public_url="https://forms.example.com")

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        by_host = await http.post("/signin/out", headers=edge.browser())
        by_name = await http.post(
            "/signin/out", headers=edge.browser() | {"Origin": "https://forms.example.com"}
        )

    assert [by_host.status_code, by_name.status_code] == [403, 303]
