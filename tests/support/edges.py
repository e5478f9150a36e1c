"""Real edges beside a real API, as a deployment has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from identity.issuer import CLIENT_ID
from router.resources import Resources
from router.server import EdgeServer, server_config
from router.settings import EdgeSettings
from tests.api.running import Issuer, RunningApi, bearer
from tests.support.serving import free_socket, running, url_of, wait_until

EDGE_SECRET = "edges-know-this-0123456789abcdef0123456789"
SELDOM = 3_600


@dataclass(frozen=True)
class Edge:
    """Where it listens, and what it has open."""

    url: str
    resources: Resources
    author: dict[str, str]
    member: dict[str, str]

    def page(self, path: str) -> httpx2.Response:
        """As its people open it: previews as the author, tasks as the member."""
        who = self.member if path.startswith("/i/") else self.author
        return httpx2.get(self.url + path, headers={**who, "Accept": "text/html"}, trust_env=False)

    @property
    def commit(self) -> str:
        """What the preview shows."""
        assert self.resources.previews.follower
        return self.resources.previews.follower.branch.sync.commit


@contextmanager
def running_edge(
    role: str, issuer: Issuer, api: RunningApi, mirror: Path, **chosen: object
) -> Iterator[Edge]:
    """An edge that is ready, and whose line to the API stands when it has a secret."""
    bound = free_socket()
    given = {
        "role": role,
        "issuer": issuer.url,
        "client_ids": CLIENT_ID,
        "api_url": api.url,
        "git_url": api.settings.git_url,
        "mirror_dir": mirror,
        "edge_secret": EDGE_SECRET,
        "poll_seconds": SELDOM,
    }
    settings = EdgeSettings.model_validate(given | chosen)
    before = connected(api)
    with running(server_config(settings), bound, EdgeServer) as server:
        url = url_of(bound)
        resources: Resources = server.lifespan.state["resources"]
        wait_until(lambda: httpx2.get(f"{url}/readyz", trust_env=False).is_success)
        if settings.edge_secret:
            wait_until(lambda: connected(api) > before)
        people = {who: dict(bearer(issuer.mint.mint(who))) for who in ("author", "member")}
        yield Edge(url, resources, people["author"], people["member"])


def connected(api: RunningApi) -> int:
    """How many edges are."""
    return int(api.query("SELECT count(*) FROM interface_edges")[0][0])
