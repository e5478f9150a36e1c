"""Changes reach whoever watches, through Postgres."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from api.event_stream import changes_of
from api.events import Changes
from tests.api.origin import Origin
from tests.api.running import Issuer, RunningApi, bearer, running_api, settings_of

HERE, ELSEWHERE = uuid4(), uuid4()


@contextmanager
def watching(api: RunningApi, interface: str) -> Iterator[Iterator[str]]:
    """The lines of an interface's events, once the stream listens."""
    with api.author.stream("GET", f"/interfaces/{interface}/events", timeout=10) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        lines = response.iter_lines()
        while next(lines) != ": listening":
            pass
        yield (line for line in lines if line.startswith("event: "))


def test_a_change_is_told_to_whoever_watches(api: RunningApi) -> None:
    interface = api.published()
    with watching(api, interface) as events:
        api.author.patch(f"/interfaces/{interface}", json={"interface_name": "x"}, headers={"If-Match": "*"})

        assert next(events) == "event: changed"


def test_publishing_and_archiving_are_changes(api: RunningApi, origin: Origin) -> None:
    interface = api.published()
    with watching(api, interface) as events:
        origin.commit(
            {"locales/en.json": origin.git("show", "main:packages/interface-note/locales/en.json") + "\n"}
        )
        api.publish(interface)
        assert next(events) == "event: changed"
        api.author.post(f"/interfaces/{interface}/archive")

        assert next(events) == "event: changed"


def test_a_notice_that_makes_no_sense_is_passed_over(api: RunningApi) -> None:
    interface = api.published()
    with watching(api, interface) as events:
        api.query("SELECT pg_notify('interfaces_changed', 'nonsense')")
        api.author.post(f"/interfaces/{interface}/archive")

        assert next(events) == "event: changed"


def test_a_change_made_through_another_instance_is_told(
    api: RunningApi, issuer: Issuer, origin: Origin, tmp_path: Path
) -> None:
    interface = api.published()
    url = api.settings.database_url.get_secret_value()
    settings = settings_of(issuer.url, url, origin.url, tmp_path / "other.git")
    with running_api(issuer, settings) as other, watching(other, interface) as events:
        api.author.post(f"/interfaces/{interface}/archive")

        assert next(events) == "event: changed"


def test_a_stream_ends_when_its_token_expires(api: RunningApi, issuer: Issuer) -> None:
    interface = api.published()
    token = issuer.mint.mint("author", ttl=2)
    started = time.monotonic()

    answer = httpx2.get(f"{api.url}/interfaces/{interface}/events", headers=bearer(token), timeout=10)

    assert answer.status_code == 200
    assert time.monotonic() - started < 5


def test_an_interface_that_is_not_there_cannot_be_watched(shared_api: RunningApi) -> None:
    assert shared_api.author.get(f"/interfaces/{HERE}/events").status_code == 404


def test_a_seat_hears_of_its_own_interface_only() -> None:
    changes = Changes()
    with changes.seat(HERE) as here, changes.seat(ELSEWHERE) as elsewhere:
        changes.tell(HERE)
        assert (here.is_set(), elsewhere.is_set()) == (True, False)
        changes.tell_all()
        assert elsewhere.is_set()


def test_a_seat_is_given_back() -> None:
    changes = Changes()
    with pytest.raises(ZeroDivisionError), changes.seat(HERE):
        raise ZeroDivisionError

    assert vars(changes) == {"_seats": {}}


@pytest.mark.anyio
async def test_several_changes_before_anyone_looks_are_one() -> None:
    changes = Changes()
    stream = changes_of(changes, HERE, time.time() + 0.3)
    assert b"listening" in await anext(stream)
    for _ in range(100):
        changes.tell(HERE)

    rest = [chunk async for chunk in stream]

    assert [chunk for chunk in rest if chunk.startswith(b"event")] == [
        b'event: changed\ndata: {"interface_uuid":"%s"}\n\n' % str(HERE).encode()
    ]


@pytest.mark.anyio
async def test_a_watcher_who_leaves_frees_the_seat() -> None:
    changes = Changes()
    stream = changes_of(changes, HERE, time.time() + 60)
    await anext(stream)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)

    waiting.cancel()
    await asyncio.wait([waiting])

    assert vars(changes) == {"_seats": {}}
