"""A real edge on a free port, and a neighbour that plays its API."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from identity.issuer import CLIENT_ID, DevIssuer, Role
from router.server import server_config
from router.settings import EdgeSettings
from tests.support.neighbour import Neighbour
from tests.support.serving import free_socket, running, served, url_of


@dataclass(frozen=True)
class RunningEdge:
    """Where the edge listens, and tokens it accepts."""

    url: str
    settings: EdgeSettings
    issuer: DevIssuer

    def bearer(self, role: Role = "member") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.mint(role)}"}

    def cookie(self, role: Role = "member") -> dict[str, str]:
        return {"Cookie": f"interfaces_token={self.issuer.mint(role)}", "Accept": "text/html"}


StartEdge = Callable[..., RunningEdge]


@pytest.fixture
def neighbour() -> Neighbour:
    return Neighbour()


@pytest.fixture
def api_url(neighbour: Neighbour) -> Iterator[str]:
    with served(neighbour) as url:
        yield url


@pytest.fixture
def start_edge(tmp_path: Path) -> Iterator[StartEdge]:
    """Starts an edge with these settings, in development unless `dev_issuer` says otherwise."""
    with ExitStack() as stack:

        def start(**chosen: object) -> RunningEdge:
            bound = free_socket()
            issuer = f"{url_of(bound)}/issuer"
            defaults: dict[str, object] = {
                "issuer": issuer,
                "client_ids": CLIENT_ID,
                "dev_issuer": tmp_path / "issuer",
                "git_url": "unused",
                "mirror_dir": tmp_path / "mirror.git",
            }
            settings = EdgeSettings.model_validate(defaults | chosen)
            stack.enter_context(running(server_config(settings), bound))
            return RunningEdge(url_of(bound), settings, DevIssuer(tmp_path / "issuer", settings.issuer))

        yield start


@pytest.fixture
def edge(start_edge: StartEdge, api_url: str) -> RunningEdge:
    return start_edge(api_url=api_url)


@pytest.fixture
async def http(edge: RunningEdge) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of `edge` that follows no redirects."""
    async with httpx2.AsyncClient(base_url=edge.url, timeout=20) as client:
        yield client
