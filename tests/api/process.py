"""The API as a process of its own, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from api.settings import Settings
from tests.support.serving import free_socket

START = 90  # seconds: importing takes five, and many more where others use the cores


class ApiProcess:
    """`interfaces serve api` with these settings, ready to answer."""

    def __init__(self, settings: Settings, log: Path) -> None:
        with free_socket() as bound:
            port = bound.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "cli", "serve", "api", "--port", str(port), "--workers", "1"]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, env={**os.environ, **environment(settings)}, stdout=output, stderr=output
            )
        try:
            self._wait(log)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """At once, with nothing put in order."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _wait(self, log: Path) -> None:
        deadline = time.monotonic() + START
        with httpx2.Client(base_url=self.url, trust_env=False) as client:  # one: each costs 60 ms to make
            while not _is_ready(client):
                assert self.process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, f"not ready after {START} s; it says: {log.read_text()}"
                time.sleep(0.05)


def _is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx2.HTTPError:
        return False


@contextmanager
def api_process(settings: Settings, log: Path) -> Iterator[ApiProcess]:
    """One that is killed at the end of the block, if it was not before."""
    process = ApiProcess(settings, log)
    try:
        yield process
    finally:
        process.kill()


def environment(settings: Settings) -> dict[str, str]:
    return {
        "INTERFACES_ISSUER": settings.issuer,
        "INTERFACES_CLIENT_IDS": ",".join(settings.client_ids),
        "INTERFACES_DATABASE_URL": settings.database_url.get_secret_value(),
        "INTERFACES_KEYS": settings.keys.get_secret_value(),
        "INTERFACES_PUBLIC_URL": settings.public_url,
        "INTERFACES_GIT_URL": settings.git_url,
        "INTERFACES_MIRROR_DIR": str(settings.mirror_dir),
    }
