"""A body on its way to a target: how it is framed, and that each part has its own time."""

import pytest
from starlette.types import Message

from client.wire import Wire
from router.errors import ClientGone
from router.relay.upload import Upload

pytestmark = pytest.mark.anyio

CHUNKED = {b"transfer-encoding": b"chunked"}


class Paper(Wire):
    """Keeps what is written, and `---` where a step began."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.said.append(data)

    def step(self) -> None:
        self.said.append(b"---")


def coming(headers: dict[bytes, bytes], *parts: bytes) -> Upload:
    """These parts; without any, the caller is gone."""
    left = list(parts)

    async def receive() -> Message:
        if not left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    return Upload(headers, receive)


async def test_each_part_has_its_own_time() -> None:
    upload, wire = coming(CHUNKED, b"one", b"two"), Paper()
    await upload.begin()
    assert upload.framing() == [(b"transfer-encoding", b"chunked")]

    await upload.send(wire, wire.step)

    assert wire.said == [b"---", b"3\r\none\r\n", b"---", b"3\r\ntwo\r\n", b"0\r\n\r\n"]
    assert upload.is_whole
    assert not upload.can_repeat


async def test_chunks_that_came_at_once_have_a_length_for_every_target() -> None:
    upload = coming(CHUNKED, b"all of it")
    await upload.begin()

    for _ in range(2):
        assert upload.framing() == [(b"content-length", b"9")]
        assert upload.whole == b"all of it"
    assert upload.can_repeat


async def test_a_length_that_was_told_is_not_told_again() -> None:
    upload = coming({b"content-length": b"3"}, b"one")
    await upload.begin()

    assert not upload.is_chunked


async def test_who_hangs_up_before_the_body_is_over_is_gone() -> None:
    upload = coming({b"content-length": b"3"})
    with pytest.raises(ClientGone):
        await upload.begin()


async def test_a_request_without_a_body_is_not_waited_for() -> None:
    upload = coming({b"accept": b"*/*"})
    await upload.begin()

    assert upload.is_whole
    assert (upload.whole, upload.is_chunked) == (b"", False)
