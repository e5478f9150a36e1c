"""Files of releases and of the engine: named by digest, kept for ever, in the best encoding."""

import gzip

import brotli
import httpx2
import pytest
import zstandard

from renderer.assets import ENGINE
from tests.door.test_target import traversals
from tests.router.conftest import RunningEdge
from tests.router.sample import FILES, STYLE
from tests.support.neighbour import Neighbour
from tests.support.raw import exchange

pytestmark = pytest.mark.anyio

UNPACK = {
    "br": brotli.decompress,
    "zstd": zstandard.decompress,
    "gzip": gzip.decompress,
}


async def raw_get(http: httpx2.AsyncClient, path: str, **headers: str) -> tuple[httpx2.Response, bytes]:
    """The answer and its body as it was sent."""
    async with http.stream("GET", path, headers=headers) as got:
        return got, b"".join([part async for part in got.aiter_raw()])


async def test_an_asset_needs_no_token_and_may_be_kept_for_ever(
    http: httpx2.AsyncClient, digest: str
) -> None:
    got = await http.get(f"/i/-/{digest}/mark.svg")

    assert (got.status_code, got.content) == (200, FILES["assets/mark.svg"])
    assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert got.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
async def test_a_variant_is_sent_to_those_who_take_it(
    http: httpx2.AsyncClient, digest: str, encoding: str
) -> None:
    got, body = await raw_get(http, f"/i/-/{digest}/style.css", **{"Accept-Encoding": encoding})

    assert got.headers["content-encoding"] == encoding
    assert got.headers["vary"] == "accept-encoding"
    assert int(got.headers["content-length"]) == len(body) < len(STYLE)
    assert UNPACK[encoding](body) == STYLE.encode()


async def test_without_a_choice_the_plain_body_is_sent(http: httpx2.AsyncClient, digest: str) -> None:
    got, body = await raw_get(http, f"/i/-/{digest}/style.css", **{"Accept-Encoding": "br;q=0, *;q=0"})

    assert "content-encoding" not in got.headers
    assert (body, got.headers["vary"]) == (STYLE.encode(), "accept-encoding")


@pytest.mark.parametrize("accept_encoding", ["br", "gzip", "identity"])
async def test_who_has_it_gets_304(http: httpx2.AsyncClient, digest: str, accept_encoding: str) -> None:
    path, encoding = f"/i/-/{digest}/style.css", {"Accept-Encoding": accept_encoding}
    etag = (await http.get(path, headers=encoding)).headers["etag"]

    for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await http.get(path, headers=encoding | {"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other = await http.get(path, headers=encoding | {"If-None-Match": '"other"'})
    assert other.status_code == 200


async def test_head_has_the_headers_alone(http: httpx2.AsyncClient, digest: str) -> None:
    plain = {"Accept-Encoding": "identity"}

    got = await http.head(f"/i/-/{digest}/style.css", headers=plain)

    assert (got.status_code, got.content) == (200, b"")
    assert int(got.headers["content-length"]) == len(STYLE)


async def test_the_engines_own_files_live_under_its_digest(http: httpx2.AsyncClient) -> None:
    path, asset = next(iter(ENGINE.assets.items()))

    got = await http.get(f"/i/-/{ENGINE.digest}/{path}")

    assert (got.status_code, got.content) == (200, asset.body)


@pytest.mark.parametrize(
    "path",
    [
        "/i/-/{digest}/nothing.css",
        "/i/-/{digest}/interface.toml",
        "/i/-/{digest}/assets/style.css",
        "/i/-/{digest}/style.css/",
        "/i/-/{digest}/",
        "/i/-/{other}/style.css",
        "/i/-/{upper}/style.css",
        "/i/-/HEAD/style.css",
        "/i/-/main/style.css",
    ],
)
async def test_everything_else_is_not_found(http: httpx2.AsyncClient, digest: str, path: str) -> None:
    got = await http.get(path.format(digest=digest, other="0" * 40, upper=digest.upper()))

    assert got.status_code == 404


def test_no_traversal_reads_anything(edge: RunningEdge, neighbour: Neighbour, digest: str) -> None:
    """Over a real socket: clients would tidy these paths up."""
    known = digest.encode()
    variants = [variant.replace(b"0" * 40, known) for variant in traversals()]
    answers = {
        variant: exchange(edge.url, b"GET " + variant + b" HTTP/1.1\r\nHost: edge\r\n\r\n")
        for variant in variants[::7]
    }

    assert {answer.status for answer in answers.values()} == {400}
    assert not [
        variant
        for variant, answer in answers.items()
        if b"root:" in answer.body or b"format = 1" in answer.body
    ]
    assert neighbour.received == []
