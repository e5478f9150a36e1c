"""What the workspace holds of one package at one moment."""

import logging
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from cachetools import LRUCache

from renderer.faults import Fault, PackageFaults
from renderer.files import Files, read_folder
from renderer.package import Package, load
from renderer.tree import tree_digest

log = logging.getLogger(__name__)

DRAWN = 64  # choices whose page is kept drawn


@dataclass(frozen=True, eq=False)
class Edition:
    """The last package that could be used, and what is wrong with the files as they are now."""

    folder: str
    package: Package | None = None
    faults: tuple[Fault, ...] = ()
    source: Files = field(default_factory=dict)  # what is in the folder now
    present: bool = True  # whether the folder is there at all
    # What was drawn of `package`, and said of its faults.
    memo: LRUCache[Hashable, bytes] = field(default_factory=lambda: LRUCache(DRAWN), repr=False)

    @cached_property
    def asset_digest(self) -> str:
        """Names the assets alone (40 hex digits)."""
        files = self.package.files if self.package else {}
        return tree_digest({path: body for path, body in files.items() if path.startswith("assets/")})

    def differs_only_in_style(self, other: "Edition") -> bool:
        """Whether both show the same page but for the package's stylesheets."""
        if self.package is None or other.package is None or self.package is other.package:
            return False
        mine, others = self.package.files, other.package.files
        paths = [path for path in mine.keys() | others.keys() if mine.get(path) != others.get(path)]
        if not paths or mine.keys() != others.keys():
            return False
        return all(path.startswith("assets/") and path.endswith(".css") for path in paths)


def read_edition(folder: Path, last: Edition) -> Edition:
    """The folder as it is now, compiled. What cannot be used becomes faults beside the last good package.

    Returns `last` itself when nothing changed.
    """
    if not folder.is_dir():
        return gone(last)
    try:
        files = read_folder(folder)
    except PackageFaults as unreadable:
        return replace(last, faults=unreadable.faults, source={}, present=True)
    if files == last.source and last.present:
        return last
    try:
        return Edition(last.folder, load(files, last.folder, last.package), (), files)
    except PackageFaults as broken:
        return replace(last, faults=broken.faults, source=files, present=True)
    except Exception:
        log.exception("package %s could not be loaded", last.folder)
        return replace(last, faults=(_OURS,), source=files, present=True)


def gone(last: Edition) -> Edition:
    """A folder that is not, or no longer, in the workspace."""
    fault = Fault(
        ".", 0, f"The workspace has no folder {last.folder}.", "Was it renamed? Put it back, or pull."
    )
    return replace(last, faults=(fault,), source={}, present=False)


_OURS = Fault(
    ".",
    0,
    "cannot be loaded, and the checks did not say why.",
    "Undo the last change; the server's log says more.",
)
