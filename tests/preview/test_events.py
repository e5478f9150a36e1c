"""The events of a preview, from a real edge over a real folder that is edited on disk."""

import asyncio
import time
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import httpx2
import pytest

from router.hub import MAX_SEATS
from tests.preview.events import Event, reading
from tests.preview.waiting import eventually
from tests.renderer.good import FILES, FOLDER, write
from tests.support.previewing import PreviewEdge, preview_path, previewing

pytestmark = pytest.mark.anyio

PREVIEW = preview_path(FOLDER)
EVENTS = f"{PREVIEW}/events?fixture=default&locale=en"


def relabel(packages: Path, text: str, folder: str = FOLDER) -> None:
    labels = FILES["locales/en.json"].replace("Leave request", text)
    (packages / folder / "locales/en.json").write_text(labels)


async def up_to_date(http: httpx2.AsyncClient) -> Event:
    """What a tab is told that shows nothing yet."""
    async with reading(http, EVENTS) as events:
        return await events.next()


async def test_a_tab_that_shows_nothing_gets_the_page(reader: httpx2.AsyncClient) -> None:
    told = await up_to_date(reader)

    assert told.name == "patch"
    assert told.id == told.data["shown"]
    assert "Leave request" in told.data["html"]


async def test_a_tab_that_is_up_to_date_is_told_so(reader: httpx2.AsyncClient) -> None:
    shown = (await up_to_date(reader)).id

    async with reading(reader, f"{EVENTS}&shown={shown}") as by_address:
        assert (await by_address.next()).name == "sync"
    async with reading(reader, EVENTS, **{"Last-Event-ID": shown}) as by_header:
        assert (await by_header.next()).name == "sync"


async def test_a_save_is_told_with_the_new_page(http: httpx2.AsyncClient, packages: Path) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()

        relabel(packages, "Holidays")
        told = await events.next()

    assert told.name == "patch"
    assert "Holidays" in told.data["html"]
    assert "Leave request" not in told.data["html"]


async def test_every_tab_gets_the_page_of_its_own_choice(http: httpx2.AsyncClient, packages: Path) -> None:
    german = f"{PREVIEW}/events?locale=de&theme=dark"
    async with reading(http, EVENTS) as one, reading(http, german) as other:
        await one.next()
        await other.next()

        relabel(packages, "Holidays")
        told, told_other = await one.next(), await other.next()

    assert '<html lang="en"' in told.data["html"]
    assert '<html lang="de"' in told_other.data["html"]
    assert 'data-theme="dark"' in told_other.data["html"]


async def test_only_css_changed_no_page_is_drawn(http: httpx2.AsyncClient, packages: Path) -> None:
    write(packages, {"assets/style.css": "h1 { color: red }"})
    async with reading(http, EVENTS) as events:
        told = await events.next()
        while "style.css" not in told.data["html"]:
            told = await events.next()

        write(packages, {"assets/style.css": "h1 { color: green }"})
        told = await events.next()
        stylesheet = await http.get(f"{told.data['root']}style.css")

    assert told.name == "style"
    assert "html" not in told.data
    assert told.data["texts"] == {"style.css": "h1 { color: green }"}
    assert stylesheet.text == "h1 { color: green }", "for what the page loads from now on"


async def test_css_saved_while_the_template_fails_does_not_hide_the_fault(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    write(packages, {"assets/style.css": "h1 { color: red }"})
    async with reading(http, EVENTS) as events:
        while "style.css" not in (await events.next()).data["html"]:
            pass
        write(packages, {"templates/page.html": "{{ ctx.nowhere }}"})
        await events.next()

        write(packages, {"assets/style.css": "h1 { color: green }"})
        told = await events.next()

    assert told.name == "fault"


async def test_a_broken_save_is_told_with_file_line_and_excerpt(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    async with reading(http, EVENTS) as events:
        good = await events.next()

        write(packages, {"ui.json": '{\n  "order": ["kind" "days"]\n}\n'})
        told = await events.next()
        write(packages)
        mended = await events.next()

    assert told.name == "fault"
    assert "ui.json:2" in told.data["html"]
    assert "&#34;kind&#34; &#34;days&#34;" in told.data["html"], "the line itself"
    assert mended.name == "patch"
    assert mended.id == good.id


async def test_a_page_loaded_while_the_package_is_broken_is_told_at_once(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    async with reading(http, EVENTS) as events:
        shown = (await events.next()).id
        write(packages, {"ui.json": "{"})
        await events.next()

        async with reading(http, f"{EVENTS}&shown={shown}") as fresh:
            assert (await fresh.next()).name == "fault"


async def test_a_hundred_broken_saves_leave_the_last_good_page(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    good = await http.get(PREVIEW)
    async with reading(http, EVENTS) as events:
        await events.next()
        for number in range(100):
            write(packages, {"schema.json": '{"broken": ' + "[" * (number + 1)})
            page = await http.get(PREVIEW)
            assert page.status_code == 200
            assert "Leave request" in page.text
        told = await events.next()

        write(packages)
        while told.name == "fault":
            told = await events.next()

    assert told.id in good.text, "the same version as before"


async def test_another_package_does_not_disturb(http: httpx2.AsyncClient, packages: Path) -> None:
    other = "interface-second"
    write(packages, FILES | {"interface.toml": FILES["interface.toml"].replace(FOLDER, other)}, other)
    async with reading(http, EVENTS) as events:
        await events.next()

        relabel(packages, "Not for this tab", other)
        relabel(packages, "Holidays")
        told = await events.next()

    assert "Holidays" in told.data["html"]


async def test_a_renamed_package_says_where_it_went_missing(http: httpx2.AsyncClient, packages: Path) -> None:
    async with reading(http, EVENTS) as events:
        await events.next()

        (packages / FOLDER).rename(packages / "interface-renamed")
        told = await events.next()

    assert told.name == "fault"
    assert FOLDER in told.data["html"]


async def test_a_slow_tab_is_told_the_latest_only(http: httpx2.AsyncClient, packages: Path) -> None:
    """It reads nothing while 60 saves happen; what waits for it is bounded, and ends with the last one."""
    async with reading(http, EVENTS) as slow, reading(http, EVENTS) as quick:
        await slow.next()
        await quick.next()
        for number in range(60):
            relabel(packages, f"Save {number} " + "x" * 200_000)
            await quick.next()

        told, count = await slow.next(), 1
        while "Save 59 " not in told.data["html"]:
            told, count = await slow.next(), count + 1

    assert count < 60


async def test_seats_are_given_back_when_tabs_close(http: httpx2.AsyncClient, edge: PreviewEdge) -> None:
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(reading(http, EVENTS)) for _ in range(20)]
        for tab in tabs:
            await tab.next()
        assert len(edge.hub) == 20

    await eventually(lambda: asyncio.sleep(0, len(edge.hub)), lambda seats: seats == 0)


async def test_a_seat_is_given_back_when_a_browser_dies_with_a_full_mailbox(
    http: httpx2.AsyncClient, edge: PreviewEdge, packages: Path
) -> None:
    """Its connection is reset while we wait for it to read."""
    host, port = edge.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    cookie = edge.browser()["Cookie"]
    writer.write(f"GET {EVENTS} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
    await reader.readline()
    async with reading(http, EVENTS) as quick:
        await quick.next()
        for number in range(40):
            relabel(packages, f"Save {number} " + "x" * 200_000)
            await quick.next()
        assert len(edge.hub) == 2
        writer.transport.abort()

        await eventually(lambda: asyncio.sleep(0, len(edge.hub)), lambda seats: seats == 1)


async def test_one_tab_too_many_is_told_to_wait(reader: httpx2.AsyncClient, shared_edge: PreviewEdge) -> None:
    with ExitStack() as seats:
        for _ in range(MAX_SEATS):
            seats.enter_context(shared_edge.hub.seat("elsewhere"))

        answer = await reader.get(EVENTS, headers={"Accept": "application/json"})

    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/too-many-previews"


async def test_a_head_request_ends(reader: httpx2.AsyncClient) -> None:
    answer = await reader.head(EVENTS)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


async def test_the_stream_ends_with_the_token(shared_edge: PreviewEdge) -> None:
    async with httpx2.AsyncClient(base_url=shared_edge.url, timeout=20) as http:
        token = shared_edge.bearer(ttl=2)
        async with reading(http, EVENTS, **token) as events:
            await events.next()
            assert await events.ended()


async def test_stopping_the_server_does_not_wait_for_open_tabs(packages: Path, issuer_folder: Path) -> None:
    async with AsyncExitStack() as stack:
        with previewing(packages, issuer_folder) as edge:
            http = await stack.enter_async_context(
                httpx2.AsyncClient(base_url=edge.url, headers=edge.browser(), timeout=20)
            )
            events = await stack.enter_async_context(reading(http, EVENTS))
            await events.next()
            stopping = time.monotonic()

        assert time.monotonic() - stopping < 5
        assert await events.ended()


async def test_who_takes_parts_is_sent_only_what_changed(http: httpx2.AsyncClient, packages: Path) -> None:
    shown = (await up_to_date(http)).id
    async with reading(http, f"{EVENTS}&parts=yes&shown={shown}") as events:
        await events.next()
        relabel(packages, "Time off")
        await events.next()  # from now on it is known for sure what stands there

        relabel(packages, "Holidays")
        told = await events.next()

    assert told.name == "parts"
    assert [html for _, html in told.data["parts"] if "Holidays" in html] == [
        "<title>Holidays – Example</title>",
        "<h1>Holidays</h1>",
    ]
    assert len(str(told.data)) < 1_000


async def test_who_shows_nothing_yet_is_sent_a_page_first(http: httpx2.AsyncClient, packages: Path) -> None:
    async with reading(http, f"{EVENTS}&parts=yes") as events:
        first = await events.next()

        relabel(packages, "Holidays")
        then = await events.next()

    assert first.name == "patch"
    assert then.name == "parts"
