"""Static files, finished at load: type, ETag, compressed variants and headers."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import brotli
import zstandard

from renderer.documents import Documents
from renderer.files import Files, read_folder
from renderer.script import joined
from renderer.tree import tree_digest
from typed.record import dataclass

# What a package may bring, and whether compressing it can help.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
}
_HERE = Path(__file__).parent
RawHeaders = tuple[tuple[bytes, bytes], ...]  # names in lower case, as servers send them

_COMPRESSIBLE = (".css", ".js", ".svg", ".json", ".txt", ".ico")
_MIN_BYTES = 256  # below this a variant saves less than its header costs
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")  # safe in a URL as it is
# What pages load of our own scripts; the rest are their parts.
_SCRIPTS = ("form.js", "controls.js", "preview.js", "handover.js")
MAX_ASSET_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class Asset:
    """One file and its compressed variants (`br`, `zstd`, `gzip`, only where they are smaller)."""

    path: str
    media_type: str
    etag: str
    body: bytes = field(repr=False)
    variants: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    _finished: Mapping[str, RawHeaders] = field(repr=False, default_factory=dict)

    def headers(self, encoding: str = "") -> RawHeaders:
        """The finished response headers of the plain body or of a variant."""
        return self._finished[encoding]


class Engine:
    """Our own assets by path, finished when they are first asked for; `digest` names them all in URLs."""

    def __init__(self) -> None:
        self._files = read_folder(_HERE / "static")
        makers = {path: (_HERE / path).read_bytes() for path in ("assets.py", "script.py")}
        self.digest = tree_digest({**self._files, **makers})

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        modules = {path: body.decode() for path, body in self._files.items() if path.endswith(".js")}
        scripts = {name: joined(name, modules).encode() for name in _SCRIPTS}
        return make_assets(
            {path: body for path, body in self._files.items() if path not in modules} | scripts
        )

    def get(self, path: str) -> Asset | None:
        return self.assets.get(path)


def make_asset(path: str, body: bytes) -> Asset:
    """An asset of a known kind. Raises KeyError for a suffix we do not serve."""
    suffix = PurePosixPath(path).suffix.lower()
    etag = '"' + hashlib.sha256(body).hexdigest()[:32] + '"'
    variants = _compressed(body) if suffix in _COMPRESSIBLE and len(body) >= _MIN_BYTES else {}
    bodies = {"": body, **variants}
    finished = {
        encoding: _headers(MEDIA_TYPES[suffix], etag, encoding, len(bodies[encoding]), bool(variants))
        for encoding in bodies
    }
    return Asset(
        path, MEDIA_TYPES[suffix], etag, body, MappingProxyType(variants), MappingProxyType(finished)
    )


def make_assets(files: Files) -> Mapping[str, Asset]:
    return MappingProxyType({path: make_asset(path, body) for path, body in files.items()})


def read_assets(
    documents: Documents, kept: Mapping[str, Asset] = MappingProxyType({})
) -> Mapping[str, Asset]:
    """The files below `assets/`, finished. What is too large or of a kind we do not serve is a fault.

    Those in `kept` with the same content are used again.
    """
    assets: dict[str, Asset] = {}
    for path, body in documents.below("assets/").items():
        if complaint := _complaint(path, body):
            documents.fault(f"assets/{path}", 0, *complaint)
        else:
            known = kept.get(path)
            assets[path] = known if known and known.body == body else make_asset(path, body)
    return MappingProxyType(assets)


def _complaint(path: str, body: bytes) -> tuple[str, str] | None:
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in MEDIA_TYPES:
        return (
            f"is of a kind ({suffix or 'no suffix'}) we do not serve.",
            f"Served: {', '.join(MEDIA_TYPES)}.",
        )
    if not _NAME.fullmatch(path):
        return "has a name that would have to be escaped in URLs.", "Use letters, digits, '.', '_' and '-'."
    if len(body) > MAX_ASSET_BYTES:
        return f"is {len(body) / 1024 / 1024:.1f} MB large; 2 MB are allowed.", "Make it smaller."
    return None


def _compressed(body: bytes) -> dict[str, bytes]:
    variants = {
        "br": brotli.compress(body, quality=6),
        "zstd": zstandard.ZstdCompressor(level=9).compress(body),
        "gzip": gzip.compress(body, 6, mtime=0),
    }
    return {encoding: small for encoding, small in variants.items() if len(small) < len(body)}


def _headers(media_type: str, etag: str, encoding: str, length: int, varies: bool) -> RawHeaders:
    headers = [
        ("content-type", media_type),
        ("content-length", str(length)),
        ("etag", f'{etag[:-1]}-{encoding}"' if encoding else etag),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        # An SVG or a PDF opened on its own is a document: it may neither run scripts nor load anything.
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
    ]
    if varies:
        headers.append(("vary", "accept-encoding"))
    if encoding:
        headers.append(("content-encoding", encoding))
    return tuple((name.encode("ascii"), value.encode("ascii")) for name, value in headers)


ENGINE = Engine()
