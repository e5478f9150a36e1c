"""What the workspace holds of one package at one moment."""

import logging
from collections.abc import Hashable, Mapping
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
    files: Files = field(default_factory=dict)  # what `package` was made of
    faults: tuple[Fault, ...] = ()
    source: Files = field(default_factory=dict)  # what is in the folder now
    present: bool = True  # whether the folder is there at all
    memo: LRUCache[Hashable, bytes] = field(
        default_factory=lambda: LRUCache(DRAWN), repr=False
    )  # what was drawn

    @cached_property
    def asset_digest(self) -> str:
        """Names the assets alone (40 hex digits)."""
        return tree_digest({path: body for path, body in self.files.items() if path.startswith("assets/")})

    def differs_only_in_style(self, other: "Edition") -> bool:
        """Whether both show the same page but for the package's stylesheets."""
        if not (self.package and other.package) or self.files is other.files:
            return False
        paths = changed_paths(self.files, other.files)
        if not paths or self.files.keys() != other.files.keys():
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
        return Edition(last.folder, load(files, last.folder, last.package), files, (), files)
    except PackageFaults as broken:
        return replace(last, faults=broken.faults, source=files, present=True)
    except Exception:
        log.exception("package %s could not be loaded", last.folder)
        return replace(last, faults=(_OURS,), source=files, present=True)


def changed_paths(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> set[str]:
    """The files that are not the same in both."""
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


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
