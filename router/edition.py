"""What a workspace or a branch holds of one package at one moment."""

import asyncio
import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from renderer.faults import Fault, PackageFaults
from renderer.files import Files, read_folder
from renderer.kept import changed_styles
from renderer.package import Package, load
from renderer.tree import tree_digest
from typed.record import dataclass

log = logging.getLogger(__name__)

Tell = Callable[[str, Files], None]  # the package's folder and its files

DRAWN = 64  # choices whose page is kept drawn


@dataclass(frozen=True, eq=False)
class Edition:
    """The last package that could be used, and what is wrong with the files as they are now."""

    folder: str
    package: Package | None = None
    faults: tuple[Fault, ...] = ()
    source: Files = field(default_factory=dict)  # what is in the folder now
    present: bool = True  # whether the folder is there at all
    # What tabs share: pages of `package` and the events that bring them, made or being made.
    memo: LRUCache[Hashable, asyncio.Task[Any]] = field(default_factory=lambda: LRUCache(DRAWN), repr=False)

    @cached_property
    def asset_digest(self) -> str:
        """Names the assets alone (40 hex digits)."""
        files = self.package.files if self.package else {}
        return tree_digest({path: body for path, body in files.items() if path.startswith("assets/")})

    def changed_styles(self, before: "Edition") -> Mapping[str, str]:
        """The new stylesheets by path below `assets/`, when nothing else differs; else none."""
        if self.package is None or before.package is None or self.package is before.package:
            return {}
        new, old = self.package.files, before.package.files
        changed = changed_styles(old, new)
        return {path.removeprefix("assets/"): new[path].decode("utf-8", "replace") for path in changed}


def nobody(_folder: str, _files: Files) -> None:
    """Need not be told."""


def read_edition(folder: Path, last: Edition, tell: Tell = nobody) -> Edition:
    """The folder as it is now, compiled. Returns `last` itself when nothing changed."""
    return compiled(lambda: read_folder(folder), last, tell) if folder.is_dir() else gone(last)


def compiled(read: Callable[[], Files], last: Edition, tell: Tell) -> Edition:
    """What `read` gives, compiled. What cannot be used becomes faults beside the last good package. `tell` is
    called with new files before that, unless there are new templates among them: those are compiled once."""
    try:
        files = read()
    except PackageFaults as unreadable:
        return replace(last, faults=unreadable.faults, source={}, present=True)
    if files == last.source and last.present:
        return last
    if _templates(files) == _templates(last.source):
        tell(last.folder, files)
    try:
        return Edition(last.folder, load(files, last.folder, last.package), (), files)
    except PackageFaults as broken:
        return replace(last, faults=broken.faults, source=files, present=True)
    except Exception:
        log.exception("package %s could not be loaded", last.folder)
        return replace(last, faults=(_OURS,), source=files, present=True)


def _templates(files: Files) -> Files:
    return {path: body for path, body in files.items() if path.startswith("templates/")}


def gone(last: Edition) -> Edition:
    """A folder that is not, or no longer, among the packages."""
    fault = Fault(
        ".", 0, f"The packages have no folder {last.folder}.", "Was it renamed? Put it back, or push it."
    )
    return replace(last, faults=(fault,), source={}, present=False)


_OURS = Fault(
    ".",
    0,
    "cannot be loaded, and the checks did not say why.",
    "Undo the last change; the server's log says more.",
)
