"""Releases by digest: read from the packages' repository once, then kept."""

from pathlib import Path

from renderer.package import Package


class Releases:
    """Any release of any package, from a bare mirror of the repository at `url`."""

    def __init__(self, mirror: Path, url: str) -> None:
        self._mirror = mirror
        self._url = url

    async def package(self, digest: str) -> Package:
        """The release. Raises ReleaseNotFound, RepositoryDown or PackageFaults."""
        raise NotImplementedError


def open_releases(mirror: Path, url: str) -> Releases:
    return Releases(mirror, url)
