"""Where a token is taken from, and that a bad one is never passed over for a better one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.credentials import Headers, bearer_from, cookie_from
from identity.refusal import Reason, TokenRefused

Header = tuple[bytes, bytes]


def token_from(headers: Headers) -> str | None:
    bearer = bearer_from(headers)
    return cookie_from(headers) if bearer is None else bearer


def bearer(value: str) -> Header:
    return (b"authorization", value.encode("latin-1"))


def cookie(value: str) -> Header:
    return (b"cookie", value.encode("latin-1"))


def test_a_request_without_credentials_has_no_token() -> None:
    assert token_from([]) is None
    assert token_from([(b"host", b"example.test"), cookie("theme=dark; interfaces_token_2=x")]) is None
    assert bearer_from([cookie("interfaces_token=a.b.c")]) is None


@pytest.mark.parametrize("value", ["Bearer a.b.c", "bearer a.b.c", "BEARER  a.b.c", " Bearer a.b.c\t"])
def test_the_authorization_header_gives_a_token(value: str) -> None:
    assert token_from([bearer(value)]) == "a.b.c"
    assert bearer_from([bearer(value)]) == "a.b.c"


@pytest.mark.parametrize(
    "value",
    ["interfaces_token=a.b.c", "theme=dark; interfaces_token=a.b.c; lang=de", " interfaces_token = a.b.c ;"],
)
def test_the_cookie_gives_a_token(value: str) -> None:
    assert token_from([cookie(value)]) == "a.b.c"


def test_a_cookie_may_come_in_several_headers() -> None:
    assert token_from([cookie("theme=dark"), cookie("interfaces_token=a.b.c")]) == "a.b.c"


_BEARERS: dict[str, list[Header]] = {
    "none": [],
    "good": [bearer("Bearer header.of.bearer")],
    "malformed": [bearer("Bearer")],
    "empty": [bearer("")],
    "other scheme": [bearer("Basic dXNlcjpwYXNz")],
    "two": [bearer("Bearer header.of.bearer"), bearer("Bearer header.of.bearer")],
}
_COOKIES: dict[str, list[Header]] = {
    "none": [],
    "good": [cookie("interfaces_token=token.of.cookie")],
    "empty": [cookie("interfaces_token=")],
    "malformed": [cookie("interfaces_token=a b")],
    "quoted": [cookie('interfaces_token="a.b.c"')],
    "two": [cookie("interfaces_token=token.of.cookie; interfaces_token=token.of.cookie")],
}


@pytest.mark.parametrize(("first", "second"), list(product(_BEARERS, _COOKIES)))
def test_the_first_place_that_holds_something_decides(first: str, second: str) -> None:
    headers = [(b"host", b"example.test"), *_COOKIES[second], *_BEARERS[first]]
    deciding = first if first != "none" else second
    if deciding == "none":
        assert token_from(headers) is None
    elif deciding == "good":
        assert token_from(headers) == ("header.of.bearer" if first == "good" else "token.of.cookie")
    else:
        with pytest.raises(TokenRefused) as refusal:
            token_from(headers)
        assert refusal.value.reason is Reason.CREDENTIALS


@pytest.mark.parametrize(
    "value",
    ["Bearer a b", "Bearer a,b", "Bearer a, Bearer b", "Bearerabc", "Bearer =", "Bearer a.b.c;", "Bearer é",
     "Bearer\ta", "Token a", "Bearer a\nb", "Bearer a\x00"],
)  # fmt: skip
def test_a_malformed_authorization_header_is_refused(value: str) -> None:
    with pytest.raises(TokenRefused):
        token_from([bearer(value), cookie("interfaces_token=a.b.c")])


@given(st.binary(max_size=60))
def test_whatever_a_header_holds_a_token_is_made_of_harmless_characters(value: bytes) -> None:
    for headers in ([(b"authorization", b"Bearer " + value)], [(b"cookie", b"interfaces_token=" + value)]):
        try:
            token = token_from(headers)
        except TokenRefused:
            continue
        assert token
        assert token.isascii()
        assert token.isprintable()
        assert not set(token) & set(" \"';,\\<>")
