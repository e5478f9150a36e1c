"""The second path: what tests ask directly stands here behind a router with rules of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from door.limits import Limits
from door.server import door_config
from identity.issuer import CLIENT_ID
from router.app import create_app
from router.settings import EdgeSettings
from telemetry.metrics import Metrics
from tests.door.conftest import QUICK, House
from tests.router.conftest import RunningEdge, StartEdge
from tests.support.serving import free_socket, running, url_of

Rules = Callable[[str], Path]
RULES = """
[group.elsewhere]
targets = ["{0}"]

[[rule]]
priority = 10
path_pattern = ["/i/*/*/*"]
authenticate = "allow"
forward = "elsewhere"

[default]
forward = "elsewhere"
"""


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """A rules file that sends everything to this target."""

    def write(target: str) -> Path:
        file = tmp_path_factory.mktemp("rules") / "rules.toml"
        file.write_text(RULES.format(target))
        return file

    return write


def in_front(inner: RunningEdge, outer: RunningEdge) -> RunningEdge:
    """Asked at the outer one; settings and tokens are the inner one's."""
    return replace(inner, url=outer.url)


@pytest.fixture
def start_edge(
    _start_edge: Callable[[ExitStack, dict[str, object]], RunningEdge], rules: Rules
) -> Iterator[StartEdge]:
    """Starts an edge with these settings, and a router in front of it."""
    with ExitStack() as stack:

        def start(**chosen: object) -> RunningEdge:
            inner = _start_edge(stack, chosen)
            return in_front(inner, _start_edge(stack, {"rules": rules(inner.url), "git_url": ""}))

        yield start


@pytest.fixture(scope="session")
def edge(
    _start_edge: Callable[[ExitStack, dict[str, object]], RunningEdge], rules: Rules, api_url: str
) -> Iterator[RunningEdge]:
    with ExitStack() as stack:
        inner = _start_edge(stack, {"api_url": api_url})
        yield in_front(inner, _start_edge(stack, {"rules": rules(inner.url), "git_url": ""}))


@pytest.fixture(scope="session")
def _houses(rules: Rules, issuer_folder: Path) -> Iterator[Callable[[str, Limits], House]]:
    """Each is opened once. It trusts its peer, the router, in everything that the router says."""
    known: dict[tuple[str, Limits], House] = {}
    with ExitStack() as stack:

        def opened(trusted: str, limits: Limits) -> House:
            if (trusted, limits) not in known:
                known[trusted, limits] = _open(stack, rules, issuer_folder, trusted, limits)
            return known[trusted, limits]

        yield opened


def _open(stack: ExitStack, rules: Rules, issuer: Path, trusted: str, limits: Limits) -> House:
    house, behind, bound = House(), free_socket(), free_socket()
    stack.enter_context(running(door_config(house, "", 0, "127.0.0.1"), behind))
    chosen = {
        "issuer": f"{url_of(bound)}/issuer", "client_ids": CLIENT_ID, "dev_issuer": issuer,
        "rules": rules(url_of(behind)), "mirror_dir": issuer / "none.git",
    }  # fmt: skip
    app = create_app(EdgeSettings.model_validate(chosen), Metrics())
    stack.enter_context(running(door_config(app, "", 0, trusted, limits), bound))
    house.url = url_of(bound)
    return house


@pytest.fixture
def open_house(_houses: Callable[[str, Limits], House]) -> Callable[..., House]:
    """As tests of the door open one: the limits are the router's."""

    def start(trusted: str = "", **limits: float) -> House:
        house = _houses(trusted, Limits(**limits))  # type: ignore[arg-type]
        house.scopes.clear()
        house.bodies.clear()
        house.gone, house.size, house.reads = 0, House.size, House.reads
        return house

    return start


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    return open_house()


@pytest.fixture
def quick_house(open_house: Callable[..., House]) -> House:
    return open_house(**vars(QUICK))
