"""A demo whose previews follow its local origin."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.api.origin import git
from tests.support.demo import DemoProcess, Ready
from tests.support.place import short_folder
from tests.support.serving import wait_until

TITLE = "Shown because it was pushed"


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoProcess]:
    with short_folder() as folder:
        demo = DemoProcess(folder, "--port", "0", "--from-git")
        try:
            yield demo
        finally:
            demo.stop()


def push_title(origin: str, clone: Path) -> str:
    """A clone of one's own, a change, a push; the commit."""
    git("clone", "-q", "-b", "dev", origin, str(clone))
    texts = clone / "packages/interface-invoice/locales/en.json"
    texts.write_text(json.dumps(json.loads(texts.read_text()) | {"title": TITLE}))
    git("-C", str(clone), "commit", "-qam", "title")
    git("-C", str(clone), "push", "-q", "origin", "HEAD:dev")
    return git("-C", str(clone), "rev-parse", "HEAD")


def test_a_push_to_the_local_origin_shows_in_the_preview(demo: DemoProcess, tmp_path: Path) -> None:
    ready: Ready = demo.ready()
    (url,) = (
        interface["preview_url"]
        for interface in ready["interfaces"]
        if interface["interface_package"].endswith("/interface-invoice")
    )
    headers = {"Authorization": f"Bearer {ready['tokens']['author']}", "Accept": "text/html"}

    commit = push_title(ready["origin"], tmp_path / "clone")
    wait_until(lambda: TITLE in httpx2.get(url, headers=headers, trust_env=False).text)

    assert httpx2.get(url, headers=headers, trust_env=False).headers["x-preview-commit"] == commit


def test_its_settings_hold_the_secret_for_deliveries(demo: DemoProcess) -> None:
    edge = demo.ready()["edge"]
    secret = (demo.state / "webhook.secret").read_text().strip()
    signature = hmac.new(secret.encode(), b"{}", hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "X-GitHub-Event": "ping"}

    answer = httpx2.post(f"{edge}/webhooks/github", content=b"{}", headers=headers, trust_env=False)

    assert answer.json()["status"] == "pong"
