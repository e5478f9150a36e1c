"""Quality values decide what is sent; nonsense decides nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.accept import qualities, wants_page
from router.assets import best_encoding
from router.locale import negotiate


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html;q=0.5, application/json;q=0.4", True),
        ("application/json, text/html;q=0.9", False),
        ("application/problem+json", False),
        ("*/*", False),
        ("", False),
        ("text/html;q=0", False),
        ("TEXT/HTML", True),
        ("text/html;level=1;q=0.7, application/json;q=0.8", False),
    ],
)
def test_a_page_is_for_those_who_ask_for_html(accept: str, page: bool) -> None:
    headers = [(b"accept", accept.encode())] if accept else []

    assert wants_page(headers) is page


@pytest.mark.parametrize(
    ("accept_encoding", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "zstd"),
        ("identity, gzip;q=0.5", ""),
        ("deflate", ""),
        ("gzip;q=nonsense", ""),
        ("gzip;q=2", ""),
        ("", ""),
    ],
)
def test_the_best_encoding_by_quality(accept_encoding: str, encoding: str) -> None:
    assert best_encoding(accept_encoding, ("br", "zstd", "gzip")) == encoding


def test_without_variants_there_is_no_encoding() -> None:
    assert best_encoding("br, gzip", ()) == ""


@pytest.mark.parametrize(
    ("accept_language", "locale"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr;q=0.9, en;q=0.8", "en"),
        ("en;q=0.1, pt-br;q=0.2", "pt-BR"),
        ("PT-BR", "pt-BR"),
        ("de;q=0, en", "en"),
        ("ja, zh", "en"),
        ("*", "en"),
        ("", "en"),
        (";;;,=q", "en"),
    ],
)
def test_the_locale_that_comes_closest(accept_language: str, locale: str) -> None:
    assert negotiate(accept_language, ("en", "de", "pt-BR")) == locale


@given(st.text(max_size=200))
def test_any_header_gives_weights_from_0_to_1_best_first(value: str) -> None:
    weights = [weight for _, weight in qualities(value)]

    assert weights == sorted(weights, reverse=True)
    assert all(0 <= weight <= 1 for weight in weights)


@given(st.text(max_size=100))
def test_any_language_header_gives_a_locale_there_is(value: str) -> None:
    assert negotiate(value, ("en", "de")) in ("en", "de")
