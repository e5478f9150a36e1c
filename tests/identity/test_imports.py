"""What a process must load to check a token: the edge's cold start pays for every module."""

import subprocess
import sys

import pytest

HEAVY = {"aiohttp", "pydantic", "fastapi", "starlette", "psycopg", "httpx2", "jinja2"}


@pytest.mark.parametrize("module", ["identity.credentials", "identity.verify", "identity.authenticator"])
def test_checking_a_token_loads_neither_client_nor_framework(module: str) -> None:
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "identity" in loaded.stdout.split()
    assert HEAVY.isdisjoint(loaded.stdout.split())
