"""A router of its own process, in front of targets that a trial plays."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.router.relay.group import TOKEN
from tests.support.serving import free_socket, url_of, wait_until

_CODE = "from router.server import serve; from router.settings import EdgeSettings; serve(EdgeSettings())"


@contextmanager
def router(folder: Path, rules: str) -> Iterator[str]:
    """Its URL, while it runs by these rules."""
    (folder / "rules.toml").write_text(rules)
    url = free_url()
    settings = {
        "INTERFACES_ISSUER": f"{url}/issuer",
        "INTERFACES_CLIENT_IDS": "one",
        "INTERFACES_DEV_ISSUER": str(folder / "issuer"),
        "INTERFACES_MIRROR_DIR": str(folder / "mirror.git"),
        "INTERFACES_RULES": str(folder / "rules.toml"),
        "INTERFACES_ROUTER_TOKEN": TOKEN,
        "INTERFACES_PORT": url.rpartition(":")[2],
        "INTERFACES_LOG_LEVEL": "error",
    }
    process = subprocess.Popen([sys.executable, "-c", _CODE], env=os.environ | settings)
    try:
        wait_until(lambda: _answers(url), 60)
        yield url
    finally:
        process.kill()
        process.wait()


def free_url() -> str:
    """Of a port that nobody has just now."""
    with free_socket() as bound:
        return url_of(bound)


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/livez", timeout=5, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False
