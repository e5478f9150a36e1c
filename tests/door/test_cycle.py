"""How an answer is framed, for callers old and new, and that none is split in two."""

import asyncio
from collections.abc import Iterator
from http.client import IncompleteRead
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from door.server import door_config
from door.tunnel import AT_ONCE
from tests.support.asgi import live
from tests.support.raw import Answer, exchange
from tests.support.serving import free_socket, running, url_of


class Speaker:
    """Answers with `said`, whatever is asked."""

    said: tuple[Message, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
        else:
            for message in self.said:
                await send(message)
                await asyncio.sleep(0)  # anybody else's turn

    def say(self, *parts: bytes, headers: tuple[tuple[bytes, bytes], ...] = (), status: int = 200) -> None:
        begin: dict[str, Any] = {"type": "http.response.start", "status": status, "headers": list(headers)}
        last = len(parts) - 1
        bodies = [
            {"type": "http.response.body", "body": part, "more_body": place < last}
            for place, part in enumerate(parts)
        ]
        self.said = (begin, *bodies)


@pytest.fixture(scope="module")
def speaking() -> Iterator[tuple[Speaker, str]]:
    speaker = Speaker()
    with free_socket() as bound:
        url = url_of(bound)
        with running(door_config(speaker, "127.0.0.1", 0), bound):
            yield speaker, url


def asked(url: str, version: bytes = b"1.1", method: bytes = b"GET") -> Answer:
    return exchange(url, method + b" / HTTP/" + version + b"\r\nHost: a\r\nConnection: close\r\n\r\n")


def names(answer: Answer) -> set[str]:
    return {name.lower() for name, _ in answer.headers}


def test_without_a_length_it_comes_in_chunks(speaking: tuple[Speaker, str]) -> None:
    speaker, url = speaking
    speaker.say(b"one ", b"", b"two")

    got = asked(url)

    assert (got.body, got.header("transfer-encoding")) == (b"one two", "chunked")


def test_who_speaks_http_1_0_gets_no_chunks(speaking: tuple[Speaker, str]) -> None:
    speaker, url = speaking
    speaker.say(b"one ", b"", b"two")

    got = asked(url, b"1.0")

    assert got.body == b"one two"
    assert "transfer-encoding" not in names(got)
    assert got.header("connection") == "close"


@pytest.mark.parametrize(("method", "status"), [(b"HEAD", 200), (b"GET", 204), (b"GET", 304)])
def test_where_no_body_may_be_there_is_none(
    speaking: tuple[Speaker, str], method: bytes, status: int
) -> None:
    speaker, url = speaking
    speaker.say(b"not wanted", status=status)

    got = asked(url, method=method)

    assert (got.status, got.body) == (status, b"")
    assert "transfer-encoding" not in names(got)


@pytest.mark.parametrize(
    "header",
    [
        (b"x", b"1\r\nset-cookie: a=1"),
        (b"x", b"1\n"),
        (b"x", b"\0"),
        (b"x y", b"1"),
        (b"x: y", b"1"),
        (b"x\r\ny", b"1"),
    ],
)
def test_a_header_never_begins_another_line(
    speaking: tuple[Speaker, str], header: tuple[bytes, bytes]
) -> None:
    speaker, url = speaking
    speaker.say(b"ok", headers=(header,))

    assert asked(url).status in (0, 500)


def test_an_ordinary_header_is_sent_as_it_is(speaking: tuple[Speaker, str]) -> None:
    speaker, url = speaking
    speaker.say(b"ok", headers=((b"x-Name", b"a\tb: c"), (b"content-length", b"2")))

    got = asked(url)

    assert (got.header("x-name"), got.body) == ("a\tb: c", b"ok")


@pytest.mark.parametrize("name", [b"content-length", b"Content-Length"])
def test_the_length_is_what_the_header_of_that_name_says(speaking: tuple[Speaker, str], name: bytes) -> None:
    speaker, url = speaking
    others = ((b"x-content-length", b"7"), (b"x", b"content-length: 8"))
    speaker.say(b"ok", headers=(others[0], (name, b"2"), others[1]))

    got = asked(url)

    assert (got.header("content-length"), got.body) == ("2", b"ok")
    assert "transfer-encoding" not in names(got)


@pytest.mark.parametrize(("at_once", "status"), [(False, 204), (True, 0)])
def test_a_head_waits_for_its_body_only_where_that_was_promised(
    speaking: tuple[Speaker, str], at_once: bool, status: int
) -> None:
    speaker, url = speaking
    speaker.say(status=204)  # and never a body, not even an empty one
    speaker.said[0][AT_ONCE] = at_once

    assert asked(url).status == status


def test_a_promised_body_comes_with_its_head(speaking: tuple[Speaker, str]) -> None:
    speaker, url = speaking
    speaker.say(b"one ", b"two")
    speaker.said[0][AT_ONCE] = True

    assert asked(url).body == b"one two"


@pytest.mark.parametrize("body", [b"o", b"okay"])
def test_a_body_of_another_length_breaks_the_connection(speaking: tuple[Speaker, str], body: bytes) -> None:
    speaker, url = speaking
    speaker.say(body, headers=((b"content-length", b"2"),))

    with pytest.raises(IncompleteRead):
        asked(url)
