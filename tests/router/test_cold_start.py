"""The edge loads what it needs and no more: a start costs what its imports cost."""

import subprocess
import sys

# The control plane's, the command line's and the tests' libraries.
NOT_OURS = {"fastapi", "psycopg", "psycopg_pool", "httpx2", "typer", "rich", "prometheus_client", "boto3"}


def test_the_edge_loads_no_library_of_other_processes() -> None:
    code = "import sys, router.server; print(*{name.partition('.')[0] for name in sys.modules})"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "aiohttp" in loaded.stdout.split()
    assert NOT_OURS & set(loaded.stdout.split()) == set()
