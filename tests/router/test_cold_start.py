"""The edge loads what it needs and no more: a start costs what its imports cost, and so does its memory."""

import subprocess
import sys

import pytest

# The control plane's, the command line's and the tests' libraries, and those that we do without.
NOT_OURS = {"fastapi", "psycopg", "psycopg_pool", "httpx2", "typer", "rich", "prometheus_client", "boto3"}
HEAVY = {"aiohttp", "pydantic", "pydantic_settings", "pydantic_core", "starlette.requests"}
# What production does not do: showing previews, handing on, following rules, signing people in.
OTHERS = {
    *("router.previews", "router.relay.relay", "router.rules.declaration"),
    *("identity.oidc", "identity.issuer", "identity.sessions"),
}
CODE = """
import sys, cli, deploy.serve, router.server
from router.finder import finder_for
from router.settings import EdgeSettings

given = {"issuer": "http://127.0.0.1/issuer", "client_ids": "a", "api_url": "http://a", "git_url": "file:///a"}
finder_for(EdgeSettings(role=sys.argv[1], **given))
print(*sys.modules)
"""


def loaded(role: str) -> set[str]:
    """The modules of a process that is about to serve, and the packages they are in."""
    done = subprocess.run([sys.executable, "-c", CODE, role], capture_output=True, text=True, check=True)
    names = done.stdout.split()
    return {*names, *(name.partition(".")[0] for name in names)}


@pytest.mark.parametrize(("role", "others"), [("production", OTHERS), ("router", set())])
def test_a_role_loads_nothing_that_it_does_not_do(role: str, others: set[str]) -> None:
    found = loaded(role)

    assert {"jinja2", "router.production"} <= found
    assert (NOT_OURS | HEAVY | others) & found == set()


def test_preview_loads_no_library_of_other_processes() -> None:
    assert (NOT_OURS | HEAVY) & loaded("preview") == set()
