"""A delivery is genuine or it is refused, whatever was changed about it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.delivery import check_signature, push_of, signature_of, why_of_no_use
from router.errors import BadRequest, SignatureRefused
from tests.support.pushing import SECRET, payload, signed

COMMIT = "c" * 40
BODY = payload(COMMIT)
HEADER = signed(BODY)["X-Hub-Signature-256"].encode()


def is_taken(body: bytes, *signatures: bytes) -> bool:
    try:
        headers = [(b"x-hub-signature-256", signature) for signature in signatures]
        check_signature(SECRET, body, signature_of(headers))
    except SignatureRefused:
        return False
    return True


def test_what_was_signed_is_taken() -> None:
    assert is_taken(BODY, HEADER)


def test_every_flipped_bit_of_the_body_is_noticed() -> None:
    flipped = [
        BODY[:place] + bytes([BODY[place] ^ 1 << bit]) + BODY[place + 1 :]
        for place in range(len(BODY))
        for bit in range(8)
    ]

    assert not [body for body in flipped if is_taken(body, HEADER)]


def test_every_flipped_bit_of_the_signature_is_noticed() -> None:
    flipped = [
        HEADER[:place] + bytes([HEADER[place] ^ 1 << bit]) + HEADER[place + 1 :]
        for place in range(len(HEADER))
        for bit in range(8)
    ]

    assert not [header for header in flipped if is_taken(BODY, header)]


@given(body=st.binary(max_size=200), signature=st.binary(min_size=32, max_size=32))
def test_no_made_up_signature_is_taken(body: bytes, signature: bytes) -> None:
    assert not is_taken(body, b"sha256=" + signature.hex().encode())


@pytest.mark.parametrize(
    "signatures",
    [
        (),
        (HEADER, HEADER),
        (b"",),
        (b"sha256=",),
        (HEADER[:-1],),
        (HEADER + b"0",),
        (HEADER.upper(),),
        (b" " + HEADER,),
        (HEADER.replace(b"sha256", b"sha1"),),
        (HEADER.removeprefix(b"sha256="),),
        (signed(BODY, "another secret")["X-Hub-Signature-256"].encode(),),
        (signed(BODY, "")["X-Hub-Signature-256"].encode(),),
    ],
)
def test_anything_but_one_right_signature_is_refused(signatures: tuple[bytes, ...]) -> None:
    assert not is_taken(BODY, *signatures)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"payload=%7B%7D",
        json.dumps({"ref": "refs/heads/dev"}).encode(),
        payload("short"),
        payload(COMMIT, ref=7),
        payload(COMMIT, repository="client/packages"),
        payload(COMMIT, after=None),
    ],
)
def test_a_body_that_is_no_push_is_told(body: bytes) -> None:
    with pytest.raises(BadRequest):
        push_of(body)


@pytest.mark.parametrize("branch", ["main", "dev2", "feature/dev", "DEV"])
def test_other_branches_are_of_no_use(branch: str) -> None:
    assert "branch dev" in why_of_no_use(push_of(payload(COMMIT, branch)), "dev", "file:///origin.git")


def test_a_tag_named_like_the_branch_is_of_no_use() -> None:
    assert why_of_no_use(push_of(payload(COMMIT, ref="refs/tags/dev")), "dev", "file:///origin.git")


@pytest.mark.parametrize(
    "git_url",
    [
        "https://git.example.test/client/packages.git",
        "https://token:secret@git.example.test/Client/Packages",
        "ssh://git@git.example.test:22/client/packages.git",
        "git@git.example.test:client/packages.git",
        "https://mirror.example.test/somewhere/else.git",  # perhaps the same under another name
        "file:///srv/packages.git",
    ],
)
def test_a_push_to_our_repository_is_of_use_however_we_write_it(git_url: str) -> None:
    assert why_of_no_use(push_of(payload(COMMIT)), "dev", git_url) == ""


@pytest.mark.parametrize(
    "git_url", ["https://x:secret@git.example.test/client/other.git", "git@git.example.test:else/packages"]
)
def test_a_push_to_another_repository_of_the_same_host_is_of_no_use(git_url: str) -> None:
    told = why_of_no_use(push_of(payload(COMMIT)), "dev", git_url)

    assert "repository" in told
    assert "secret" not in told
