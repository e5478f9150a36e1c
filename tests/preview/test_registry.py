"""Interfaces from the API: config and branding are laid over the package, and open previews follow them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.preview.events import reading
from tests.preview.waiting import eventually
from tests.renderer.good import FOLDER
from tests.support.neighbour import Neighbour, answer
from tests.support.previewing import PreviewEdge, preview_path, previewing
from tests.support.registry import INTERFACE, RECORD, RegistryApi
from tests.support.serving import served

pytestmark = pytest.mark.anyio

PREVIEW = f"/{INTERFACE}"
EVENTS = f"{PREVIEW}/events?fixture=default&locale=en"


@pytest.fixture
def api() -> RegistryApi:
    return RegistryApi(Neighbour())


@pytest.fixture
def edge(api: RegistryApi, packages: Path, issuer_folder: Path) -> Iterator[PreviewEdge]:
    with (
        served(api.neighbour) as url,
        previewing(packages, issuer_folder, api_url=url, git_url="unused") as started,
    ):
        yield started


@pytest.fixture
async def http(edge: PreviewEdge) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=edge.url, headers=edge.browser(), timeout=20) as client:
        yield client


async def listening(api: RegistryApi) -> None:
    await eventually(lambda: asyncio.sleep(0, len(api.listeners)), lambda listeners: listeners > 0)


async def test_config_and_branding_are_laid_over_the_package(
    http: httpx2.AsyncClient, api: RegistryApi
) -> None:
    api.set({"title": "Time off"}, {"name": "Umbrella"})

    page = (await http.get(PREVIEW)).text

    assert "Time off" in page
    assert "Umbrella" in page
    assert "Leave request" not in page


async def test_the_api_is_asked_with_the_viewers_own_token(
    http: httpx2.AsyncClient, api: RegistryApi, edge: PreviewEdge
) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()
        await listening(api)

    token = http.headers["Cookie"].removeprefix("interfaces_token=")
    assert {request.target for request in api.neighbour.received} == {RECORD, f"{RECORD}/events"}
    assert {request.header("authorization") for request in api.neighbour.received} == {f"Bearer {token}"}


async def test_a_change_in_the_registry_reaches_an_open_page(
    http: httpx2.AsyncClient, api: RegistryApi
) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()
        await listening(api)

        api.set({"title": "Time off"})
        api.tell()
        told = await events.next()

    assert told.name == "patch"
    assert "Time off" in told.data["html"]


async def test_a_change_made_while_nobody_could_tell_is_noticed_afterwards(
    http: httpx2.AsyncClient, api: RegistryApi
) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()
        await listening(api)

        api.tell(b"")  # the API restarts
        api.set({"title": "Changed meanwhile"})
        told = await events.next()

    assert "Changed meanwhile" in told.data["html"]


async def test_branding_that_does_not_fit_is_told_and_the_page_stays(
    http: httpx2.AsyncClient, api: RegistryApi
) -> None:
    api.set(branding={"primary": "#ffff00"})  # unreadable on white

    page = await http.get(PREVIEW)
    async with reading(http, EVENTS) as events:
        told = await events.next()

    assert page.status_code == 200
    assert told.name == "fault"
    assert "branding" in told.data["html"]


@pytest.mark.parametrize(("status", "seen"), [(404, 404), (403, 404), (401, 401), (500, 503), (418, 502)])
async def test_what_the_api_refuses_is_refused_here(
    http: httpx2.AsyncClient, api: RegistryApi, status: int, seen: int
) -> None:
    api.neighbour.on("GET", RECORD, answer(status, {"title": "no"}))

    for path in (PREVIEW, EVENTS):
        assert (await http.get(path)).status_code == seen


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"interface_uuid": 1}'])
async def test_nonsense_from_the_api_is_a_bad_gateway(
    http: httpx2.AsyncClient, api: RegistryApi, body: bytes
) -> None:
    api.neighbour.on("GET", RECORD, answer(200, body))

    assert (await http.get(PREVIEW)).status_code == 502


async def test_whoever_loses_access_loses_the_stream(http: httpx2.AsyncClient, api: RegistryApi) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()
        await listening(api)

        api.neighbour.on("GET", RECORD, answer(404, {}))
        api.tell()

        assert await events.ended()


async def test_a_package_that_is_not_in_the_workspace_says_so(
    http: httpx2.AsyncClient, api: RegistryApi
) -> None:
    entry = {"interface_uuid": INTERFACE, "interface_package": "@webapp/interface-elsewhere"}
    api.neighbour.on("GET", RECORD, answer(200, entry | {"config": {}, "branding": {}}))

    page = await http.get(PREVIEW)

    assert page.status_code == 422
    assert "interface-elsewhere" in page.text


async def test_in_development_a_package_shows_before_it_is_registered(
    http: httpx2.AsyncClient, api: RegistryApi
) -> None:
    page = await http.get(preview_path(FOLDER))

    assert page.status_code == 200
    assert api.neighbour.received == []
