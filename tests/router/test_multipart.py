"""Forms with files, as browsers and others write them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message, Receive

from renderer.form.files import Reference, from_text
from renderer.schema import SchemaError
from router.errors import BadRequest, ClientGone, TooLarge, TooManyFields
from router.limits import MAX_BYTES, MAX_FIELDS
from router.multipart import FileRefused, read_parts

pytestmark = pytest.mark.anyio
TYPE = 'multipart/form-data; boundary="sep"'


class Sink:
    """Keeps what it is given; `refuses` files after reading so many pieces of them."""

    def __init__(self, refuses: int | None = None) -> None:
        self.files: list[tuple[str, str, bytes]] = []
        self._refuses = refuses

    async def put(self, field: str, name: str, content: AsyncIterator[bytes]) -> Reference:
        body = b""
        pieces = 0
        async for piece in content:
            if pieces == self._refuses:
                raise FileRefused(SchemaError(f"/{field}", "file", "", {}))
            body += piece
            pieces += 1
        self.files.append((field, name, body))
        return {"digest": "0" * 64, "name": name or "x", "size": len(body), "media_type": "a/b"}


def part(name: str, body: bytes, filename: str | None = None) -> bytes:
    file = f'; filename="{filename}"' if filename is not None else ""
    return f'--sep\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + body + b"\r\n"


def receiver(body: bytes, size: int) -> Receive:
    pieces = [body[start : start + size] for start in range(0, len(body), size)] or [b""]

    async def receive() -> Message:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    return receive


async def read(body: bytes, size: int = 7, sink: Sink | None = None, kind: str = TYPE) -> Any:
    return await read_parts(receiver(body, size), kind, sink or Sink())


@pytest.mark.parametrize("size", [1, 2, 13, 100_000])
async def test_fields_and_files_come_in_their_order(size: int) -> None:
    sink, content = Sink(), b"\r\n--se\r\n\0"
    body = part("a", "ü".encode()) + part("$file:scan", content, "x.pdf") + part("b", b"") + b"--sep--"

    pairs, refused = await read(body, size, sink)

    assert refused == []
    assert [name for name, _ in pairs] == ["a", "scan", "b"]
    assert (pairs[0][1], pairs[2][1]) == ("ü", "")
    assert (from_text(pairs[1][1]) or {})["size"] == 9
    assert sink.files == [("scan", "x.pdf", content)]


async def test_no_file_chosen_is_no_file() -> None:
    sink = Sink()

    pairs, _ = await read(part("$file:scan", b"", "") + part("a", b"1") + b"--sep--\r\n", sink=sink)

    assert (pairs, sink.files) == ([("a", "1")], [])


@pytest.mark.parametrize("refuses", [0, 1])
async def test_what_follows_a_refused_file_is_read(refuses: int) -> None:
    body = part("$file:scan", bytes(1000), "x") + part("a", b"1") + part("$file:b", b"", "y") + b"--sep--"

    pairs, refused = await read(body, 100, Sink(refuses))

    assert [error.pointer for error in refused] == ["/scan"]
    assert [name for name, _ in pairs] == ["a", "b"]


async def test_names_as_browsers_escape_them() -> None:
    sink = Sink()

    await read(part("$file:a%22b", b"x", "my %22best%22 file; v=2.pdf") + b"--sep--", sink=sink)

    assert sink.files[0][:2] == ('a"b', 'my "best" file; v=2.pdf')


@pytest.mark.parametrize(
    ("body", "kind", "fault"),
    [
        (part("a", b"x"), TYPE, BadRequest),  # breaks off
        (b"", TYPE, BadRequest),
        (b"what?", TYPE, BadRequest),
        (part("a", b"x") + b"--sep--", "multipart/form-data", BadRequest),
        (part("a", b"x") + b"--sep--", f"multipart/form-data; boundary={'x' * 300}", BadRequest),
        (b"--sep\r\nContent-Disposition: form-data\r\n\r\nx\r\n--sep--", TYPE, BadRequest),
        (part("a", b"\xff") + b"--sep--", TYPE, BadRequest),
        (part("a", bytes(MAX_BYTES + 1)) + b"--sep--", TYPE, TooLarge),
        (part("a", bytes(MAX_BYTES // 2)) * 3 + b"--sep--", TYPE, TooLarge),
        (part("a", b"") * (MAX_FIELDS + 1) + b"--sep--", TYPE, TooManyFields),
        (b"--sep\r\n" + b"X: y\r\n" * 1000 + b"\r\nx\r\n--sep--", TYPE, BadRequest),
    ],
)
async def test_what_is_no_form_is_refused(body: bytes, kind: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        await read(body, 65536, kind=kind)


async def test_a_caller_who_hangs_up_is_gone() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with pytest.raises(ClientGone):
        await read_parts(receive, TYPE, Sink())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.booleans(), st.binary(max_size=80).filter(lambda body: b"\r\n--sep" not in b"\r\n" + body)
        ),
        max_size=5,
    ),
    st.integers(1, 200),
)
def test_every_body_comes_through_in_whatever_pieces(parts: list[tuple[bool, bytes]], size: int) -> None:
    sink = Sink()
    body = b"".join(part("$file:f", content, "n") if is_file else part("t", content.hex().encode())
                    for is_file, content in parts)  # fmt: skip

    pairs, _ = asyncio.run(read(body + b"--sep--", size, sink)) if parts else ([], [])

    assert [content for _, _, content in sink.files] == [content for is_file, content in parts if is_file]
    assert [text for name, text in pairs if name == "t"] == [c.hex() for is_file, c in parts if not is_file]
