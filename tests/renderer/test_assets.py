"""Static files: kinds, variants, headers."""

import gzip

import brotli
import pytest
import zstandard

from renderer.assets import ENGINE, MAX_ASSET_BYTES, Asset, make_asset, read_assets
from renderer.documents import Documents

CSS = b".card { color: #123456; padding: 1rem }\n" * 40


def headers_of(asset: Asset, encoding: str = "") -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in asset.headers(encoding)}


def test_a_text_is_served_in_every_encoding_with_headers_that_fit() -> None:
    asset = make_asset("style.css", CSS)
    unpack = {"br": brotli.decompress, "zstd": zstandard.decompress, "gzip": gzip.decompress}

    assert asset.variants.keys() == unpack.keys()
    for encoding, body in asset.variants.items():
        headers = headers_of(asset, encoding)
        assert unpack[encoding](body) == CSS
        assert len(body) < len(CSS)
        assert headers["content-encoding"] == encoding
        assert headers["content-length"] == str(len(body))
        assert headers["vary"] == "accept-encoding"
    plain = headers_of(asset)
    assert plain["content-type"] == "text/css; charset=utf-8"
    assert plain["content-length"] == str(len(CSS))
    assert plain["cache-control"] == "public, max-age=31536000, immutable"
    assert plain["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in plain


def test_every_representation_has_an_etag_of_its_own_that_follows_the_content() -> None:
    asset, other = make_asset("a.css", CSS), make_asset("a.css", CSS + b"x")
    etags = [headers_of(asset, encoding)["etag"] for encoding in ("", *asset.variants)]

    assert len(set(etags)) == len(etags)
    assert asset.etag != other.etag
    assert asset == make_asset("a.css", CSS)


@pytest.mark.parametrize(
    ("path", "body"), [("photo.png", b"\x89PNG" * 400), ("tiny.css", b"a{}"), ("font.woff2", CSS)]
)
def test_what_would_not_get_smaller_has_no_variants(path: str, body: bytes) -> None:
    asset = make_asset(path, body)

    assert asset.variants == {}
    assert "vary" not in headers_of(asset)


def test_an_svg_opened_on_its_own_may_run_nothing() -> None:
    headers = headers_of(make_asset("logo.svg", b"<svg/>"))

    assert headers["content-type"] == "image/svg+xml"
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "size", "fault"),
    [
        ("page.html", 1, "assets/page.html: is of a kind (.html) we do not serve. Served: .css"),
        ("README", 1, "assets/README: is of a kind (no suffix) we do not serve."),
        ("my logo.svg", 1, "assets/my logo.svg: has a name that would have to be escaped in URLs."),
        ("a/../b.svg", 1, "assets/a/../b.svg: has a name that would have to be escaped in URLs."),
        (
            "large.png",
            MAX_ASSET_BYTES + 1,
            "assets/large.png: is 2.0 MB large; 2 MB are allowed. Make it smaller.",
        ),
    ],
)
def test_what_is_not_served_is_a_fault(path: str, size: int, fault: str) -> None:
    documents = Documents({f"assets/{path}": b"x" * size, "assets/img/ok.png": b"x"})

    assets = read_assets(documents)

    assert list(assets) == ["img/ok.png"]
    assert [str(one)[: len(fault)] for one in documents.faults] == [fault]


def test_the_engine_has_its_own_files_under_one_digest() -> None:
    assert len(ENGINE.digest) == 40
    assert all(asset.path == path for path, asset in ENGINE.assets.items())
    assert ENGINE.get("no/such.file") is None
