"""The edge loads what it needs and no more: a start costs what its imports cost, and so does its memory."""

import subprocess
import sys

# The control plane's, the command line's and the tests' libraries, and those that we do without.
NOT_OURS = {"fastapi", "psycopg", "psycopg_pool", "httpx2", "typer", "rich", "prometheus_client", "boto3"}
HEAVY = {"aiohttp", "pydantic", "pydantic_settings", "pydantic_core"}


def test_the_edge_loads_no_library_of_other_processes() -> None:
    code = "import sys, cli, deploy.serve, router.server; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "jinja2" in loaded.stdout.split()
    assert (NOT_OURS | HEAVY) & {name.partition(".")[0] for name in loaded.stdout.split()} == set()
