"""What the preview of an interface shows: an edition of its package with the registry's changes over it."""

import hashlib
from collections.abc import Mapping
from functools import cached_property

from renderer.faults import Fault, PackageFaults
from renderer.package import Package
from router.edition import Edition
from router.registry import Interface
from router.reply import RawHeaders
from router.sync_state import SyncState
from typed.record import dataclass


@dataclass(frozen=True, eq=False)
class Shown:
    """The state of one preview at one moment. Drawing it again gives the same page."""

    interface: Interface
    edition: Edition
    sync: SyncState | None = None  # how far it follows its branch, where it follows one

    @property
    def package(self) -> Package | None:
        """With config and branding; without them when they do not fit; None when nothing can be shown."""
        return self._customised[0]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the files or with config and branding."""
        return self._customised[1]

    @property
    def content(self) -> str:
        """Names the page alone, without its faults: what a page carries that was just loaded."""
        package = self.edition.package
        return f"{package.digest if package else 'nothing'}.{self.interface.version}"

    @cached_property
    def id(self) -> str:
        """Names exactly this state."""
        return f"{self.content}-{_short(self.faults)}" if self.faults else self.content

    @property
    def headers(self) -> RawHeaders:
        """What an answer about it says in its headers: how fresh it is."""
        return self.sync.headers if self.sync else ()

    def changed_styles(self, before: "Shown") -> Mapping[str, str]:
        """The new stylesheets, when nothing else differs and the page need not be drawn again; else none."""
        if self.interface.version != before.interface.version:
            return {}
        return self.edition.changed_styles(before.edition)

    @cached_property
    def _customised(self) -> tuple[Package | None, tuple[Fault, ...]]:
        package, faults = self.edition.package, self.edition.faults
        if package is None:
            return None, faults
        try:
            return package.customised(self.interface.config, self.interface.branding), faults
        except PackageFaults as misfit:
            return package, faults + misfit.faults


def _short(faults: tuple[Fault, ...]) -> str:
    text = "\n".join(map(str, faults))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
