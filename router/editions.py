"""The packages that previews show, each as its latest edition, wherever they come from."""

import logging
from collections.abc import Callable, Mapping
from time import monotonic

from renderer.assets import Asset
from renderer.files import Files
from router.edition import Edition, Tell, gone
from router.hub import Hub
from router.sync_state import SyncState

log = logging.getLogger(__name__)

Reloaded = Callable[[float], None]  # seconds


class Editions:
    """Editions by package folder. Readers on the event loop never wait and never see half a change."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._editions: dict[str, Edition] = {}
        self._told: list[Reloaded] = []
        self._begun: list[Tell] = []
        self._former: dict[str, Edition] = {}  # the last one with other assets, for pages that still show it

    @property
    def sync(self) -> SyncState | None:
        """How far these follow something remote. None: they are what is on this machine."""
        return None

    def folders(self) -> list[str]:
        """The packages that are there now."""
        return sorted(folder for folder, edition in self._editions.items() if edition.present)

    def look(self, folder: str) -> Edition:
        """The package as it is now. A folder that never was there is an edition without a package."""
        return self._editions.get(folder) or gone(Edition(folder))

    def assets(self, digest: str) -> Mapping[str, Asset]:
        """The assets of this digest, if a package has them now or had them just before; otherwise none."""
        for edition in (*self._editions.values(), *self._former.values()):
            if edition.package and edition.asset_digest == digest:
                return edition.package.assets
        return {}

    def on_reload(self, tell: Reloaded) -> None:
        """Have it told how long it took whenever something changed was shown."""
        self._told.append(tell)

    def on_change(self, tell: Tell) -> None:
        """Have it told, in the thread that reads, of new files that somebody is about to see."""
        self._begun.append(tell)

    def _tell_changed(self, folder: str, files: Files) -> None:
        if folder in self.hub:
            for tell in self._begun:
                tell(folder, files)

    def take(self, editions: Mapping[str, Edition], since: float | None = None) -> None:
        """Show these from now on, and tell those who look at one that is new. `since`: when (monotonic) the
        change was noticed."""
        reloaded = False
        for folder, edition in editions.items():
            before = self._editions.get(folder)
            if edition is before:
                continue
            if before and before.asset_digest != edition.asset_digest:
                self._former[folder] = before
            self._editions[folder] = edition
            self.hub.post(folder)
            if before:
                reloaded = True
                log.info("package reloaded: %s, faults: %s", folder, len(edition.faults))
        if reloaded and since is not None:
            for tell in self._told:
                tell(monotonic() - since)
