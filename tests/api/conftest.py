"""Fixtures of the API's tests: a real server, a real Postgres, a real git origin, real tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.settings import Settings
from identity.issuer import CLIENT_ID, DevIssuer
from tests.api.origin import Origin
from tests.api.running import KEYS, RunningApi, running_api
from tests.support.postgres import blank_database_url, database_url, databases
from tests.support.serving import free_socket, served, url_of

__all__ = ["blank_database_url", "database_url", "databases"]


@pytest.fixture(scope="session")
def issuer_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DevIssuer, str]]:
    """The development issuer with its key set on a real URL."""
    bound = free_socket()
    url = f"{url_of(bound)}/issuer"
    issuer = DevIssuer(tmp_path_factory.mktemp("issuer"), url)

    async def jwks(_: Request) -> Response:
        return Response(issuer.jwks(), media_type="application/json")

    with served(Starlette(routes=[Route("/issuer/.well-known/jwks.json", jwks)]), bound):
        yield issuer, url


@pytest.fixture
def issuer(issuer_url: tuple[DevIssuer, str]) -> DevIssuer:
    return issuer_url[0]


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return Origin(tmp_path / "origin")


@pytest.fixture
def settings(
    issuer_url: tuple[DevIssuer, str], database_url: str, origin: Origin, tmp_path: Path
) -> Settings:
    return Settings(
        issuer=issuer_url[1],
        client_ids=frozenset({CLIENT_ID}),
        database_url=database_url,
        keys=KEYS,
        public_url="https://interfaces.example.test",
        git_url=origin.url,
        mirror_dir=tmp_path / "mirror.git",
    )


@pytest.fixture
def api(issuer: DevIssuer, settings: Settings) -> Iterator[RunningApi]:
    with running_api(issuer, settings) as running:
        yield running
