"""How long after a push the open preview has changed, in a real Chromium.

    python -m benchmarks.push_to_screen [--pushes N] [--package FOLDER] [--json]

`interfaces serve preview` runs as a process of its own and follows `dev` of a bare repository beside it;
Chromium shows its preview. Each push is made by git from a clone, and told right afterwards by a delivery
with a real signature, as GitHub would. Counted is from the moment before `git push` starts (`push`), and
from the moment before the delivery is sent (`delivery`), until the change stands in the document.

The clocks are those of `browser`.
"""

import hashlib
import hmac
import json
import os
import random
import re
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import PACKAGES, Clock, chromium, open_preview, serving
from benchmarks.figures import of_package, parser, summary, tell
from deploy.local.origin import git, prepare
from deploy.ports import free_port
from identity.issuer import CLIENT_ID

SECRET = "as long as both sides know it"
PAUSE = (0.8, 1.2)  # seconds between pushes
WARM_UP = 2  # pushes that are not counted
PATIENCE = 15.0  # seconds


@dataclass(frozen=True)
class Clone:
    """Somebody's clone of the packages, on `dev`."""

    folder: Path
    package: str

    def commit(self, mark: str) -> str:
        """A commit with this title; its id."""
        file = self.folder / "packages" / self.package / "locales/en.json"
        file.write_text(re.sub(r'"title": "[^"]*"', f'"title": "{mark}"', file.read_text(), count=1))
        git("-C", str(self.folder), "commit", "--quiet", "--all", "--message", mark)
        return git("-C", str(self.folder), "rev-parse", "HEAD")

    def push(self) -> None:
        git("-C", str(self.folder), "push", "--quiet", "origin", "HEAD:dev")


@dataclass(frozen=True)
class Moments:
    """Seconds on our clock."""

    pushed: float
    told: float


def measure(page: Page, clone: Clone, url: str, pushes: int) -> dict[str, object]:
    clock = Clock.of(page)
    moments: dict[str, Moments] = {}
    for _ in range(pushes + WARM_UP):
        mark = f"save-{random.randrange(10**9)}"
        commit = clone.commit(mark)
        before = time.monotonic()
        clone.push()
        moments[mark] = Moments(before, time.monotonic())
        deliver(url, commit)
        wait_for(page, mark)
        time.sleep(random.uniform(*PAUSE))
    seen = page.evaluate("seen")
    counted = list(moments.items())[WARM_UP:]
    push = [clock.since(at.pushed, seen[mark]["dom"]) for mark, at in counted]
    delivery = [clock.since(at.told, seen[mark]["dom"]) for mark, at in counted]
    return {**summary("push", push), **summary("delivery", delivery), "pushes": len(counted)}


def deliver(url: str, commit: str) -> None:
    body = json.dumps({"ref": "refs/heads/dev", "after": commit, "repository": {}}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "X-GitHub-Event": "push"}
    request = urllib.request.Request(f"{url}/webhooks/github", body, headers)
    urllib.request.urlopen(request, timeout=PATIENCE).close()


def wait_for(page: Page, mark: str) -> None:
    page.wait_for_function("mark => mark in seen", arg=mark, timeout=PATIENCE * 1000)


@contextmanager
def served(origin: Path, state: Path) -> Iterator[str]:
    """`interfaces serve preview` in a process of its own. Yields its URL once it shows the branch."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "ISSUER": f"{url}/issuer",
        "CLIENT_IDS": CLIENT_ID,
        "DEV_ISSUER": str(state / "issuer"),
        "GIT_URL": origin.as_uri(),
        "MIRROR_DIR": str(state / "mirror.git"),
        "POLL_SECONDS": "3600",
        "WEBHOOK_SECRET": SECRET,
        "LOG_LEVEL": "warning",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INTERFACES_")}
    environment = kept | {f"INTERFACES_{name}": value for name, value in settings.items()}
    with serving(["serve", "preview", "--port", str(port)], f"{url}/readyz", environment):
        yield url


def run(package: str, pushes: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, chromium() as context:
        origin, state = Path(folder, "origin.git"), Path(folder, "state")
        workspace = prepare(origin, Path(folder, "clone"), PACKAGES).parent
        with served(origin, state) as url:
            page = open_preview(context, url, package, state)
            return {"package": package, **measure(page, Clone(workspace, package), url, pushes)}


LINES = """\
{package}: milliseconds until the document has changed, {pushes} pushes
  from the push      median {push_median_ms:7.1f}   p95 {push_p95_ms:7.1f}
  from the delivery  median {delivery_median_ms:7.1f}   p95 {delivery_p95_ms:7.1f}"""


def main() -> None:
    what = "How long after a push the open preview has changed."
    chosen = of_package(parser(what, "pushes", 20)).parse_args()
    found = run(chosen.package, chosen.pushes)
    tell(found, chosen.json, [LINES.format_map(found)])


if __name__ == "__main__":
    main()
