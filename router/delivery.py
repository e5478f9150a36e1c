"""A delivery of GitHub: whether it is genuine, and what it says about which branch of which repository."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import orjson

from router.errors import BadRequest, SignatureRefused
from typed.record import dataclass

_SIGNATURE = re.compile(rb"sha256=([0-9a-f]{64})")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BRANCH = "refs/heads/"
_SSH = re.compile(r"(?:[^@/]+@)?([^:/]+):(?!/)(.+)")  # git@github.com:owner/name.git


@dataclass(frozen=True)
class Push:
    """`branch` is empty for a tag. `repository` is its URL."""

    branch: str
    commit: str
    repository: str


def signature_of(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The one signature that the headers hold, 32 bytes. Raises SignatureRefused."""
    given = [value for name, value in headers if name == b"x-hub-signature-256"]
    match = _SIGNATURE.fullmatch(given[0]) if len(given) == 1 else None
    if match is None:
        raise SignatureRefused
    return bytes.fromhex(match[1].decode("ascii"))


def check_signature(secret: str, body: bytes, signature: bytes) -> None:
    """Raises SignatureRefused. Takes as long for a near miss as for a wild guess."""
    if not hmac.compare_digest(hmac.digest(secret.encode(), body, hashlib.sha256), signature):
        raise SignatureRefused


def push_of(body: bytes) -> Push:
    """What a signed body says. Raises BadRequest when it is no push as GitHub writes them."""
    try:
        told: Mapping[str, Any] = orjson.loads(body)
        ref, commit, repository = told["ref"], told["after"], told["repository"]
        url = str(repository.get("clone_url", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadRequest("The body is no push as JSON. Choose the content type application/json.") from None
    if not isinstance(ref, str) or not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise BadRequest("The push names no branch and commit.")
    return Push(ref.removeprefix(_BRANCH) if ref.startswith(_BRANCH) else "", commit, url)


def why_of_no_use(push: Push, branch: str, git_url: str) -> str:
    """Why a push changes nothing here; empty when it may."""
    if push.branch != branch:
        return f"The preview follows the branch {branch} only."
    ours, theirs = _place(git_url), _place(push.repository)
    if ours[0] and ours[0] == theirs[0] and ours != theirs:
        return f"The preview follows the repository {ours[1]}."
    return ""


def _place(url: str) -> tuple[str, str]:
    """Host and repository of a git URL, without what may be written in several ways, and without secrets.

    The same host under two names compares as different: then the push is looked into, which harms nobody.
    """
    short = _SSH.fullmatch(url)
    try:
        parts = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else url)
    except ValueError:
        return "", ""
    return (parts.hostname or "").lower(), parts.path.strip("/").removesuffix(".git").lower()
