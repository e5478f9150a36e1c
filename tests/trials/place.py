"""A whole deployment to try things on: Postgres, a git origin, an issuer, processes that can be killed."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from api import server as api_server
from api.settings import Settings
from deploy.local.postgres import Postgres
from identity.issuer import CLIENT_ID
from router import server as edge_server
from router.settings import EdgeSettings
from tests.api.origin import Origin
from tests.api.running import SCOPE, Issuer, RunningApi, bearer, running_issuer, settings_of
from tests.support.edges import EDGE_SECRET
from tests.support.forked import Forked
from tests.support.postgres import Databases, postgres_server
from tests.support.serving import free_port
from typed.secret import SecretStr


@dataclass
class Place:
    """Everything but the servers; they are started when wanted, and stopped with the place."""

    folder: Path
    database: str
    origin: Origin
    issuer: Issuer
    server: Postgres
    stack: ExitStack
    started: int = field(default=0)

    def settings(self, **more: object) -> Settings:
        """Of an API on a free port."""
        mirror = self.folder / "mirror.git"
        more = {"port": free_port(), "edge_secret": EDGE_SECRET, **more}
        return settings_of(self.issuer.url, self.database, self.origin.url, mirror, **more)

    def api(self, **more: object) -> Forked:
        """A new API process, on a free port unless told otherwise."""
        settings = self.settings(**more)
        return self._start(Forked(api_server.serve, settings, local(settings.port), self._log("api")))

    def edge(self, api: Forked, port: int = 0) -> Forked:
        """A new production edge of this API."""
        port = port or free_port()
        settings = EdgeSettings(
            role="production", port=port, api_url=api.url, git_url=self.origin.url, issuer=self.issuer.url,
            client_ids=frozenset({CLIENT_ID}), mirror_dir=self.folder / f"edge-{self.started}.git",
            edge_secret=SecretStr(EDGE_SECRET),
        )  # fmt: skip
        return self._start(Forked(edge_server.serve, settings, local(port), self._log("edge")))

    def people(self, api: Forked) -> RunningApi:
        """Clients of this API: author, member, machine, nobody."""
        mint = self.issuer.mint
        tokens = {"author": mint.mint("author"), "member": mint.mint("member"), "nobody": ""}
        tokens["machine"] = mint.mint_machine([SCOPE])
        clients = {
            name: self.stack.enter_context(httpx2.Client(base_url=api.url, headers=bearer(token), timeout=30))
            for name, token in tokens.items()
        }
        return RunningApi(api.url, self.settings(), **clients)

    def _start(self, process: Forked) -> Forked:
        self.stack.callback(process.kill)
        self.started += 1
        return process

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}-{self.started}.log"


@contextmanager
def place() -> Iterator[Place]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        server = stack.enter_context(postgres_server())
        databases = Databases(server.start())
        url = stack.enter_context(databases.fresh())
        issuer = stack.enter_context(running_issuer(folder / "issuer"))
        yield Place(folder, url, Origin(folder / "origin"), issuer, server, stack)


def local(port: int) -> str:
    return f"http://127.0.0.1:{port}"
