"""One Host and one canonical path: everything else is 400. Rows 10 and 11 of the threats."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door.refusal import Refused
from door.target import canonical_path, check_host, parse_target

HOST = (b"host", b"forms.example.com")


@pytest.mark.parametrize(
    "host",
    [
        b"example.com",
        b"EXAMPLE.com:8000",
        b"10.0.0.7:3000",
        b"[::1]:8000",
        b"localhost",
        b"a_b.internal",
        b"x.",
    ],
)
def test_a_well_formed_host_passes(host: bytes) -> None:
    check_host([(b"host", host)])


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [HOST, HOST],
        [HOST, (b"host", b"evil.example")],
        [(b"host", b"")],
        [(b"host", b"a b")],
        [(b"host", b"a/b")],
        [(b"host", b"a@b")],
        [(b"host", b"user:pass@b:80")],
        [(b"host", b"a:port")],
        [(b"host", b"a:123456")],
        [(b"host", b"a,b")],
        [(b"host", b"a?b")],
        [(b"host", b"a#b")],
        [(b"host", b"a\\b")],
        [(b"host", b"[::1")],
        [(b"host", b"-a.example")],
        [(b"host", "bücher.example".encode())],
    ],
)
def test_a_missing_repeated_or_malformed_host_is_refused(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(Refused):
        check_host(headers)


@pytest.mark.parametrize(
    "target", [b"*", b"http://example.com/x", b"example.com:443", b"/x#y", b"/x?y#z", b"/x?\xff", b"/x? "]
)
def test_a_target_that_is_no_path_is_refused(target: bytes) -> None:
    with pytest.raises(Refused):
        parse_target(target)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"/", "/"),
        (b"/i/a/b/c", "/i/a/b/c"),
        (b"/a%20b", "/a b"),
        (b"/b%C3%BCcher", "/bücher"),
        (b"/b%c3%bccher", "/bücher"),
        (b"/.well-known/x..y/...", "/.well-known/x..y/..."),
        (b"/a;v=1,2/b@c:d!$&'()*+=~", "/a;v=1,2/b@c:d!$&'()*+=~"),
        (b"/trailing/", "/trailing/"),
    ],
)
def test_a_path_with_one_reading_passes(raw: bytes, path: str) -> None:
    assert canonical_path(raw) == path


def traversals() -> list[bytes]:
    """The ways people write "the folder above" and its separators, put together in every way."""
    dots = [
        b"..", b".", b"%2e%2e", b"%2E%2e", b".%2e", b"%2e.", b"%2e", b"%252e%252e", b"%c0%ae%c0%ae", b"..;",
        b".;x=1", b"..%00", b"..%09", b"%u002e%u002e", b"..%ff", b"....//", b"..%5c..", b"%e0%80%ae.",
    ]  # fmt: skip
    slashes = [b"/", b"%2f", b"%2F", b"%5c", b"\\", b"//", b"%252f", b"%c0%af"]
    before = [b"/i/-/" + b"0" * 40 + b"/", b"/i/", b"/", b"/0b0e9d4a-1c7e-4d2f-9a41-3f6d1c2b5a77/-/"]
    return [
        start + dot + slash + end
        for start, dot, slash in itertools.product(before, dots, slashes)
        for end in (b"etc/passwd", dot + slash + b"interface.toml")
    ]


def test_no_traversal_has_a_canonical_path() -> None:
    variants = traversals()
    passed = []

    for variant in variants:
        try:
            passed.append((variant, canonical_path(variant)))
        except Refused:
            continue

    assert len(set(variants)) >= 500
    assert passed == []


@given(st.binary(max_size=60))
def test_a_canonical_path_has_no_second_reading(rest: bytes) -> None:
    """What passes decodes to a path without dot segments, empty segments, backslashes or controls."""
    try:
        path = canonical_path(b"/" + rest)
    except Refused:
        return

    segments = path[1:].split("/")
    assert not {"", ".", ".."} & set(segments[:-1])
    assert segments[-1] not in (".", "..")
    assert not [letter for letter in path if letter in "\\%" or ord(letter) < 0x20]
