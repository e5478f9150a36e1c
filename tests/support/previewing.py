"""A real edge that shows a packages folder or a branch: alone, or with an API beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from identity.issuer import CLIENT_ID, DevIssuer, Role
from router.hub import Hub
from router.previews import Previews
from router.registry import workspace_uuid
from router.resources import Resources
from router.server import EdgeServer, server_config
from router.settings import EdgeSettings
from tests.support.serving import free_socket, running, url_of


@dataclass(frozen=True)
class PreviewEdge:
    """Where it listens, what it shows, and tokens it accepts."""

    url: str
    packages: Path  # the folder it shows; without one it shows a branch
    issuer: DevIssuer
    hub: Hub
    previews: Previews

    def bearer(self, role: Role = "author", ttl: int = 3600) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.mint(role, ttl)}"}

    def browser(self, role: Role = "author") -> dict[str, str]:
        """As a browser asks from a page of ours."""
        return {
            "Cookie": f"interfaces_token={self.issuer.mint(role)}",
            "Accept": "text/html",
            "Origin": self.url,
        }


@contextmanager
def previewing(packages: Path | None, state: Path, port: int = 0, **chosen: object) -> Iterator[PreviewEdge]:
    """Serves until the block ends. `chosen` are further settings."""
    bound = free_socket(port)
    url = url_of(bound)
    settings = EdgeSettings.model_validate(
        {
            "role": "preview",
            "issuer": f"{url}/issuer",
            "client_ids": CLIENT_ID,
            "dev_issuer": state,
            "packages": packages,
            **chosen,
        }
    )
    with running(server_config(settings), bound, EdgeServer) as server:
        resources: Resources = server.lifespan.state["resources"]
        issuer, previews = DevIssuer(state, settings.issuer), resources.previews
        yield PreviewEdge(url, packages or Path(), issuer, previews.editions.hub, previews)


def preview_path(folder: str) -> str:
    """The path of a package's preview, where no registry names another."""
    return f"/{workspace_uuid(f'@webapp/{folder}')}"
