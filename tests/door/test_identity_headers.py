"""Who may say who the caller is: the load balancer, and nobody else. Row 5 of the threats."""

from collections.abc import Callable

import pytest

from tests.door.conftest import House
from tests.support.raw import exchange

SPELLINGS = [
    b"x-amzn-oidc-data: e.e.e",
    b"X-Amzn-Oidc-Data: e.e.e",
    b"X-AMZN-OIDC-DATA: e.e.e",
    b"x-amzn-oidc-data:e.e.e",
    b"x-amzn-oidc-data: e.e.e\r\nx-amzn-oidc-data: f.f.f",
    b"x_amzn_oidc_data: e.e.e",
    b"x-amzn_oidc-data: e.e.e",
    b"x-amzn-oidc_data: e.e.e",
    b"x-amzn-oidc-data : e.e.e",
    b"x-amzn-oidc-identity: ada",
    b"x-amzn-oidc-accesstoken: a.b.c",
    b"foo: bar\r\n x-amzn-oidc-data: e.e.e",
]


def request(*fields: bytes) -> bytes:
    return b"\r\n".join([b"GET / HTTP/1.1", b"Host: a", *fields, b"", b""])


def said(house: House) -> list[tuple[bytes, bytes]]:
    """What reached the handler and looks like an identity header to anybody."""
    return [
        (name, value)
        for scope in house.scopes
        for name, value in scope["headers"]
        if b"oidc" in name.lower().replace(b"_", b"-")
    ]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("trusted", ["", "10.0.0.0/8,::1"])
def test_05_identity_headers_of_a_stranger_reach_no_handler(
    open_house: Callable[..., House], trusted: str, spelling: bytes
) -> None:
    house = open_house(trusted)

    assert exchange(house.url, request(spelling)).status in (200, 400)
    assert said(house) == []


@pytest.mark.parametrize("trusted", ["127.0.0.1", "127.0.0.0/8", "10.0.0.1, 127.0.0.1"])
def test_those_of_the_balancer_do_but_not_with_underscores(
    open_house: Callable[..., House], trusted: str
) -> None:
    house = open_house(trusted)

    assert exchange(house.url, request(b"X-Amzn-Oidc-Data: e.e.e", b"x_amzn_oidc_data: f.f.f")).status == 200
    assert said(house) == [(b"x-amzn-oidc-data", b"e.e.e")]


def test_a_caller_cannot_pretend_to_be_the_balancer(open_house: Callable[..., House]) -> None:
    house = open_house("10.0.0.1")
    forged = request(b"X-Forwarded-For: 10.0.0.1", b"x-amzn-oidc-data: e.e.e")

    assert exchange(house.url, forged).status == 200
    assert said(house) == []
