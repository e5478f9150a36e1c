"""A real API on a free port, and everything a test asks of it."""

import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import httpx2
import psycopg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.cipher import Cipher
from api.keyring import open_keys
from api.nodes import NodeKey
from api.server import ApiServer, server_config
from api.settings import Settings
from identity.issuer import CLIENT_ID, DevIssuer
from telemetry.log import Log
from tests.api.held import Held, wait_for_held
from tests.api.origin import CONTEXT, PACKAGE, Origin
from tests.support.postgres import Databases
from tests.support.serving import free_socket, running, served, url_of, wait_until
from typed.secret import SecretStr

KEYS = f"test:{b64encode(bytes(range(32))).decode()}"
SCOPE = "interfaces/workflows"

Publication = dict[str, Any]  # as GET /publications/{id} tells it


@dataclass(frozen=True)
class Task:
    """A started node."""

    workflow: str
    execution: str
    node: str

    @property
    def path(self) -> str:
        return f"/workflow-executions/{self.execution}/nodes/{self.node}"

    @property
    def read_path(self) -> str:
        return f"{self.path}?workflow_uuid={self.workflow}"


@dataclass(frozen=True)
class RunningApi:
    """`author`, `member`, `machine` and `nobody` are clients with and without a token."""

    url: str
    settings: Settings
    author: httpx2.Client
    member: httpx2.Client
    machine: httpx2.Client
    nobody: httpx2.Client

    @cached_property
    def interface(self) -> str:
        """The uuid of an interface that is published once, for tests to whom it does not matter which."""
        return self.published()

    def published(self) -> str:
        """The uuid of a new, published interface."""
        body = {"interface_name": "Notes", "interface_package": PACKAGE, "config": {}, "schema": {}}
        created = self.author.post("/interfaces/create", json=body)
        assert created.status_code == 201, created.text
        interface: str = created.json()["interface_uuid"]
        self.publish(interface)
        return interface

    def publish(self, interface: str, **wish: Any) -> Publication:
        """Publish what is on `dev`; the publication once it is live."""
        answer = self.author.post(f"/interfaces/{interface}/publish", json=wish)
        assert answer.status_code == 202, answer.text
        told = self.ended(answer.json()["publication_url"])
        assert told["state"] == "done", told
        return told

    def ended(self, publication_url: str) -> Publication:
        """A publication once it is done or has failed."""
        deadline = time.monotonic() + 60
        while (told := self.author.get(publication_url).json())["state"] == "running":
            assert time.monotonic() < deadline, told
            time.sleep(0.01)
        found: Publication = told
        return found

    @contextmanager
    def holding(self, step: str, status: str) -> Iterator[None]:
        """Whoever records this in a publication's story waits until the block ends."""
        with Held(self.settings.database_url.get_secret_value(), step, status).held():
            yield

    def wait_for_held(self) -> None:
        """Until somebody waits there."""
        wait_for_held(self.settings.database_url.get_secret_value())

    def task(self, interface: str | None = None, **node: Any) -> Task:
        """A new execution with one node; by default of `interface` and assigned to nobody."""
        node = {"interface_uuid": interface or self.interface, "context": CONTEXT, **node}
        workflow = str(uuid4())
        body = {"workflow_uuid": workflow, "nodes": [node]}
        started = self.machine.post("/workflow-executions", json=body)
        assert started.status_code == 201, started.text
        told = started.json()
        return Task(workflow, told["execution_uuid"], told["nodes"][0]["node_uuid"])

    def wait_for(self, statement: str, *values: object, rows: list[tuple[Any, ...]]) -> None:
        """Until the query gives these rows."""
        wait_until(lambda: self.query(statement, *values) == rows)

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        url = self.settings.database_url.get_secret_value()
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def decrypt(self, value: bytes, task: Task, table: str, column: str) -> bytes:
        key = NodeKey(UUID(task.execution), UUID(task.node))
        return Cipher(open_keys(KEYS)).decrypt(value, key.place(table, column))


@dataclass(frozen=True)
class Issuer:
    """The development issuer and the URL that serves its key set."""

    url: str
    mint: DevIssuer


@contextmanager
def running_issuer(folder: Path) -> Iterator[Issuer]:
    bound = free_socket()
    url = f"{url_of(bound)}/issuer"
    issuer = DevIssuer(folder, url)

    async def jwks(_: Request) -> Response:
        return Response(issuer.jwks(), media_type="application/json")

    with served(Starlette(routes=[Route("/issuer/.well-known/jwks.json", jwks)]), bound):
        yield Issuer(url, issuer)


def settings_of(issuer_url: str, database_url: str, git_url: str, mirror: Path, **more: Any) -> Settings:
    return Settings(
        issuer=issuer_url,
        client_ids=frozenset({CLIENT_ID}),
        database_url=SecretStr(database_url),
        keys=SecretStr(KEYS),
        public_url="https://interfaces.example.test",
        git_url=git_url,
        mirror_dir=mirror,
        **more,
    )


@contextmanager
def running_api(issuer: Issuer, settings: Settings, output: BinaryIO | None = None) -> Iterator[RunningApi]:
    """The API on a free port, until the block ends. It logs to `output`."""
    bound = free_socket()
    url = url_of(bound)
    tokens = {
        "author": issuer.mint.mint("author"),
        "member": issuer.mint.mint("member"),
        "machine": issuer.mint.mint_machine([SCOPE]),
        "nobody": "",
    }
    log = Log("info", output or BytesIO())
    with running(server_config(settings, log), bound, ApiServer), ExitStack() as clients:
        people = {
            name: clients.enter_context(httpx2.Client(base_url=url, headers=bearer(token), timeout=30))
            for name, token in tokens.items()
        }
        yield RunningApi(url, settings, **people)


@contextmanager
def fresh_api(
    issuer: Issuer, databases: Databases, folder: Path, origin: Origin | None = None, **more: Any
) -> Iterator[RunningApi]:
    """An API with a database and an origin of its own in `folder`; `more` are its settings beside."""
    origin = origin or Origin(folder / "origin")
    with databases.fresh() as url:
        settings = settings_of(issuer.url, url, origin.url, folder / "mirror.git", **more)
        with running_api(issuer, settings) as api:
            yield api


def bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def without_id(problem: httpx2.Response) -> tuple[int, Any]:
    """Status and body of a refusal, apart from the request's id."""
    return problem.status_code, {key: value for key, value in problem.json().items() if key != "request_id"}
