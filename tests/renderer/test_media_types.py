"""Kinds of files, by content and name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.media_types import BY_NAME, HEAD, UNKNOWN, media_type

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
ZIP = b"PK\x03\x04\x14\0"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
        (b"%PDF-1.7", "scan", "application/pdf"),
        (PNG, "A.PNG", "image/png"),
        (b"\xff\xd8\xff\xe0", "photo.jpeg", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", "image/webp"),
        (b"\0\0\0\x18ftypheic", "a.heic", "image/heic"),
        (b"\0\0\0\x18ftypisom", "a.mp4", "video/mp4"),
        (ZIP, "a.zip", "application/zip"),
        (ZIP, "a.docx", BY_NAME["docx"]),
        (ZIP, "a.ods", BY_NAME["ods"]),
        (OLE, "a.xls", "application/vnd.ms-excel"),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        ("größer".encode(), "a.txt", "text/plain"),
        (b"just words", "readme", "text/plain"),
        (b"<svg/>", "a.svg", "image/svg+xml"),
        # A name that says something else than the content
        (PNG, "a.pdf", UNKNOWN),
        (b"<script>", "a.png", UNKNOWN),
        (b"%PDF-1.7", "a.docx", UNKNOWN),
        (ZIP, "a.pdf", UNKNOWN),
        (b"MZ\x90\0", "invoice.pdf", UNKNOWN),
        (b"MZ\x90\0", "setup", "application/x-msdownload"),
        (b"\0\1\2\3", "a.txt", UNKNOWN),
        (b"\0\1\2\3", "what", UNKNOWN),
        (b"", "nothing", UNKNOWN),
    ],
)
def test_content_and_name_agree_or_it_is_unknown(head: bytes, name: str, kind: str) -> None:
    assert media_type(head, name) == kind


def test_a_text_whose_last_character_is_cut_is_a_text() -> None:
    head = ("x" * (HEAD - 1) + "ü").encode()[:HEAD]

    assert media_type(head, "a.txt") == "text/plain"


@given(st.binary(max_size=64), st.sampled_from(["pdf", "png", "jpg", "gif", "webp", "zip", "docx", "mp4"]))
def test_no_name_makes_anything_a_binary_kind_without_its_bytes(head: bytes, ending: str) -> None:
    told = media_type(head, f"a.{ending}")

    assert told == UNKNOWN or media_type(head, "a") == told or head.startswith(ZIP[:2])
