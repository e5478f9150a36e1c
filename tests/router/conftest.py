"""A real edge on a free port, a neighbour that plays its API, and a git origin with one package."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from identity.issuer import CLIENT_ID, DevIssuer, Role
from router.server import server_config
from router.settings import EdgeSettings
from tests.mirror.origin import Origin, make_origin
from tests.router.sample import release
from tests.support.neighbour import Neighbour
from tests.support.serving import free_socket, running, served, url_of


@dataclass(frozen=True)
class RunningEdge:
    """Where the edge listens, and tokens it accepts."""

    url: str
    settings: EdgeSettings
    issuer: DevIssuer

    def bearer(self, role: Role = "member") -> dict[str, str]:
        """As a program asks."""
        return {"Authorization": f"Bearer {self.issuer.mint(role)}"}

    def browser(self, role: Role = "member") -> dict[str, str]:
        """As a browser asks that is signed in and shows one of our pages."""
        return {
            "Cookie": f"interfaces_token={self.issuer.mint(role)}",
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Origin": self.url,
            "Sec-Fetch-Site": "same-origin",
        }


StartEdge = Callable[..., RunningEdge]


@pytest.fixture(scope="session")
def issuer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The development issuer's key: made once, all edges of these tests sign with it."""
    return tmp_path_factory.mktemp("issuer")


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    return make_origin(tmp_path_factory.mktemp("origin") / "packages.git")


@pytest.fixture(scope="session")
def digest(origin: Origin) -> str:
    """The release of the sample package as `main` has it."""
    return release(origin)


@pytest.fixture(scope="session")
def _api() -> Iterator[tuple[Neighbour, str]]:
    neighbour = Neighbour()
    with served(neighbour) as url:
        yield neighbour, url


@pytest.fixture
def neighbour(_api: tuple[Neighbour, str]) -> Neighbour:
    """The neighbour that `edge` takes for its API, with nothing received and nothing planned."""
    neighbour, _ = _api
    neighbour.forget()
    return neighbour


@pytest.fixture(scope="session")
def api_url(_api: tuple[Neighbour, str]) -> str:
    return _api[1]


@pytest.fixture(scope="session")
def _start_edge(
    tmp_path_factory: pytest.TempPathFactory, issuer_folder: Path, origin: Origin
) -> Callable[[ExitStack, dict[str, object]], RunningEdge]:
    def start(stack: ExitStack, chosen: dict[str, object]) -> RunningEdge:
        bound = free_socket()
        defaults: dict[str, object] = {
            "issuer": f"{url_of(bound)}/issuer",
            "client_ids": CLIENT_ID,
            "dev_issuer": issuer_folder,
            "git_url": origin.url,
            "mirror_dir": tmp_path_factory.mktemp("mirror") / "packages.git",
        }
        settings = EdgeSettings.model_validate(defaults | chosen)
        stack.enter_context(running(server_config(settings), bound))
        return RunningEdge(url_of(bound), settings, DevIssuer(issuer_folder, settings.issuer))

    return start


@pytest.fixture
def start_edge(
    _start_edge: Callable[[ExitStack, dict[str, object]], RunningEdge],
) -> Iterator[StartEdge]:
    """Starts an edge with these settings, in development unless `dev_issuer` says otherwise."""
    with ExitStack() as stack:
        yield lambda **chosen: _start_edge(stack, chosen)


@pytest.fixture(scope="module")
def start_edges(
    _start_edge: Callable[[ExitStack, dict[str, object]], RunningEdge],
) -> Iterator[StartEdge]:
    """The same for edges that a module's tests share."""
    with ExitStack() as stack:
        yield lambda **chosen: _start_edge(stack, chosen)


@pytest.fixture(scope="session")
def edge(
    _start_edge: Callable[[ExitStack, dict[str, object]], RunningEdge], api_url: str
) -> Iterator[RunningEdge]:
    """The edge that all tests share which need no settings of their own."""
    with ExitStack() as stack:
        yield _start_edge(stack, {"api_url": api_url})


@pytest.fixture
async def http(edge: RunningEdge, neighbour: Neighbour) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of `edge` that follows no redirects."""
    async with httpx2.AsyncClient(base_url=edge.url, timeout=20) as client:
        yield client
