"""One process of a deployment: reads its settings, makes sure it can listen, serves."""

from collections.abc import Mapping
from typing import Any

from deploy.ports import require_free
from deploy.settings import load


def serve(role: str, given: Mapping[str, Any]) -> None:
    """Serves until SIGTERM. `given`: host and port where the command line names them."""
    if role == "api":
        _serve_api(given)
    else:
        _serve_edge(role, given)


def _serve_edge(role: str, given: Mapping[str, Any]) -> None:
    from router.settings import EdgeSettings

    settings = load(EdgeSettings, role=role, **given)
    require_free(settings.host, settings.listens_on)
    from router.server import serve  # what is wrong is told before the rest is loaded

    serve(settings)


def _serve_api(given: Mapping[str, Any]) -> None:
    from api.settings import Settings

    settings = load(Settings, **given)
    require_free(settings.host, settings.port)
    from api.server import serve

    serve(settings)
