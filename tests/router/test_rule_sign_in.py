"""Rules that ask who somebody is first."""

from pathlib import Path

import httpx2
import pytest

from tests.router.conftest import StartEdge
from tests.router.relay.group import routed
from tests.support.neighbour import Neighbour

PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("mode", "page", "program"), [("authenticate", 303, 401), ("deny", 401, 401), ("allow", 200, 200)]
)
def test_what_becomes_of_nobody(
    start_edge: StartEdge,
    tmp_path: Path,
    api_url: str,
    neighbour: Neighbour,
    mode: str,
    page: int,
    program: int,
) -> None:
    forward = f'forward = "blue"\nauthenticate = "{mode}"'
    edge = routed(start_edge, tmp_path, api_url, forward=forward)
    with httpx2.Client(base_url=edge.url) as http:
        visited, called = http.get("/a?b=1", headers=PAGE), http.get("/a")

    assert (visited.status_code, called.status_code) == (page, program)
    assert mode != "authenticate" or visited.headers["location"] == "/signin?next=/a%3Fb%3D1"
    assert len(neighbour.received) == (2 if mode == "allow" else 0)


@pytest.mark.parametrize("mode", ["authenticate", "deny", "allow"])
def test_the_target_hears_who_it_is_from_us_alone(
    start_edge: StartEdge, tmp_path: Path, api_url: str, neighbour: Neighbour, mode: str
) -> None:
    edge = routed(start_edge, tmp_path, api_url, forward=f'forward = "blue"\nauthenticate = "{mode}"')
    forged = {"x-amzn-oidc-identity": "forged", "x-amzn-oidc-data": "forged"}
    headers = edge.bearer() | forged

    assert httpx2.get(f"{edge.url}/a", headers=headers).status_code == 200
    (received,) = neighbour.received
    assert received.header("x-amzn-oidc-accesstoken") == headers["Authorization"].removeprefix("Bearer ")
    assert received.header("x-amzn-oidc-identity") != "forged"
    assert received.all("x-amzn-oidc-data") == []
