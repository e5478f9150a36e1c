"""The control plane as one application: what is open while it runs, and its routes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from api import (
    audit_routes,
    edge_routes,
    execution_routes,
    file_routes,
    health,
    interface_routes,
    metrics_route,
    moving_routes,
    node_routes,
    outbox_routes,
    problems,
    publication_routes,
    status_routes,
)
from api.access import Access
from api.cipher import Cipher
from api.container.worker import deploy_forever
from api.database import Database
from api.edges import CHANNEL as EDGES
from api.edges import Edges
from api.events import Changes, listen
from api.jobs import work_forever
from api.judge import open_judge
from api.keyring import open_keys
from api.methods import methods_of
from api.metrics_route import gauges
from api.openapi import document_of
from api.pool import make_pool
from api.publisher import publish_forever
from api.releases import Releases
from api.reported import client_of
from api.resources import Resources, State
from api.settings import Settings
from api.targets import targets_of
from api.turns import Turns
from api.unforeseen import Unforeseen
from identity.lifespan import open_authenticator
from mirror.repository import Repository
from telemetry.cloudwatch import Report
from telemetry.log import Log
from telemetry.metrics import Metrics
from telemetry.recorder import Recorder
from telemetry.traces import traced
from telemetry.workers import share

_ROUTES = (
    node_routes,
    file_routes,
    execution_routes,
    interface_routes,
    publication_routes,
    moving_routes,
    outbox_routes,
    audit_routes,
    edge_routes,
    health,
    metrics_route,
    status_routes,
)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[State]]


def create_app(settings: Settings, log: Log, metrics: Metrics) -> FastAPI:
    """The API. It starts without its neighbours and answers 503 until they are there."""
    app = FastAPI(
        title="Interfaces API",
        version="1",
        lifespan=_lifespan(settings, log, metrics),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours tells of requests
    )
    app.add_middleware(Unforeseen)
    app.add_middleware(traced, service="api", url=settings.traces_url)
    app.add_middleware(Recorder, log=log, metrics=metrics, client_of=client_of)
    for module in _ROUTES:
        app.router.routes.extend(module.router.routes)  # itself, not included: a third of the time of a call
    problems.install(app, methods_of(app.routes))
    app.openapi = lambda: document_of(app)  # type: ignore[method-assign]
    return app


def _lifespan(settings: Settings, log: Log, metrics: Metrics) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        url = settings.database_url.get_secret_value()
        keys = await asyncio.to_thread(open_keys, settings.keys.get_secret_value())
        pool, changes = make_pool(url, settings.database_connections), Changes()
        releases = Releases(Repository(settings.mirror_dir, settings.git_url), metrics)
        edges = Edges(releases.note_push)
        listening = listen(url, {"interfaces_changed": changes, EDGES: edges})
        secrets = settings.continuation_secrets.get_secret_value()
        async with (
            pool,
            open_authenticator(settings) as authenticator,
            open_judge() as judge,
            _running(listening),
            _running(share(metrics)),
        ):
            resources = Resources(
                settings=settings,
                database=Database(pool),
                cipher=Cipher(keys),
                access=Access(settings.roles, settings.workflow_scope),
                authenticator=authenticator,
                releases=releases,
                changes=changes,
                targets=targets_of(settings.continuation_targets, secrets),
                edges=edges,
                judge=judge,
                metrics=metrics,
                turns=Turns(),
            )
            report = Report("api", metrics, log, partial(gauges, resources))
            async with (
                _running(publish_forever(resources, log)),
                _running(work_forever(resources, log)),
                _running(report.every(settings.cloudwatch_seconds)),
                _running(deploy_forever(resources, log)),
            ):
                yield {"resources": resources}

    return lifespan


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
