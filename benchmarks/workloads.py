"""What is measured, each against its peers. The first contender is ours."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from benchmarks import ours, sample
from benchmarks.load import Request, run
from benchmarks.pairs import Contender
from benchmarks.peers import next as nextjs
from benchmarks.peers.caddy import caddy_proxy
from benchmarks.stub import nginx_proxy, stub_api
from renderer.assets import ENGINE
from router.registry import workspace_uuid

if TYPE_CHECKING:
    from benchmarks.server import Running

RULES = Path(__file__).with_name("rules.toml")
PROXIED = {"proxy-1k": "/1k", "proxy-100k": "/100k"}


class Stage:
    """The stub, a packages repository and a token; servers start when first asked for and then stay."""

    def __init__(self, stack: ExitStack, folder: Path, seconds: float) -> None:
        self._stack, self._folder, self._seconds = stack, folder, seconds
        self._issuer = stack.enter_context(stub_api(folder))
        self._git, self._source = ours.make_origin(folder)
        self._servers: dict[str, Running] = {}
        self._broken: dict[str, Exception] = {}  # those that did not start: that is not tried again

    def cookie(self, role: str = "member") -> dict[str, str]:
        token = self._issuer.mint("author" if role == "author" else "member")
        return {"Cookie": f"interfaces_token={token}", "Accept": "text/html"}

    def production(self) -> "Running":
        return self._server("production", lambda: ours.edge(self._folder, "production", 9101, self._git))

    def cached(self) -> "Running":
        command = [*ours.PYTHON, "benchmarks.cached"]
        return self._server(
            "cached", lambda: ours.edge(self._folder, "production", 9107, self._git, command=command)
        )

    def preview(self) -> "Running":
        return self._server(
            "preview", lambda: ours.edge(self._folder, "preview", 9108, "", packages=self._source)
        )

    def router(self) -> "Running":
        return self._server("router", lambda: ours.edge(self._folder, "router", 9102, self._git))

    def ruled(self) -> "Running":
        return self._server("ruled", lambda: ours.edge(self._folder, "router", 9110, self._git, rules=RULES))

    def hello(self) -> "Running":
        return self._server("hello", lambda: ours.hello(self._folder, 9103))

    def next(self) -> "Running":
        return self._server("next", lambda: nextjs.next_server(self._folder, 9104, nextjs.node()))

    def next_cached(self) -> "Running":
        start = nextjs.next_server
        return self._server("next-cached", lambda: start(self._folder, 9109, nextjs.node(), cached=True))

    def nginx(self) -> "Running":
        return self._server("nginx", lambda: nginx_proxy(self._folder, 9105))

    def caddy(self) -> "Running":
        return self._server("caddy", lambda: caddy_proxy(self._folder, 9106))

    def memory(self) -> dict[str, float]:
        """MB of each server that was started, now."""
        return {name: round(server.memory_mb(), 1) for name, server in self._servers.items()}

    def loads(self, server: Callable[[], "Running"], request: Request) -> Contender:
        """A load on a server that starts with the first one. Raises what keeps it from starting."""
        return lambda: run(server().origin, request, self._seconds)

    def _server(self, name: str, start: Callable[[], "AbstractContextManager[Running]"]) -> "Running":
        if name in self._broken:
            raise self._broken[name]
        try:
            if name not in self._servers:
                self._servers[name] = self._stack.enter_context(start())
        except Exception as error:
            self._broken[name] = error
            raise
        return self._servers[name]


Workload = Callable[[Stage], dict[str, Contender]]


def page(stage: Stage) -> dict[str, Contender]:
    """A person's page: token checked, the task read over HTTP each time, the form drawn."""
    asked = Request(sample.TASK, headers=stage.cookie())
    return {
        "ours": stage.loads(stage.production, asked),
        "next-24": stage.loads(stage.next, asked),
        "hello": stage.loads(stage.hello, Request("/")),
    }


def cached(stage: Stage) -> dict[str, Contender]:
    """The same with the claims and the task's record in memory."""
    asked = Request(sample.TASK, headers=stage.cookie())
    return {
        "ours": stage.loads(stage.cached, asked),
        "next-24": stage.loads(stage.next_cached, asked),
        "hello": stage.loads(stage.hello, Request("/")),
    }


def ruled(stage: Stage) -> dict[str, Contender]:
    """The page by the last of twelve rules of a router, beside the same without a router."""
    asked = Request(sample.TASK, headers=stage.cookie())
    return {"ours": stage.loads(stage.ruled, asked), "direct": stage.loads(stage.production, asked)}


def asset(stage: Stage) -> dict[str, Contender]:
    """The script of every page, as browsers that take no encoding get it."""
    return {"ours": stage.loads(stage.production, Request(f"/i/-/{ENGINE.digest}/form.js"))}


def preview(stage: Stage) -> dict[str, Contender]:
    """The preview of a package, drawn in a process of its own."""
    path = f"/{workspace_uuid(f'@webapp/{sample.FOLDER}')}"
    return {"ours": stage.loads(stage.preview, Request(path, headers=stage.cookie("author")))}


def submit(stage: Stage) -> dict[str, Contender]:
    """A submission by a program: validated here, forwarded to the API. The peer only forwards."""
    answers = {"response_data": sample.ANSWERS}
    bearer = {"Authorization": stage.cookie()["Cookie"].replace("interfaces_token=", "Bearer ")}
    asked = Request(
        sample.SUBMIT, "POST", orjson.dumps(answers).decode(), {"Content-Type": "application/json", **bearer}
    )
    return {
        "ours": stage.loads(stage.production, asked),
        "next-24": stage.loads(stage.next, asked),
    }


def health(stage: Stage) -> dict[str, Contender]:
    """What a load balancer asks."""
    return {
        "ours": stage.loads(stage.production, Request("/healthz")),
        "next-24": stage.loads(stage.next, Request("/healthz")),
        "hello": stage.loads(stage.hello, Request("/")),
    }


def _proxied(path: str) -> Workload:
    def proxied(stage: Stage) -> dict[str, Contender]:
        return {
            "ours": stage.loads(stage.router, Request(path)),
            "caddy": stage.loads(stage.caddy, Request(path)),
            "nginx": stage.loads(stage.nginx, Request(path)),
        }

    return proxied


WORKLOADS: dict[str, Workload] = {
    "page": page,
    "page-cached": cached,
    "page-rules": ruled,
    "submit": submit,
    "health": health,
    "asset": asset,
    "preview": preview,
    **{name: _proxied(path) for name, path in PROXIED.items()},
}
