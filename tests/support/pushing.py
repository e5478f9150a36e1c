"""Somebody who pushes packages to a real git origin, and GitHub, which tells of it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from tests.mirror.origin import Origin, make_origin
from tests.renderer.good import FILES, FOLDER, as_bytes

SECRET = "a secret that both sides know"
REPOSITORY = {"full_name": "client/packages", "clone_url": "https://git.example.test/client/packages.git"}


@dataclass(frozen=True)
class Pusher:
    """Commits whole states of the packages to a branch of `origin`."""

    origin: Origin

    def push(self, packages: Mapping[str, Mapping[str, str]], branch: str = "dev") -> str:
        """The packages by folder; gives the commit. `dev` goes on from where it was."""
        files = {f"packages/{name}/{path}": body for name, inside in packages.items() for path, body in
                 as_bytes(dict(inside)).items()}  # fmt: skip
        root = self.origin.tree_of(files)
        ref = f"refs/heads/{branch}"
        before = self.origin.git("for-each-ref", "--format=%(objectname)", ref)
        parent = ["-p", before] if before else []
        commit = self.origin.git("commit-tree", root, "-m", "change", *parent)
        self.origin.git("update-ref", ref, commit)
        return commit

    def push_title(self, title: str, branch: str = "dev") -> str:
        """The one good package with another title."""
        return self.push({FOLDER: titled(title)}, branch)


def titled(title: str) -> dict[str, str]:
    """The good package's files with this title."""
    return FILES | {"locales/en.json": FILES["locales/en.json"].replace("Leave request", title)}


def pusher(folder: Path) -> Pusher:
    """An origin with the good package on `main` and `dev`."""
    made = Pusher(make_origin(folder))
    made.push_title("Leave request", "main")
    made.push_title("Leave request")
    return made


def signed(body: bytes, secret: str = SECRET, event: str = "push") -> dict[str, str]:
    """The headers of a delivery."""
    return {
        "X-Hub-Signature-256": f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": str(uuid4()),
        "Content-Type": "application/json",
    }


def payload(commit: str, branch: str = "dev", **changes: Any) -> bytes:
    told = {"ref": f"refs/heads/{branch}", "after": commit, "repository": REPOSITORY, **changes}
    return json.dumps(told).encode()


def deliver(url: str, body: bytes, headers: Mapping[str, str] | None = None) -> httpx2.Response:
    """One delivery, well signed unless `headers` say otherwise."""
    sent = signed(body) if headers is None else headers
    return httpx2.post(
        f"{url}/webhooks/github", content=body, headers=dict(sent), timeout=10, trust_env=False
    )
