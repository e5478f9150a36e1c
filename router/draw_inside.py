"""What runs in the child that draws previews: it keeps the packages it was given and draws pages of them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from cachetools import LRUCache

from renderer.environment import Codes, bring
from renderer.files import Files
from renderer.package import Package, load
from renderer.too_much import SECONDS, Pace, within_size
from router.choice import Choice
from router.edition import Edition
from router.preview_page import Posted, draw
from router.registry import Interface
from router.shown import Shown
from router.sync_state import SyncState
from typed.record import dataclass

LOAD_SECONDS = 20.0  # for a package that our own process has loaded before, so that it is known to end
KEPT = 16  # packages


@dataclass(frozen=True)
class Wanted:
    """A page of the package `digest`, all in plain values."""

    interface: Interface
    digest: str
    sync: SyncState | None
    choice: Choice
    nonce: str
    posted: Posted | None


def hold(pace: Pace, folder: str, digest: str, files: Files) -> None:
    """Load a package of which pages are about to be asked for. Raises PackageFaults."""
    _edition(pace, SECONDS, folder, digest, files)


def page(pace: Pace, wanted: Wanted, files: Files | None = None, codes: Codes | None = None) -> str | None:
    """The HTML; None when the package is not here: then ask again with its files, and the codes of its
    templates as they were packed. Raises PackageFaults."""
    if codes:
        bring(codes)
    edition = _edition(pace, LOAD_SECONDS, wanted.interface.folder, wanted.digest, files)
    if edition is None:
        return None
    pace(SECONDS)
    shown = Shown(wanted.interface, edition, wanted.sync)
    if shown.package is None:
        return None
    html = draw(shown, shown.package, wanted.choice, wanted.nonce, wanted.posted)
    return within_size(shown.package.folder, html)


def _edition(pace: Pace, seconds: float, folder: str, digest: str, files: Files | None) -> Edition | None:
    held = _held()
    if (folder, digest) not in held:
        if files is None:
            return None
        pace(seconds)
        package = load(files, folder, _latest(folder, list(held.values())))
        held[folder, digest] = Edition(folder, replace(package, digest=digest))
    return held[folder, digest]


def _latest(folder: str, editions: Sequence[Edition]) -> Package | None:
    """Of what did not change since, its parts are used again."""
    return next((edition.package for edition in reversed(editions) if edition.folder == folder), None)


@cache
def _held() -> LRUCache[tuple[str, str], Edition]:
    """The packages of this process, which does nothing else."""
    return LRUCache(KEPT)
